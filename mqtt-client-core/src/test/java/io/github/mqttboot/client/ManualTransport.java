// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;

/**
 * A network without threads: the test is the loop, the clock and the server. Tasks run
 * when the test says so, in {@link #run()} and {@link #advance(Duration)}.
 */
final class ManualTransport implements Transport, TransportLoop {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));

	/** All attempts to connect so far. */
	final List<Peer> peers = new ArrayList<>();

	private long now;

	private long order;

	private boolean running;

	boolean left;

	/** Is told of each packet when it leaves. */
	Consumer<Packet> wire = (packet) -> {
	};

	/** Whether the loop takes no task any more. */
	boolean closed;

	private record Timer(long due, long order, Runnable task) {
	}

	/** The last attempt to connect. */
	Peer peer() {
		return this.peers.get(this.peers.size() - 1);
	}

	/** Runs what is due now. */
	void run() {
		this.running = true;
		Runnable task;
		while ((task = next()) != null) {
			task.run();
		}
		this.running = false;
	}

	private @Nullable Runnable next() {
		Runnable task = this.tasks.poll();
		Timer timer = this.timers.peek();
		if (task == null && timer != null && timer.due() <= this.now) {
			this.timers.remove();
			return timer.task();
		}
		return task;
	}

	/** Lets time pass, and runs what becomes due, in order. */
	void advance(Duration duration) {
		run();
		long end = this.now + duration.toNanos();
		Timer timer;
		while ((timer = this.timers.peek()) != null && timer.due() <= end) {
			this.now = Math.max(this.now, timer.due());
			run();
		}
		this.now = end;
		run();
	}

	@Override
	public TransportLoop join() {
		return this;
	}

	@Override
	public void execute(Runnable task) {
		if (this.closed) {
			throw new RejectedExecutionException("closed");
		}
		this.tasks.add(task);
	}

	@Override
	public boolean inLoop() {
		return this.running;
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Cancellation schedule(Duration delay, Runnable task) {
		Timer timer = new Timer(this.now + delay.toNanos(), this.order++, task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	@Override
	public Cancellation connect(ConnectionRequest request, ConnectionHandler handler) {
		Peer peer = new Peer(request, handler);
		this.peers.add(peer);
		return peer::cancel;
	}

	@Override
	public void close() {
		this.left = true;
	}

	/** The server's end of one attempt to connect. */
	final class Peer implements Connection {

		final ConnectionRequest request;

		private final ConnectionHandler handler;

		private final List<Packet> unflushed = new ArrayList<>();

		private final List<Packet> received = new ArrayList<>();

		private boolean ended;

		boolean writable = true;

		boolean reading = true;

		/** Whether closing waits for a network that takes nothing. */
		boolean stuck;

		boolean closeAsked;

		Peer(ConnectionRequest request, ConnectionHandler handler) {
			this.request = request;
			this.handler = handler;
		}

		/** Lets the connection open; CONNECT is then in {@link #take()}. */
		void accept() {
			this.handler.opened(this);
			run();
		}

		/** Lets the connection open and answers CONNECT with success. */
		void acceptWith(boolean sessionPresent, PacketProperties properties) {
			accept();
			take();
			say(new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties));
		}

		/** Sends packets in one segment. */
		void say(Packet... packets) {
			for (Packet packet : packets) {
				this.handler.received(packet, 10);
			}
			this.handler.readCompleted();
			run();
		}

		void sendGarbage(ReasonCode reasonCode) {
			this.handler.malformed(new MqttProtocolException(reasonCode, "garbage"));
			run();
		}

		/** Loses the connection, or refuses to open it. */
		void lose() {
			end(new MqttConnectionException("network lost", null));
			run();
		}

		void becomeWritable() {
			this.writable = true;
			this.handler.writable();
			run();
		}

		private void end(@Nullable MqttConnectionException cause) {
			if (!this.ended) {
				this.ended = true;
				this.handler.closed(cause);
			}
		}

		private void cancel() {
			end(null);
		}

		/** What has come since the last call. */
		List<Packet> take() {
			List<Packet> taken = List.copyOf(this.received);
			this.received.clear();
			return taken;
		}

		boolean ended() {
			return this.ended;
		}

		@Override
		public int send(Packet packet) {
			this.unflushed.add(packet);
			return 10;
		}

		@Override
		public void flush() {
			this.unflushed.forEach(ManualTransport.this.wire);
			this.received.addAll(this.unflushed);
			this.unflushed.clear();
		}

		@Override
		public boolean isWritable() {
			return this.writable;
		}

		@Override
		public void setReading(boolean reading) {
			this.reading = reading;
		}

		@Override
		public void limitPacketSize(long bytes) {
		}

		@Override
		public void abort() {
			this.unflushed.clear();
			this.closeAsked = true;
			execute(() -> end(null));
		}

		@Override
		public void close() {
			flush();
			if (!this.stuck || this.closeAsked) {
				execute(() -> end(null));
			}
			this.closeAsked = true;
		}

	}

}
