// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.TransportLoop;

/**
 * The process that a client lives in: its loop, its thread for callbacks and its network.
 * The two run one after the other here, in an order that the seed decides.
 */
final class ClientHost implements Transport, TransportLoop {

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Network network;

	private final Wiretap wiretap;

	private final Scenario scenario;

	private final List<ClientSocket> sockets = new ArrayList<>();

	private boolean alive = true;

	private boolean left;

	private boolean inLoop;

	private long loopDue;

	private long callbacksDue;

	ClientHost(VirtualTime time, SplittableRandom random, Network network, Wiretap wiretap, Scenario scenario) {
		this.time = time;
		this.random = random;
		this.network = network;
		this.wiretap = wiretap;
		this.scenario = scenario;
	}

	/** The process is killed. */
	void crash() {
		this.alive = false;
		this.sockets.forEach(ClientSocket::vanish);
	}

	boolean alive() {
		return this.alive;
	}

	/** Runs something on the loop, if there still is one. */
	void onLoop(Runnable task) {
		if (!this.alive) {
			return;
		}
		boolean before = this.inLoop;
		this.inLoop = true;
		try {
			task.run();
		}
		finally {
			this.inLoop = before;
		}
	}

	@Override
	public TransportLoop join() {
		return this;
	}

	@Override
	public void execute(Runnable task) {
		if (this.left) {
			throw new RejectedExecutionException("the loop is closed");
		}
		this.loopDue = Math.max(this.loopDue, this.time.now() + this.random.nextInt(2_000));
		this.time.at(this.loopDue, () -> onLoop(task));
	}

	/** The thread of the callbacks. */
	void call(Runnable task) {
		this.callbacksDue = Math.max(this.callbacksDue, this.time.now() + this.random.nextInt(20_000));
		this.time.at(this.callbacksDue, () -> {
			if (this.alive) {
				task.run();
			}
		});
	}

	@Override
	public boolean inLoop() {
		return this.inLoop;
	}

	@Override
	public long nanoTime() {
		return this.time.now();
	}

	@Override
	public Cancellation schedule(Duration delay, Runnable task) {
		return this.time.after(delay.toNanos(), () -> onLoop(task))::cancel;
	}

	@Override
	public Cancellation connect(ConnectionRequest request, ConnectionHandler handler) {
		Attempt attempt = new Attempt(request, handler);
		this.time.after(request.timeout().toNanos(), () -> attempt.fail("no connection in time"));
		this.time.after(this.network.openingDelay(), attempt::arrive);
		return attempt::cancel;
	}

	@Override
	public void close() {
		this.left = true;
	}

	/** An attempt to open a connection. */
	private final class Attempt {

		private final ConnectionRequest request;

		private final ConnectionHandler handler;

		private boolean ended;

		Attempt(ConnectionRequest request, ConnectionHandler handler) {
			this.request = request;
			this.handler = handler;
		}

		void arrive() {
			if (this.ended || !ClientHost.this.alive) {
				return;
			}
			if (ClientHost.this.network.refuses()) {
				fail("connection refused");
				return;
			}
			this.ended = true;
			ClientSocket socket = new ClientSocket(ClientHost.this, ClientHost.this.time,
					ClientHost.this.network.open(), this.request, this.handler, ClientHost.this.wiretap,
					ClientHost.this.scenario);
			ClientHost.this.sockets.add(socket);
			onLoop(() -> this.handler.opened(socket));
		}

		void fail(String reason) {
			if (!this.ended) {
				this.ended = true;
				onLoop(() -> this.handler.closed(new MqttConnectionException(reason, null)));
			}
		}

		void cancel() {
			if (!this.ended) {
				this.ended = true;
				this.handler.closed(null);
			}
		}

	}

}
