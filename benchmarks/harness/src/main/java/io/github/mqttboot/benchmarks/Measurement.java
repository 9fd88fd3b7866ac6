// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures one row with the one client on the class path, and prints the figures. A run
 * in which the numbers of messages do not agree ends with an error instead.
 */
public final class Measurement {

	private static final int WINDOW = 1000;

	private static final int CONNECTIONS = Integer.getInteger("connections", 1000);

	private static final int ROUND_TRIPS = 20_000;

	private final Peer peer;

	private final Row row;

	private final int port;

	private final long millis;

	private Measurement(Peer peer, Row row, int port, long millis) {
		this.peer = peer;
		this.row = row;
		this.port = port;
		this.millis = millis;
	}

	/**
	 * Measures.
	 * @param args the row, the server's port, and for how many milliseconds
	 * @throws Exception if the client fails or loses messages
	 */
	public static void main(String[] args) throws Exception {
		long start = System.nanoTime();
		Peer peer = ServiceLoader.load(Peer.class).iterator().next();
		Row row = Row.named(args[0]);
		Measurement measurement = new Measurement(peer, row, Integer.parseInt(args[1]), Long.parseLong(args[2]));
		if (!peer.supports(measurement.settings("any"))) {
			System.out.println("UNSUPPORTED");
			System.exit(0);
		}
		Result result = switch (row.kind()) {
			case PUBLISH -> measurement.publish();
			case RECEIVE -> measurement.receive();
			case ROUND_TRIP -> measurement.roundTrip();
			case CONNECTIONS -> measurement.connections();
			case START -> measurement.start(start);
		};
		result.print();
		System.exit(0);
	}

	private Settings settings(String clientId) {
		return new Settings(this.port, clientId, this.row.version(), this.row.tls(), WINDOW);
	}

	private PeerClient connect(String clientId) throws Exception {
		return this.peer.connect(settings(clientId)).toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	// publishing

	private Result publish() throws Exception {
		PeerClient client = connect("publisher");
		long warmedUp = publishFor(client, this.millis);
		awaitCount(client, warmedUp);
		Usage before = Usage.now();
		long published = publishFor(client, this.millis);
		awaitCount(client, warmedUp + published);
		Usage used = Usage.now().minus(before);
		return Result.ofMessages(published, used);
	}

	private long publishFor(PeerClient client, long millis) throws Exception {
		long end = System.nanoTime() + millis * 1_000_000;
		if (this.row.threads() == 1) {
			return publishUntil(client, end);
		}
		List<CompletableFuture<Long>> threads = new ArrayList<>();
		for (int i = 0; i < this.row.threads(); i++) {
			CompletableFuture<Long> published = new CompletableFuture<>();
			threads.add(published);
			new Thread(() -> {
				try {
					published.complete(publishUntil(client, end));
				}
				catch (Exception ex) {
					published.completeExceptionally(ex);
				}
			}).start();
		}
		long sum = 0;
		for (CompletableFuture<Long> thread : threads) {
			sum += thread.get();
		}
		return sum;
	}

	/** Keeps to the window by waiting for every message that ends a quarter of it. */
	private long publishUntil(PeerClient client, long end) throws Exception {
		byte[] payload = new byte[this.row.size()];
		String topic = Frames.topic(0);
		int quarter = WINDOW / 4 / this.row.threads();
		Deque<Object> marks = new ArrayDeque<>();
		long published = 0;
		while (System.nanoTime() < end) {
			Object last = null;
			for (int i = 0; i < quarter; i++) {
				last = client.publish(topic, payload, this.row.qos());
			}
			published += quarter;
			marks.add(last);
			if (marks.size() == 4) {
				client.await(marks.remove());
			}
		}
		while (!marks.isEmpty()) {
			client.await(marks.remove());
		}
		return published;
	}

	/** Asks the broker, behind everything that was published. */
	private static void awaitCount(PeerClient client, long expected) throws Exception {
		CompletableFuture<Long> count = new CompletableFuture<>();
		client.subscribe(BrokerConnection.COUNT + expected, 0,
				(payload) -> count.complete(Long.parseLong(new String(payload, StandardCharsets.US_ASCII))));
		long received = count.get(30, TimeUnit.SECONDS);
		if (received != expected) {
			throw new IllegalStateException("published " + expected + ", the broker has " + received);
		}
	}

	// receiving

	private Result receive() throws Exception {
		receiveOnce(this.millis);
		return receiveOnce(this.millis);
	}

	private Result receiveOnce(long millis) throws Exception {
		PeerClient client = connect("pump-" + this.row.qos() + "-" + this.row.size() + "-" + millis + "-"
				+ this.row.topics() + "-" + this.row.filters());
		Receiver receiver = new Receiver(this.row.size());
		Usage before = Usage.now();
		for (int i = 0; i < this.row.filters(); i++) {
			client.subscribe(Frames.filter(i), this.row.qos(), receiver::received);
		}
		long announced = receiver.announced.get(millis + 60_000, TimeUnit.MILLISECONDS);
		for (int i = 0; i < 3000 && receiver.count.get() < announced; i++) {
			Thread.sleep(1); // some clients deliver out of order
		}
		Usage used = Usage.now().minus(before);
		if (receiver.count.get() != announced) {
			throw new IllegalStateException("the broker sent " + announced + ", received " + receiver.count);
		}
		client.close();
		return Result.ofMessages(announced, used);
	}

	/** Counts, on one thread or several, and takes the last message. */
	private static final class Receiver {

		private final int size;

		private final AtomicLong count = new AtomicLong();

		private final CompletableFuture<Long> announced = new CompletableFuture<>();

		Receiver(int size) {
			this.size = size;
		}

		void received(byte[] payload) {
			if (payload.length == this.size) {
				this.count.incrementAndGet();
			}
			else {
				this.announced.complete(Long.parseLong(new String(payload, 4, payload.length - 4)));
			}
		}

	}

	// one at a time

	private Result roundTrip() throws Exception {
		PeerClient client = connect("round-trip-" + ProcessHandle.current().pid());
		String topic = "round-trip/" + ProcessHandle.current().pid();
		AtomicLong received = new AtomicLong();
		Thread publisher = Thread.currentThread();
		client.subscribe(topic, this.row.qos(), (payload) -> {
			received.incrementAndGet();
			LockSupport.unpark(publisher);
		});
		roundTrips(client, topic, received, ROUND_TRIPS / 2);
		long[] nanos = roundTrips(client, topic, received, ROUND_TRIPS);
		Arrays.sort(nanos);
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("µs p50", nanos[nanos.length / 2] / 1e3);
		figures.put("µs p99", nanos[(int) (nanos.length * 0.99)] / 1e3);
		figures.put("µs p99.9", nanos[(int) (nanos.length * 0.999)] / 1e3);
		return new Result(figures);
	}

	private long[] roundTrips(PeerClient client, String topic, AtomicLong received, int number) throws Exception {
		byte[] payload = new byte[this.row.size()];
		long[] nanos = new long[number];
		for (int i = 0; i < number; i++) {
			long before = received.get();
			long start = System.nanoTime();
			client.publish(topic, payload, this.row.qos());
			while (received.get() == before) {
				LockSupport.park();
			}
			nanos[i] = System.nanoTime() - start;
		}
		return nanos;
	}

	// connecting

	private Result connections() throws Exception {
		PeerClient first = connect("first"); // what there is once for all clients
		long heapBefore = heap();
		long rssBefore = residentBytes();
		long start = System.nanoTime();
		List<PeerClient> clients = new ArrayList<>();
		List<CompletableFuture<PeerClient>> connecting = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			connecting.add(this.peer.connect(settings("idle-" + i)).toCompletableFuture());
		}
		for (CompletableFuture<PeerClient> each : connecting) {
			clients.add(each.get(60, TimeUnit.SECONDS));
		}
		double millis = (System.nanoTime() - start) / 1e6;
		connecting.clear();
		Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("ms", millis);
		figures.put("threads", (double) Usage.threads());
		figures.put("B heap each", (double) (heap() - heapBefore) / CONNECTIONS);
		figures.put("B RSS each", (double) (residentBytes() - rssBefore) / CONNECTIONS);
		first.close();
		return new Result(figures);
	}

	private static long heap() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(50);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long residentBytes() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

	private Result start(long start) throws Exception {
		connect("starter");
		return new Result(Map.of("ms", (System.nanoTime() - start) / 1e6));
	}

}
