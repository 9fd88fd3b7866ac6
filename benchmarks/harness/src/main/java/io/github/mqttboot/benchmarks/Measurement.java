// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

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
	 * @throws Exception if the client fails or loses messages
	 */
	public static void main(String[] args) throws Exception {
		long start = System.nanoTime();
		Peer peer = (Peer) Class.forName(args[0]).getConstructor().newInstance();
		Target target = new Target(peer, Work.parse(args[1]), Integer.parseInt(args[2]));
		int millis = Integer.parseInt(args[3]);
		if (!peer.supports(target.settings("any"))) {
			System.out.println(Result.UNSUPPORTED);
			System.exit(0);
		}
		Result result = switch (target.work.kind()) {
			case PUBLISH -> new Publishing(target.connect("publisher"), target.work).measure(millis);
			case RECEIVE -> measureReceiving(target, millis);
			case ROUND_TRIP -> new RoundTrips(target.connect("both"), target.work).measure(millis);
			case CONNECTIONS -> Connecting.measure(target);
			case START -> Connecting.measureStart(target, start);
		};
		result.print();
		System.exit(0);
	}

	/** An application is asked how long it takes to start, too. */
	private static Result measureReceiving(Target target, int millis) throws Exception {
		long start = System.nanoTime();
		PeerClient client = target.connect("receiver");
		double startMillis = (System.nanoTime() - start) / 1e6;
		Result result = new Receiving(client, target.work).measure(millis);
		return target.work.variant().isEmpty() ? result : result.with("ms to start", startMillis);
	}

	/** The client and the server that it connects to. */
	record Target(Peer peer, Work work, int port) {

		Settings settings(String clientId) {
			return new Settings(this.port, clientId, this.work.version(), this.work.tls(), this.work.size(),
					this.work.filters(), this.work.variant());
		}

		CompletionStage<PeerClient> start(String clientId) throws Exception {
			return this.peer.connect(settings(clientId));
		}

		PeerClient connect(String clientId) throws Exception {
			return start(clientId).toCompletableFuture().get(60, TimeUnit.SECONDS);
		}

	}

}
