// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

import io.github.mqttboot.benchmarks.Work.Kind;

/**
 * Measures one client with one piece of work, in a JVM of its own, and prints the
 * figures. If messages are lost or come twice there is an error instead.
 */
public final class Measurement {

	private Measurement() {
	}

	/**
	 * Measures.
	 * @param args the class of the {@link Peer}, the {@link Work}, the server's port, and
	 * for how many milliseconds
	 */
	public static void main(String[] args) {
		int status = 0;
		try {
			measure(args, System.nanoTime());
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			status = 1;
		}
		System.out.flush();
		if (FlightRecorder.isInitialized()) {
			FlightRecorder.getFlightRecorder().getRecordings().forEach(Recording::stop);
		}
		// whatever threads there still are, and however long a client takes to disconnect
		Runtime.getRuntime().halt(status);
	}

	private static void measure(String[] args, long start) throws Exception {
		Peer peer = (Peer) Class.forName(args[0]).getConstructor().newInstance();
		Target target = new Target(peer, Work.parse(args[1]), Integer.parseInt(args[2]));
		int millis = Integer.parseInt(args[3]);
		String unsupported = peer.unsupported(target.settings("any"));
		if (!unsupported.isEmpty()) {
			System.out.println(Result.unsupported(unsupported));
			return;
		}
		Result result = switch (target.work.kind()) {
			case PUBLISH -> new Publishing(target.connect("publisher"), target.work).measure(millis);
			case RECEIVE -> measureReceiving(target, millis);
			case ROUND_TRIP -> new RoundTrips(target.connect("both"), target.work).measure(millis);
			case CONNECTIONS -> Connecting.measure(target);
			case START -> Connecting.measureStart(target, start);
			case MICRO -> throw new IllegalArgumentException("not by a client");
		};
		result.print();
	}

	/** An application is asked how long it takes to start, too. */
	private static Result measureReceiving(Target target, int millis) throws Exception {
		long start = System.nanoTime();
		PeerClient client = target.connect("receiver");
		double startMillis = (System.nanoTime() - start) / 1e6;
		return new Receiving(client, target.work).measure(millis).with(Result.START, startMillis);
	}

	/** The client and the server that it connects to. */
	record Target(Peer peer, Work work, int port) {

		Settings settings(String clientId) {
			return new Settings(this.port, clientId, this.work.version(), this.work.tls(), this.work.size(),
					this.work.threads(), this.work.filters(), this.work.kind() == Kind.CONNECTIONS,
					this.work.variant());
		}

		CompletionStage<PeerClient> start(String clientId) throws Exception {
			return this.peer.connect(settings(clientId));
		}

		PeerClient connect(String clientId) throws Exception {
			return start(clientId).toCompletableFuture().get(60, TimeUnit.SECONDS);
		}

	}

}
