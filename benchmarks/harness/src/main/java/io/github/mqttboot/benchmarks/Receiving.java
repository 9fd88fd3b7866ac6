// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Receives for some time; what counts is when the handler has seen everything and the
 * broker has all acknowledgements.
 */
final class Receiving implements MessageHandler {

	private static final int LIMIT_MILLIS = 30_000;

	private final PeerClient client;

	private final Work work;

	/** Some libraries call the handler on several threads. */
	private final AtomicLong count = new AtomicLong();

	private final AtomicLong outOfOrder = new AtomicLong();

	/**
	 * Written by the handler, which for the libraries that keep the order is one thread.
	 */
	private long expected;

	/** How many messages there are, once that is known. */
	private volatile long announced;

	/** Ends when that many have been received; replaced before each phase. */
	private volatile CompletableFuture<Void> complete = new CompletableFuture<>();

	Receiving(PeerClient client, Work work) {
		this.client = client;
		this.work = work;
	}

	Result measure(int millis) throws Exception {
		this.client.subscribeAll(IntStream.range(0, this.work.filters()).mapToObj(this::filter).toList(),
				this.work.qos(), this);
		receiveFor(this.work.warmUpMillis(millis));
		Usage before = Usage.now();
		long received = receiveFor(millis);
		return Result.ofMessages(received, this.work.size(), Usage.now().minus(before))
			.with(Result.OUT_OF_ORDER, this.outOfOrder.get());
	}

	/** One for each hall, as long as there are enough of them. */
	private String filter(int number) {
		return (this.work.filters() > 100) ? Frames.pressFilter(number) : Frames.hallFilter(number);
	}

	private long receiveFor(int millis) throws Exception {
		this.complete = new CompletableFuture<>();
		this.announced = Long.MAX_VALUE;
		this.count.set(0);
		this.outOfOrder.set(0);
		Script script = new Script(this.work.qos(), this.work.size(), millis, this.work.topics(), this.work.window(),
				this.work.json());
		this.client.mark(this.client.publish(BrokerConnection.PUMP, script.bytes(), 0));
		try {
			this.complete.get(millis + LIMIT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// too few, as the next lines say
		}
		if (this.count.get() != this.announced) {
			throw new IllegalStateException("received " + this.count + ", the broker sent "
					+ ((this.announced < Long.MAX_VALUE) ? this.announced : "more"));
		}
		return this.announced;
	}

	@Override
	public void received(long number) {
		if (number < 0) {
			this.expected = 0;
			this.announced = ~number;
			completeIf(this.count.get());
			return;
		}
		if (number != this.expected && this.work.size() >= Mark.BYTES) {
			this.outOfOrder.incrementAndGet();
		}
		this.expected = number + 1;
		completeIf(this.count.incrementAndGet());
	}

	/** Where messages are handled beside each other, the number may come early. */
	private void completeIf(long received) {
		if (received >= this.announced) {
			this.complete.complete(null);
		}
	}

}
