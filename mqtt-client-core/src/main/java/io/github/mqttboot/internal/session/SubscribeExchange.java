// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;
import java.util.concurrent.Executor;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;

/** A SUBSCRIBE that waits for its SUBACK. */
public final class SubscribeExchange extends ControlExchange<SubAck> {

	private final List<Subscription> subscriptions;

	private final PacketProperties properties;

	/** Whether nobody asked: the session brings back what the server has lost. */
	private final boolean restoring;

	/**
	 * Makes an exchange that has not begun.
	 * @param subscriptions what to subscribe to
	 * @param properties the properties of SUBSCRIBE
	 * @param callbacks where the future completes
	 */
	public SubscribeExchange(List<Subscription> subscriptions, PacketProperties properties, Executor callbacks) {
		this(subscriptions, properties, callbacks, false);
	}

	private SubscribeExchange(List<Subscription> subscriptions, PacketProperties properties, Executor callbacks,
			boolean restoring) {
		super(callbacks);
		this.subscriptions = List.copyOf(subscriptions);
		this.properties = properties;
		this.restoring = restoring;
	}

	static SubscribeExchange restoring(List<Subscription> subscriptions, PacketProperties properties) {
		return new SubscribeExchange(subscriptions, properties, Runnable::run, true);
	}

	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	PacketProperties properties() {
		return this.properties;
	}

	boolean isRestoring() {
		return this.restoring;
	}

	@Override
	Subscribe request() {
		return new Subscribe(packetId(), this.subscriptions, this.properties);
	}

}
