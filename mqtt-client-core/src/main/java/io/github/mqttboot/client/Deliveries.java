// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of received messages to their handlers, outside the loop: one after the other
 * for each handler, beside each other for several. Confined to the loop unless it says
 * otherwise.
 */
final class Deliveries {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final ClientLoop client;

	private final InboxPolicy policy;

	private final InboundDrops drops;

	private final Router router = new Router();

	private final Inbox inbox;

	/** By what a handler says it must not run beside. */
	private final Map<Object, Lane> lanes = new IdentityHashMap<>(1);

	/** The route of {@link MqttEvent.MessageReceived}. */
	private final Route eventRoute;

	/** Written on the loop. */
	private volatile boolean closed;

	/** Who takes messages. */
	record Recipient(MessageHandler handler, AckMode ackMode) {

		Recipient {
			Objects.requireNonNull(handler, "handler must not be null");
			Objects.requireNonNull(ackMode, "ackMode must not be null");
		}

	}

	Deliveries(MqttClientOptions options, SerialExecutor callbacks, EventHub events, ClientLoop client,
			InboundDrops drops) {
		this.callbacks = callbacks;
		this.events = events;
		this.client = client;
		this.drops = drops;
		this.policy = options.inbox();
		this.inbox = new Inbox(this.policy.messages(), this.policy.bytes());
		this.eventRoute = new Route((delivery) -> events.dispatch(new MqttEvent.MessageReceived(delivery)),
				options.ackMode(), new Lane(callbacks, share()));
	}

	/** How full it is; from any thread. */
	Inbox inbox() {
		return this.inbox;
	}

	/** Adds a handler for the filters of a subscription. */
	void add(SubscribeExchange exchange, Recipient recipient) {
		Lane lane = this.lanes.computeIfAbsent(recipient.handler().lane(),
				(key) -> new Lane(this.callbacks.openLane(), share()));
		Route route = new Route(recipient.handler(), recipient.ackMode(), lane);
		List<Integer> chosen = exchange.properties().subscriptionIdentifiers();
		int identifier = RouteIdentifier.of(exchange.subscriptions().stream().map(Subscription::filter).toList());
		for (Subscription subscription : exchange.subscriptions()) {
			this.router.add(subscription.filter(), route);
			this.router.identify(identifier, subscription.filter());
			chosen.forEach((each) -> this.router.identify(each, subscription.filter()));
		}
		exchange.routeBy(identifier);
		exchange.whenForgotten((filter) -> {
			this.router.remove(filter, route);
			removeLanes();
		});
	}

	/** Where messages are dropped, what each lane has waiting is counted. */
	private @Nullable Inbox share() {
		return this.policy.drop() ? new Inbox(this.policy.messages(), this.policy.bytes()) : null;
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

	/**
	 * Hands a message over to its handlers, or drops it.
	 * @return false if it has none
	 */
	boolean deliver(Publish publish, int size, @Nullable Receipt receipt) {
		Route[] routes = routes(publish.message());
		if (routes.length == 0) {
			return false;
		}
		if (this.policy.drop() && receipt == null) {
			routes = withRoom(routes, publish.message(), size);
			if (routes.length == 0) {
				return true;
			}
		}
		this.inbox.put(size);
		new InboundDelivery(this.client, publish, size, receipt, routes).start();
		return true;
	}

	/** The connection is gone. */
	void disconnected() {
		this.inbox.resume();
		this.router.forget(); // another one has other objects for its topics
	}

	/** No handler begins with a message any more. */
	void close() {
		this.closed = true;
		int left = this.inbox.messages();
		if (left > 0) {
			logger.warn("Closed before {} message(s) were handled; the server sends those of QoS 1 and 2 again"
					+ " if it keeps the session", left);
		}
	}

	/** Whether messages are not to be handled any more; from any thread. */
	boolean isClosed() {
		return this.closed;
	}

	private Route[] withRoom(Route[] routes, MqttMessage message, int size) {
		boolean room = this.inbox.hasRoom();
		int parts = this.lanes.size() + 1; // one is always free, for who is not behind
		List<Route> open = new ArrayList<>(routes.length);
		for (Route route : routes) {
			if (room && route.lane().hasRoom(parts)) {
				open.add(route);
			}
			else {
				this.drops.dropped(message, size);
			}
		}
		return (open.size() == routes.length) ? routes : open.toArray(Route[]::new);
	}

	private Route[] routes(MqttMessage message) {
		Route[] routes = this.router.find(message);
		if (!this.events.isReceivedWanted()) {
			return routes;
		}
		Route[] more = Arrays.copyOf(routes, routes.length + 1);
		more[routes.length] = this.eventRoute;
		return more;
	}

}
