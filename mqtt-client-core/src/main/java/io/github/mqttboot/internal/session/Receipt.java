// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * A received message of QoS 1 or 2 that is or was to be acknowledged. Any thread may
 * decide how, and then hands it over to the loop, to which everything else is confined.
 */
public final class Receipt implements LoopTask {

	private final int packetId;

	private final QoS qos;

	/** Which connection the message came on last; an answer on another is void. */
	private int connection;

	/** Whether PUBACK or PUBREC was sent on that connection. */
	private boolean answered;

	/** Whether the loop knows the outcome. */
	private boolean decided;

	/** Written before it is handed over to the loop. */
	private ReasonCode outcome = ReasonCode.SUCCESS;

	/** Written before it is handed over to the loop. */
	private PacketProperties properties = PacketProperties.NONE;

	private @Nullable LoopTask link;

	Receipt(int packetId, QoS qos, int connection) {
		this.packetId = packetId;
		this.qos = qos;
		this.connection = connection;
	}

	/**
	 * Decides on the message, once, in any thread; {@link Session#acknowledge} follows.
	 * @param outcome the reason code for PUBACK or PUBREC
	 * @param properties the properties for PUBACK or PUBREC
	 */
	public void decide(ReasonCode outcome, PacketProperties properties) {
		this.outcome = outcome;
		this.properties = properties;
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

	/** The decision has reached the loop. */
	void takeDecision() {
		this.decided = true;
	}

	/** How to answer, or null as long as the loop does not know. */
	@Nullable ReasonCode outcome() {
		return this.decided ? this.outcome : null;
	}

	/** Whether the answer is one that PUBREL follows. */
	boolean isAccepted() {
		return this.decided && !this.outcome.isError();
	}

	PacketProperties properties() {
		return this.properties;
	}

	@Override
	public @Nullable LoopTask link() {
		return this.link;
	}

	@Override
	public void link(@Nullable LoopTask link) {
		this.link = link;
	}

}
