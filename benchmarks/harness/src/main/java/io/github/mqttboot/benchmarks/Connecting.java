// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.benchmarks.Measurement.Target;

/** Connects, and looks at what idle connections cost. */
final class Connecting {

	/** As many at once as a server's backlog usually takes. */
	private static final int AT_ONCE = 1000;

	private Connecting() {
	}

	static Result measure(Target target) throws Exception {
		List<PeerClient> clients = new ArrayList<>();
		clients.add(target.connect("first")); // what there is once for all clients
		long heapBefore = heap();
		long rssBefore = residentBytes();
		int connections = target.work().connections();
		long start = System.nanoTime();
		for (int first = 0; first < connections; first += AT_ONCE) {
			List<CompletionStage<PeerClient>> connecting = new ArrayList<>();
			for (int i = first; i < Math.min(connections, first + AT_ONCE); i++) {
				connecting.add(target.start("idle-" + i));
			}
			for (CompletionStage<PeerClient> each : connecting) {
				clients.add(each.toCompletableFuture().get(60, TimeUnit.SECONDS));
			}
		}
		double millis = (System.nanoTime() - start) / 1e6;
		Result result = Result.of("ms", millis)
			.with("threads", ManagementFactory.getThreadMXBean().getThreadCount())
			.with("B heap each", (double) (heap() - heapBefore) / connections)
			.with("B RSS each", (double) (residentBytes() - rssBefore) / connections);
		clients.get(connections).close(); // they are all alive until here
		return result;
	}

	/** From the first line of main to CONNACK. */
	static Result measureStart(Target target, long start) throws Exception {
		target.connect("starter");
		return Result.of("ms", (System.nanoTime() - start) / 1e6);
	}

	/** What is left when several more collections find no more. */
	private static long heap() {
		long least = collected();
		for (int inVain = 0; inVain < 3; inVain++) {
			long now = collected();
			if (now < least) {
				least = now;
				inVain = 0;
			}
		}
		return least;
	}

	private static long collected() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long residentBytes() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.sum();
	}

}
