// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.concurrent.atomic.AtomicReference;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/** A message as one handler sees it. Like the real one it takes the first outcome. */
public final class FakeDelivery implements Delivery {

	private final MqttMessage message;

	private final AtomicReference<@Nullable ReasonCode> outcome = new AtomicReference<>();

	public FakeDelivery(MqttMessage message) {
		this.message = message;
	}

	/** How it was acknowledged, or null if it was not. */
	public @Nullable ReasonCode outcome() {
		return this.outcome.get();
	}

	@Override
	public MqttMessage message() {
		return this.message;
	}

	@Override
	public boolean duplicate() {
		return false;
	}

	@Override
	public int packetId() {
		return (this.message.qos() == QoS.AT_MOST_ONCE) ? 0 : 7;
	}

	@Override
	public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
		this.outcome.compareAndSet(null, reasonCode);
	}

}
