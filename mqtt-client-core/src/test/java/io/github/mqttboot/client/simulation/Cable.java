// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.SplittableRandom;

/** One connection between client and broker, as TCP makes it. */
final class Cable {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final long latency;

	private final Pipe toBroker;

	private final Pipe toClient;

	private Runnable onClientReset = () -> {
	};

	private Runnable onBrokerReset = () -> {
	};

	private boolean broken;

	/** When the last hole ended, or the start. */
	private long wholeSince;

	Cable(VirtualTime time, SplittableRandom random, long latency) {
		this.time = time;
		this.random = random;
		this.latency = latency;
		this.toBroker = new Pipe(time, random, latency);
		this.toClient = new Pipe(time, random, latency);
		this.wholeSince = time.now();
	}

	Pipe toBroker() {
		return this.toBroker;
	}

	Pipe toClient() {
		return this.toClient;
	}

	void onClientReset(Runnable task) {
		this.onClientReset = task;
	}

	void onBrokerReset(Runnable task) {
		this.onBrokerReset = task;
	}

	boolean broken() {
		return this.broken;
	}

	/**
	 * Breaks. Each side learns of it at a moment of its own; what was under way by then
	 * has arrived, the rest has not.
	 */
	void cut() {
		if (this.broken) {
			return;
		}
		this.broken = true;
		long atClient = this.time.now() + this.random.nextLong(this.latency);
		long atBroker = this.time.now() + this.random.nextLong(this.latency);
		this.toClient.breakAt(atClient);
		this.toBroker.breakAt(atBroker);
		this.time.at(atClient, this.onClientReset);
		this.time.at(atBroker, this.onBrokerReset);
	}

	/** The client's end is gone at once: what it has written may still arrive. */
	void clientVanished() {
		if (this.broken) {
			return;
		}
		this.broken = true;
		this.onClientReset = () -> {
		};
		this.toClient.breakAt(this.time.now());
		if (this.toBroker.hole()) {
			this.toBroker.breakAt(this.time.now()); // the broker is told when the hole
													// ends
		}
		else {
			resetBroker();
		}
	}

	private void resetBroker() {
		long atBroker = this.time.now() + this.random.nextLong(this.latency * 2);
		this.toBroker.breakAt(atBroker);
		this.time.at(atBroker, this.onBrokerReset);
	}

	/** Lets nothing through, and neither side is told. */
	void openHole() {
		this.toClient.hole(true);
		this.toBroker.hole(true);
	}

	/** What was held back arrives, or the connection breaks at last. */
	void closeHole(boolean reset) {
		if (!this.toClient.hole()) {
			return;
		}
		this.wholeSince = this.time.now();
		if (this.broken) {
			resetBroker();
		}
		else if (reset) {
			cut();
		}
		this.toClient.hole(false);
		this.toBroker.hole(false);
	}

	/** How long everything has got through. */
	long wholeFor() {
		return (this.toBroker.hole()) ? 0 : this.time.now() - this.wholeSince;
	}

}
