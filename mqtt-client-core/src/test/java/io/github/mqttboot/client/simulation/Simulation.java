// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.List;
import java.util.SplittableRandom;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/**
 * One run from one seed. For a while the application works and things go wrong; then
 * nothing goes wrong any more, and everything has to come to rest in the right state.
 */
final class Simulation {

	private final long seed;

	private final VirtualTime time = new VirtualTime();

	private final Trace trace;

	private final Scenario scenario;

	private final Ledger ledger;

	private final ModelBroker broker;

	private final Network network;

	private final Disturbances disturbances;

	private final SplittableRandom random;

	private final Wiretap wiretap;

	private final Referee referee;

	private int lives;

	private Application application;

	/**
	 * What came of a run.
	 *
	 * @param seed where it began
	 * @param violation the rule that was broken, or null
	 * @param trace what happened, if that was asked for
	 * @param events how much happened
	 */
	record Outcome(long seed, @Nullable String violation, List<String> trace, int events) {
	}

	private Simulation(long seed, boolean traced, @Nullable Tampering tampering) {
		SplittableRandom root = new SplittableRandom(seed);
		this.seed = seed;
		this.trace = new Trace(this.time, traced);
		this.scenario = new Scenario(root.split());
		this.ledger = new Ledger(this.trace, this::mayHaveNoHandler);
		this.broker = new ModelBroker(this.time, root.split(), this.trace, this.scenario, this.ledger);
		this.network = new Network(this.time, root.split(), this.trace, this.broker, this.scenario.latency());
		this.disturbances = new Disturbances(this.time, root.split(), this.scenario, this.network, this.broker);
		this.referee = new Referee(this.time, this.ledger);
		this.wiretap = new Wiretap(this.trace, this.referee, tampering);
		this.random = root.split();
		this.application = newLife();
	}

	/** Runs a seed. */
	static Outcome run(long seed) {
		return new Simulation(seed, false, null).run();
	}

	/** Runs a seed and keeps a trace. */
	static Outcome trace(long seed) {
		return new Simulation(seed, true, null).run();
	}

	/** Runs a seed with a client that is made to do something wrong. */
	static Outcome run(long seed, Tampering tampering) {
		return new Simulation(seed, false, tampering).run();
	}

	private Application newLife() {
		ClientHost host = new ClientHost(this.time, this.random.split(), this.network, this.wiretap, this.scenario);
		return new Application(this.time, this.random.split(), this.trace, this.scenario, this.ledger, host,
				++this.lives);
	}

	private boolean mayHaveNoHandler(String topic) {
		return this.application.mayHaveNoHandler(topic);
	}

	private Outcome run() {
		this.trace.add("seed", this.seed + ": " + this.scenario);
		this.application.start();
		plan();
		this.time.runUntil(this.scenario.horizon());
		if (intact()) {
			settle();
		}
		if (intact()) {
			end();
		}
		return new Outcome(this.seed, this.ledger.violation(), this.trace.lines(), this.time.count());
	}

	private boolean intact() {
		return this.ledger.violation() == null;
	}

	private void plan() {
		for (int i = 0; i < this.scenario.calls(); i++) {
			boolean inward = this.random.nextInt(3) == 0;
			this.time.at(this.random.nextLong(this.scenario.horizon()),
					inward ? this::publishToClient : () -> this.application.act());
		}
		for (int i = 0; i < this.scenario.faults(); i++) {
			this.time.at(this.random.nextLong(this.scenario.horizon()), this.disturbances::strike);
		}
	}

	private void publishToClient() {
		for (int i = this.random.nextInt(1, 8); i > 0; i--) {
			this.broker.publish("in/" + this.random.nextInt(3), QoS.of(this.random.nextInt(3)));
		}
	}

	/** From now on nothing goes wrong. */
	private void settle() {
		this.broker.heal();
		this.network.heal();
		this.application.settle();
		this.time.runUntil(this.time.now() + this.scenario.recoveryLimit());
		if (this.application.client().status().state() != ConnectionState.CONNECTED) {
			this.ledger.violated(
					"the client is not connected in time again, but " + this.application.client().status().state());
			return;
		}
		long limit = this.time.now() + VirtualTime.seconds(60)
				+ (this.ledger.outgoing().size() + this.ledger.incoming().size()) * VirtualTime.seconds(5);
		String unsettled = this.application.unsettled(this.broker.session());
		while (unsettled != null && this.time.now() < limit && intact()) {
			this.time.runUntil(this.time.now() + VirtualTime.seconds(1));
			unsettled = this.application.unsettled(this.broker.session());
		}
		if (unsettled != null) {
			this.ledger.violated("no rest: " + unsettled);
		}
	}

	private void end() {
		this.application.close();
		this.time.runUntil(this.time.now() + VirtualTime.seconds(30));
		String open = this.application.leftOpen();
		if (open != null) {
			this.ledger.violated("the client is closed, and the future of " + open + " has not ended");
		}
		new Verdict(this.scenario, this.ledger).atTheEnd();
	}

}
