// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

/**
 * The way of received messages to their handlers, which run one after the other outside
 * the loop. Confined to the loop unless it says otherwise.
 */
final class Deliveries {

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final ClientLoop client;

	private final Router router = new Router();

	private final Inbox inbox = new Inbox();

	/** The route of {@link MqttEvent.MessageReceived}. */
	private final Route eventRoute;

	Deliveries(MqttClientOptions options, SerialExecutor callbacks, EventHub events, ClientLoop client) {
		this.callbacks = callbacks;
		this.events = events;
		this.client = client;
		this.eventRoute = new Route((delivery) -> events.dispatch(new MqttEvent.MessageReceived(delivery)),
				options.ackMode());
	}

	/** How full it is; from any thread. */
	Inbox inbox() {
		return this.inbox;
	}

	/** Adds a handler for the filters of a subscription. */
	void add(SubscribeExchange exchange, Route route) {
		List<Integer> chosen = exchange.properties().subscriptionIdentifiers();
		for (Subscription subscription : exchange.subscriptions()) {
			int identifier = this.router.add(subscription.filter(), route);
			chosen.forEach((each) -> this.router.identify(each, subscription.filter()));
			if (exchange.subscriptions().size() == 1) { // a packet has one identifier for
														// all
				exchange.routeBy(identifier);
			}
		}
	}

	/** Forgets the handlers of filters. */
	void remove(Collection<TopicFilter> filters) {
		this.router.remove(filters);
	}

	/**
	 * Hands a message over to its handlers.
	 * @return false if it has none
	 */
	boolean deliver(Publish publish, int size, @Nullable Receipt receipt) {
		Route[] routes = routes(publish.message());
		if (routes.length == 0) {
			return false;
		}
		this.inbox.put(size);
		this.callbacks.execute(new InboundDelivery(this.client, publish, size, receipt, routes));
		return true;
	}

	private Route[] routes(MqttMessage message) {
		Route[] routes = this.router.find(message);
		if (!this.events.isWanted(MqttEvent.MessageReceived.class)) {
			return routes;
		}
		Route[] more = Arrays.copyOf(routes, routes.length + 1);
		more[routes.length] = this.eventRoute;
		return more;
	}

}
