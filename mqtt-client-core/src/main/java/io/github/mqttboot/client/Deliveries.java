// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Publish;

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

	private final MqttClientOptions options;

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final ClientLoop client;

	private final InboxPolicy policy;

	private final InboundDrops drops;

	private final Inbox inbox;

	/** Null as long as nobody has subscribed and nothing has come. */
	private @Nullable Handlers handlers;

	/** Written on the loop. */
	private volatile boolean closed;

	Deliveries(MqttClientOptions options, SerialExecutor callbacks, EventHub events, ClientLoop client,
			InboundDrops drops) {
		this.options = options;
		this.callbacks = callbacks;
		this.events = events;
		this.client = client;
		this.drops = drops;
		this.policy = options.inbox();
		this.inbox = new Inbox(this.policy.messages(), this.policy.bytes());
	}

	/** How full it is; from any thread. */
	Inbox inbox() {
		return this.inbox;
	}

	/** Who takes messages; made when the first one is to. */
	Handlers handlers() {
		Handlers handlers = this.handlers;
		if (handlers == null) {
			handlers = new Handlers(this.options, this.callbacks, this.events);
			this.handlers = handlers;
		}
		return handlers;
	}

	/**
	 * Hands a message over to its handlers, or drops it.
	 * @return false if it has none
	 */
	boolean deliver(Publish publish, int size, @Nullable Receipt receipt) {
		Route[] routes = handlers().find(publish.message());
		if (routes.length == 0) {
			return false;
		}
		if (this.policy.drop() && receipt == null) {
			routes = withRoom(routes, handlers().lanes(), publish.message(), size);
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
		if (this.handlers != null) {
			this.handlers.disconnected();
		}
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

	private Route[] withRoom(Route[] routes, int lanes, MqttMessage message, int size) {
		boolean room = this.inbox.hasRoom();
		int parts = lanes + 1; // one is always free, for who is not behind
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

}
