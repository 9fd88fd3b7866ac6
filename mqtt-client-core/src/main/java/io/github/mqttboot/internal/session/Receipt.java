// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/** A received message of QoS 1 or 2 that is or was to be acknowledged. */
public final class Receipt {

	private final int packetId;

	private final QoS qos;

	/** Which connection the message came on last; an answer on another is void. */
	private int connection;

	/** Whether PUBACK or PUBREC was sent on that connection. */
	private boolean answered;

	private @Nullable ReasonCode outcome;

	private PacketProperties properties = PacketProperties.NONE;

	Receipt(int packetId, QoS qos, int connection) {
		this.packetId = packetId;
		this.qos = qos;
		this.connection = connection;
	}

	int packetId() {
		return this.packetId;
	}

	QoS qos() {
		return this.qos;
	}

	int connection() {
		return this.connection;
	}

	void arrivedAgainOn(int connection) {
		this.connection = connection;
		this.answered = false;
	}

	boolean answered() {
		return this.answered;
	}

	void answer() {
		this.answered = true;
	}

	@Nullable ReasonCode outcome() {
		return this.outcome;
	}

	PacketProperties properties() {
		return this.properties;
	}

	void decide(ReasonCode outcome, PacketProperties properties) {
		this.outcome = outcome;
		this.properties = properties;
	}

}
