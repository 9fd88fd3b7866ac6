// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What lies between clients and the broker, with everything that can go wrong there. */
final class Network {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Trace trace;

	private final ModelBroker broker;

	private long latency;

	private final List<Cable> cables = new ArrayList<>();

	/** Until when connections are refused. */
	private long refusedUntil;

	/** Until when it takes long to open a connection. */
	private long slowUntil;

	/** How the next connection is found to be, beside being slow or refused. */
	private boolean holeAhead;

	Network(VirtualTime time, SplittableRandom random, Trace trace, ModelBroker broker, long latency) {
		this.time = time;
		this.random = random;
		this.trace = trace;
		this.broker = broker;
		this.latency = latency;
	}

	/** How long opening a connection takes; no end is in sight for a very long time. */
	long openingDelay() {
		if (this.time.now() < this.slowUntil) {
			return this.random.nextLong(VirtualTime.seconds(30));
		}
		return this.random.nextLong(this.latency, this.latency * 3);
	}

	/** Whether the broker's host refuses connections now. */
	boolean refuses() {
		return !this.broker.up() || this.time.now() < this.refusedUntil;
	}

	/** Makes a connection, which the broker accepts at once. */
	Cable open() {
		Cable cable = new Cable(this.time, this.random.split(), this.latency);
		this.cables.removeIf((each) -> each.broken() && !each.toBroker().hole());
		this.cables.add(cable);
		this.broker.accept(cable);
		if (this.holeAhead) {
			this.holeAhead = false;
			cable.openHole();
		}
		return cable;
	}

	/** The connection made last, if it is not broken. */
	private List<Cable> whole() {
		return this.cables.stream().filter((cable) -> !cable.broken()).toList();
	}

	void cut() {
		this.trace.add("network", "cut");
		whole().forEach(Cable::cut);
	}

	void openHole() {
		this.trace.add("network", "black hole");
		whole().forEach(Cable::openHole);
	}

	/** The next connection opens, and then nothing gets through. */
	void holeAhead() {
		this.trace.add("network", "black hole for the next connection");
		this.holeAhead = true;
	}

	void closeHoles() {
		this.holeAhead = false;
		for (Cable cable : List.copyOf(this.cables)) {
			boolean reset = this.random.nextBoolean();
			if (cable.toClient().hole()) {
				this.trace.add("network", reset ? "black hole ends in a reset" : "black hole lets go");
			}
			cable.closeHole(reset);
		}
	}

	void refuse(long duration) {
		this.trace.add("network", "connections refused");
		this.refusedUntil = this.time.now() + duration;
	}

	void slowDown(long duration) {
		this.trace.add("network", "connections open slowly");
		this.slowUntil = this.time.now() + duration;
	}

	/** Nothing more goes wrong. */
	void heal() {
		this.trace.add("network", "healed");
		this.refusedUntil = 0;
		this.slowUntil = 0;
		closeHoles();
	}

}
