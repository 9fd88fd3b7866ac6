// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

/**
 * The handlers of a client, by the filters of their subscriptions, each in the lane in
 * which its messages come one after the other. Confined to the loop.
 */
final class Handlers {

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final InboxPolicy policy;

	private final Router router = new Router();

	/** By what a handler says it must not run beside. */
	private final Map<Object, Lane> lanes = new IdentityHashMap<>(1);

	/** The route of {@link MqttEvent.MessageReceived}. */
	private final Route eventRoute;

	/** Who takes messages. */
	record Recipient(MessageHandler handler, AckMode ackMode) {

		Recipient {
			Objects.requireNonNull(handler, "handler must not be null");
			Objects.requireNonNull(ackMode, "ackMode must not be null");
		}

	}

	Handlers(MqttClientOptions options, SerialExecutor callbacks, EventHub events) {
		this.callbacks = callbacks;
		this.events = events;
		this.policy = options.inbox();
		this.eventRoute = new Route((delivery) -> events.dispatch(new MqttEvent.MessageReceived(delivery)),
				options.ackMode(), openLane(callbacks));
	}

	/** Adds a handler for the filters of a subscription. */
	void add(SubscribeExchange exchange, Recipient recipient) {
		Lane lane = this.lanes.computeIfAbsent(recipient.handler().lane(),
				(key) -> openLane(this.callbacks.openLane()));
		Route route = new Route(recipient.handler(), recipient.ackMode(), lane);
		exchange.subscriptions().forEach((each) -> this.router.add(each.filter(), route));
		identify(exchange);
		exchange.whenForgotten((filter) -> {
			this.router.remove(filter, route);
			removeLanes();
		});
	}

	/** Adds no handler for the filters of a subscription. */
	void addNone(SubscribeExchange exchange) {
		exchange.subscriptions().forEach((each) -> this.router.reserve(each.filter()));
		identify(exchange);
	}

	private void identify(SubscribeExchange exchange) {
		List<Integer> chosen = exchange.properties().subscriptionIdentifiers();
		int identifier = RouteIdentifier.of(exchange.subscriptions().stream().map(Subscription::filter).toList());
		for (Subscription subscription : exchange.subscriptions()) {
			this.router.identify(identifier, subscription.filter());
			chosen.forEach((each) -> this.router.identify(each, subscription.filter()));
		}
		exchange.routeBy(identifier);
	}

	/**
	 * Where messages are dropped, what each lane has waiting is counted, and must be
	 * taken early.
	 */
	private Lane openLane(SerialExecutor executor) {
		return this.policy.drop()
				? new Lane(executor, new Inbox(this.policy.messages(), this.policy.bytes()), SerialExecutor.BATCH)
				: new Lane(executor, null, this.policy.messages() / 2);
	}

	/** Forgets the handlers of filters, and lanes that nobody needs any more. */
	void remove(Collection<TopicFilter> filters) {
		this.router.remove(filters);
		removeLanes();
	}

	/**
	 * Filters are given up: their handlers get what is still on its way, until others
	 * take their place.
	 * @return forgets them
	 */
	Runnable retire(Collection<TopicFilter> filters) {
		Runnable removal = this.router.retire(filters);
		return () -> {
			removal.run();
			removeLanes();
		};
	}

	private void removeLanes() {
		this.lanes.values().removeIf((lane) -> !this.router.uses(lane) && this.callbacks.closeLane(lane.executor()));
	}

	/** Where a message goes. */
	Route[] find(MqttMessage message) {
		Route[] routes = this.router.find(message);
		if (!this.events.isReceivedWanted()) {
			return routes;
		}
		Route[] more = Arrays.copyOf(routes, routes.length + 1);
		more[routes.length] = this.eventRoute;
		return more;
	}

	/** How many lanes there are. */
	int lanes() {
		return this.lanes.size();
	}

	/** The connection is gone; another one has other objects for its topics. */
	void disconnected() {
		this.router.forget();
	}

}
