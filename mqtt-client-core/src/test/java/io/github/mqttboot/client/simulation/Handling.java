// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.SplittableRandom;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;

/** The handlers of an application: good, slow, failing, and late with what they owe. */
final class Handling {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Trace trace;

	private final Scenario scenario;

	private final Ledger ledger;

	private final ClientHost host;

	private final int life;

	/** Acknowledgements that are owed. */
	private int owed;

	private int failuresInThousand;

	/** What a handler throws. */
	static final class Failure extends RuntimeException {

		private static final long serialVersionUID = 1;

		Failure() {
			super("as planned", null, false, false);
		}

	}

	Handling(VirtualTime time, SplittableRandom random, Trace trace, Scenario scenario, Ledger ledger, ClientHost host,
			int life) {
		this.time = time;
		this.random = random;
		this.trace = trace;
		this.scenario = scenario;
		this.ledger = ledger;
		this.host = host;
		this.life = life;
		this.failuresInThousand = scenario.failuresInThousand();
	}

	/**
	 * A message has come.
	 * @param registration which handler of the application this is
	 */
	void handle(Delivery delivery, int registration) {
		if (!this.host.alive()) {
			return;
		}
		Incoming message = this.ledger.delivered(delivery, this.life, registration);
		this.trace.add("handler", "begins with", message);
		if (this.random.nextInt(1000) < this.scenario.slownessInThousand()) {
			this.time.runUntil(this.time.now() + this.random.nextLong(VirtualTime.millis(1500)));
			if (!this.host.alive()) {
				return; // killed in the middle of it
			}
		}
		boolean fails = this.random.nextInt(1000) < this.failuresInThousand;
		if (this.scenario.ackMode() == AckMode.MANUAL) {
			owe(delivery, message, fails);
			return;
		}
		this.trace.add("handler", fails ? "fails with" : "ends with", message);
		end(message, fails);
		if (fails) {
			throw new Failure();
		}
	}

	private void owe(Delivery delivery, Incoming message, boolean fails) {
		if (this.random.nextInt(3) == 0) {
			acknowledge(delivery, message, fails);
			return;
		}
		this.owed++;
		this.time.after(this.random.nextLong(VirtualTime.millis(2000)), () -> {
			this.owed--;
			if (this.host.alive()) {
				acknowledge(delivery, message, fails);
			}
		});
	}

	private void acknowledge(Delivery delivery, Incoming message, boolean fails) {
		this.trace.add("handler", fails ? "refuses" : "acknowledges", message);
		end(message, fails);
		delivery.acknowledge(fails ? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.SUCCESS, PacketProperties.NONE);
		if (this.random.nextInt(8) == 0) {
			delivery.acknowledge(); // only the first call counts
		}
	}

	private void end(Incoming message, boolean failed) {
		message.handled++;
		if (failed && this.scenario.isV5()) {
			message.held = false; // after such a PUBREC it would be a new message
									// [MQTT-4.3.3-9]
		}
	}

	/** From now on nothing fails. */
	void settle() {
		this.failuresInThousand = 0;
	}

	boolean idle() {
		return this.owed == 0;
	}

}
