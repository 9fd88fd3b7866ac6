// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.List;
import java.util.SplittableRandom;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.simulation.ModelStore.StoreFault;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/**
 * One run from one seed. For a while the application works and things go wrong; then
 * nothing goes wrong any more, and everything has to come to rest in the right state.
 */
final class Simulation {

	/** How long a client may take to be closed. */
	private static final long CLOSING = VirtualTime.seconds(8);

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

	private final @Nullable ModelStore store;

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

	private Simulation(long seed, boolean traced, @Nullable Tampering tampering, @Nullable StoreFault storeFault) {
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
		this.store = this.scenario.stored() ? new ModelStore(this.time, this.trace, storeFault) : null;
		this.application = newLife();
	}

	/** Runs a seed. */
	static Outcome run(long seed) {
		return new Simulation(seed, false, null, null).run();
	}

	/** Runs a seed and keeps a trace. */
	static Outcome trace(long seed) {
		return new Simulation(seed, true, null, null).run();
	}

	/** Runs a seed with a client that is made to do something wrong. */
	static Outcome run(long seed, @Nullable Tampering tampering, @Nullable StoreFault storeFault) {
		return new Simulation(seed, false, tampering, storeFault).run();
	}

	private Application newLife() {
		ClientHost host = new ClientHost(this.time, this.random.split(), this.network, this.wiretap, this.scenario);
		if (this.store != null) {
			this.store.messages().forEach((message) -> this.ledger.outgoing(Ledger.number(message)).restored = true);
		}
		return new Application(this.time, this.random.split(), this.trace, this.scenario, this.ledger, host,
				++this.lives, this.store);
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
		for (int i = 0; i < this.scenario.restarts(); i++) {
			this.time.at(this.random.nextLong(this.scenario.horizon()), this::restart);
		}
		for (int i = 0; i < this.scenario.faults(); i++) {
			this.time.at(this.random.nextLong(this.scenario.horizon()), this.disturbances::strike);
		}
	}

	/** The process ends, in order or not, and another one takes its place. */
	private void restart() {
		if (!this.application.active()) {
			return;
		}
		boolean inOrder = this.random.nextInt(3) == 0;
		if (inOrder) {
			this.application.close();
			this.time.after(CLOSING, this::die);
		}
		else {
			die();
		}
	}

	private void die() {
		if (!this.application.alive()) {
			return;
		}
		this.application.crash();
		if (this.store != null) {
			this.store.crash();
		}
		this.time.after(this.random.nextLong(VirtualTime.seconds(2)), this::begin);
	}

	private void begin() {
		if (this.store != null) {
			this.referee.restarted();
		}
		else {
			this.referee.forgotten();
		}
		this.application = newLife();
		this.application.start();
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
		if (this.lives > 1 || this.scenario.restarts() > 0) {
			this.time.runUntil(this.time.now() + CLOSING + VirtualTime.seconds(3)); // the
																					// last
																					// process
																					// has
																					// begun
		}
		this.application.settle();
		this.time.runUntil(this.time.now() + this.scenario.recoveryLimit());
		if (this.application.client().status().state() != ConnectionState.CONNECTED) {
			this.ledger.violated(
					"the client is not connected in time again, but " + this.application.client().status().state());
			return;
		}
		long limit = this.time.now() + VirtualTime.seconds(60)
				+ (this.ledger.outgoing().size() + this.ledger.incoming().size()) * VirtualTime.seconds(5);
		String unsettled = unsettled();
		while (unsettled != null && this.time.now() < limit && intact()) {
			this.time.runUntil(this.time.now() + VirtualTime.seconds(1));
			unsettled = unsettled();
		}
		if (unsettled != null) {
			this.ledger.violated("no rest: " + unsettled);
		}
	}

	private @Nullable String unsettled() {
		if (this.store != null && !this.store.messages().isEmpty()) {
			return "the store has messages left";
		}
		return this.application.unsettled(this.broker.session());
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
