// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * A received message, handed to the handlers of its topic, each in its lane. When there
 * are several, each gets its own {@link Delivery}, and the message is acknowledged when
 * all of them are; an error of one is the outcome of all.
 */
final class InboundDelivery implements Delivery, Runnable {

	private static final AtomicReferenceFieldUpdater<InboundDelivery, @Nullable Receipt> RECEIPT = AtomicReferenceFieldUpdater
		.newUpdater(InboundDelivery.class, Receipt.class, "receipt");

	private final ClientLoop client;

	private final Publish publish;

	private final int size;

	/**
	 * What to acknowledge; null for QoS 0, and as soon as it is. Taken by any thread.
	 */
	private volatile @Nullable Receipt receipt;

	private final Route[] routes;

	InboundDelivery(ClientLoop client, Publish publish, int size, @Nullable Receipt receipt, Route[] routes) {
		this.client = client;
		this.publish = publish;
		this.size = size;
		this.receipt = receipt;
		this.routes = routes;
	}

	@Override
	public MqttMessage message() {
		return this.publish.message();
	}

	@Override
	public boolean duplicate() {
		return this.publish.duplicate();
	}

	@Override
	public int packetId() {
		return this.publish.packetId();
	}

	/** Brings it into the lanes of its handlers; on the loop. */
	void start() {
		boolean acknowledged = this.receipt != null;
		if (this.routes.length == 1) {
			this.routes[0].lane().enter(this, this.size, acknowledged);
			return;
		}
		Shares shares = new Shares(this.routes.length);
		for (Route route : this.routes) {
			route.lane().enter(new Share(shares, route), this.size, acknowledged);
		}
	}

	/** Runs the only handler; in its lane. */
	@Override
	public void run() {
		this.client.taken(this.size);
		this.routes[0].lane().taken(this.size);
		handle(this.routes[0], this);
	}

	private void handle(Route route, Delivery delivery) {
		if (this.client.isClosed()) {
			return; // and so not acknowledged
		}
		boolean automatic = route.ackMode() == AckMode.AUTO;
		try {
			route.handler().handle(delivery);
			if (automatic) {
				delivery.acknowledge();
			}
		}
		catch (Throwable ex) {
			if (automatic) {
				// after a PUBREC that refuses, brokers fail to go on: docs/reliability.md
				boolean refusable = message().qos() != QoS.EXACTLY_ONCE;
				delivery.acknowledge(refusable ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR : ReasonCode.SUCCESS,
						PacketProperties.NONE);
			}
			this.client.events().reportFailure("a handler of the topic " + message().topic() + " failed", ex);
		}
	}

	@Override
	public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
		check(reasonCode, properties);
		if (this.receipt == null) {
			return;
		}
		Receipt receipt = RECEIPT.getAndSet(this, null);
		if (receipt != null) {
			receipt.decide(reasonCode, properties);
			this.client.handOver(receipt);
		}
	}

	private static void check(ReasonCode reasonCode, PacketProperties properties) {
		if (!reasonCode.allowedIn(PacketType.PUBACK)) {
			throw new IllegalArgumentException("PUBACK and PUBREC must not have the reason code " + reasonCode);
		}
		properties.forEach((property, value) -> {
			if (!property.allowedIn(PacketType.PUBACK)) {
				throw new IllegalArgumentException("PUBACK and PUBREC must not have the property " + property);
			}
		});
	}

	/** What several handlers make of one message. */
	private static final class Shares {

		/** Handlers that have not acknowledged; lowered by any thread. */
		private final AtomicInteger open;

		/** Handlers that have not taken it; lowered by any thread. */
		private final AtomicInteger untaken;

		/** The first error; written by any thread before it lowers {@link #open}. */
		private volatile @Nullable Outcome error;

		Shares(int handlers) {
			this.open = new AtomicInteger(handlers);
			this.untaken = new AtomicInteger(handlers);
		}

	}

	private record Outcome(ReasonCode reasonCode, PacketProperties properties) {
	}

	/** The message as one of several handlers sees it. */
	private final class Share implements Delivery, Runnable {

		private final Shares shares;

		private final Route route;

		/** Whether this handler has acknowledged; set by any thread. */
		private final AtomicBoolean acknowledged = new AtomicBoolean();

		Share(Shares shares, Route route) {
			this.shares = shares;
			this.route = route;
		}

		/** Runs the handler; in its lane. */
		@Override
		public void run() {
			if (this.shares.untaken.decrementAndGet() == 0) {
				InboundDelivery.this.client.taken(InboundDelivery.this.size);
			}
			this.route.lane().taken(InboundDelivery.this.size);
			handle(this.route, this);
		}

		@Override
		public MqttMessage message() {
			return InboundDelivery.this.message();
		}

		@Override
		public boolean duplicate() {
			return InboundDelivery.this.duplicate();
		}

		@Override
		public int packetId() {
			return InboundDelivery.this.packetId();
		}

		@Override
		public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
			check(reasonCode, properties);
			if (!this.acknowledged.compareAndSet(false, true)) {
				return;
			}
			if (reasonCode.isError() && this.shares.error == null) {
				this.shares.error = new Outcome(reasonCode, properties);
			}
			if (this.shares.open.decrementAndGet() == 0) {
				Outcome error = this.shares.error;
				InboundDelivery.this.acknowledge((error != null) ? error.reasonCode() : reasonCode,
						(error != null) ? error.properties() : properties);
			}
		}

	}

}
