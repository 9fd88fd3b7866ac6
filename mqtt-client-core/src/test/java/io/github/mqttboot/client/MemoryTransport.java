// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;

// tag::own-transport[]
/** A server in memory, for the tests of an application: it takes every message. */
final class MemoryTransport implements Transport {

	final Queue<Publish> published = new ConcurrentLinkedQueue<>();

	@Override
	public TransportLoop join() {
		return new Loop();
	}

	/** One thread for one client. */
	private final class Loop implements TransportLoop {

		private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(this::newThread);

		/** Written by the executor when it starts its thread. */
		private volatile @Nullable Thread thread;

		private Thread newThread(Runnable task) {
			Thread thread = new Thread(task, "memory-transport");
			this.thread = thread;
			return thread;
		}

		@Override
		public void execute(Runnable task) {
			this.executor.execute(task);
		}

		@Override
		public boolean inLoop() {
			return Thread.currentThread() == this.thread;
		}

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public Cancellation schedule(Duration delay, Runnable task) {
			Future<?> later = this.executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> later.cancel(false);
		}

		@Override
		public Cancellation connect(ConnectionRequest request, ConnectionHandler client) {
			Future<?> opening = this.executor.submit(() -> client.opened(new Server(this, client)));
			return () -> {
				opening.cancel(false);
				client.closed(null);
			};
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

	/** The other end of one connection. */
	private final class Server implements Connection {

		private final Loop loop;

		private final ConnectionHandler client;

		Server(Loop loop, ConnectionHandler client) {
			this.loop = loop;
			this.client = client;
		}

		@Override
		public int send(Packet packet) {
			switch (packet.type()) {
				case CONNECT -> answer(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE));
				case PUBLISH -> take((Publish) packet);
				default -> {
					// this server does nothing else
				}
			}
			return 0; // its size, if there were bytes
		}

		private void take(Publish publish) {
			MemoryTransport.this.published.add(publish);
			if (publish.message().qos() == QoS.AT_LEAST_ONCE) {
				answer(new PubAck(publish.packetId()));
			}
		}

		private void answer(Packet packet) {
			this.loop.execute(() -> {
				this.client.received(packet, 0);
				this.client.readCompleted();
			});
		}

		@Override
		public void flush() {
			// nothing is kept back
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void setReading(boolean reading) {
			// it sends nothing of its own accord
		}

		@Override
		public void limitPacketSize(long bytes) {
			// it has told no limit
		}

		@Override
		public void abort() {
			close();
		}

		@Override
		public void close() {
			this.loop.execute(() -> this.client.closed(null));
		}

	}

}
// end::own-transport[]
