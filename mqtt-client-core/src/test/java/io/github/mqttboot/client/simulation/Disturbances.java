// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.SplittableRandom;

import io.github.mqttboot.protocol.ReasonCode;

/** What goes wrong around the client. */
final class Disturbances {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Scenario scenario;

	private final Network network;

	private final ModelBroker broker;

	Disturbances(VirtualTime time, SplittableRandom random, Scenario scenario, Network network, ModelBroker broker) {
		this.time = time;
		this.random = random;
		this.scenario = scenario;
		this.network = network;
		this.broker = broker;
	}

	/** Something goes wrong. */
	void strike() {
		switch (this.random.nextInt(14)) {
			case 0, 1, 2 -> this.network.cut();
			case 3 -> this.broker.hangUp(ReasonCode.ADMINISTRATIVE_ACTION);
			case 4, 5 -> hole();
			case 6 -> restart(true);
			case 7 -> restart(this.random.nextBoolean());
			case 8 -> this.network.refuse(duration());
			case 9 -> this.network.slowDown(duration());
			case 10 -> this.broker.refuse(this.random.nextInt(1, 4), refusal());
			case 11 -> this.broker.ignore(1);
			case 12 -> this.broker.takeOver();
			default -> this.broker.repeat();
		}
	}

	private long duration() {
		return this.random.nextLong(VirtualTime.seconds(1) / 2, VirtualTime.seconds(10));
	}

	private void hole() {
		if (this.random.nextInt(4) == 0) {
			this.network.holeAhead();
		}
		else {
			this.network.openHole();
		}
		this.time.after(duration(), this.network::closeHoles);
	}

	private void restart(boolean keepSessions) {
		this.broker.stop(keepSessions, this.network);
		this.time.after(duration() / 2, this.broker::start);
	}

	private ReasonCode refusal() {
		ReasonCode[] reasons = { ReasonCode.SERVER_UNAVAILABLE, ReasonCode.SERVER_BUSY, ReasonCode.NOT_AUTHORIZED };
		if (!this.scenario.isV5()) {
			return this.random.nextBoolean() ? ReasonCode.SERVER_UNAVAILABLE : ReasonCode.NOT_AUTHORIZED;
		}
		return reasons[this.random.nextInt(reasons.length)];
	}

}
