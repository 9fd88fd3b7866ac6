// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Receives for some time; what counts is when the handler has seen everything and the
 * broker has all acknowledgements.
 */
final class Receiving implements MessageHandler {

	private final PeerClient client;

	private final Work work;

	/** Some libraries call the handler on several threads. */
	private final AtomicLong count = new AtomicLong();

	private final AtomicLong outOfOrder = new AtomicLong();

	/**
	 * Written by the handler, which for the libraries that keep the order is one thread.
	 */
	private long expected;

	/** How many messages there were; replaced before each phase. */
	private volatile CompletableFuture<Long> announced = new CompletableFuture<>();

	Receiving(PeerClient client, Work work) {
		this.client = client;
		this.work = work;
	}

	Result measure(int millis) throws Exception {
		this.client.subscribeAll(IntStream.range(0, this.work.filters()).mapToObj(this::filter).toList(),
				this.work.qos(), this);
		receiveFor(millis); // warm-up
		Usage before = Usage.now();
		long received = receiveFor(millis);
		return Result.ofMessages(received, Usage.now().minus(before)).with(Result.OUT_OF_ORDER, this.outOfOrder.get());
	}

	/** One for each hall, as long as there are enough of them. */
	private String filter(int number) {
		return (this.work.filters() > 100) ? Frames.pressFilter(number) : Frames.hallFilter(number);
	}

	private long receiveFor(int millis) throws Exception {
		this.announced = new CompletableFuture<>();
		this.count.set(0);
		this.outOfOrder.set(0);
		Script script = new Script(this.work.qos(), this.work.size(), millis, this.work.topics(), this.work.window(),
				this.work.json());
		this.client.mark(this.client.publish(BrokerConnection.PUMP, script.bytes(), 0));
		long sent = this.announced.get(millis + 60_000, TimeUnit.MILLISECONDS);
		for (int i = 0; i < 5_000 && this.count.get() < sent; i++) {
			Thread.sleep(1); // a library that delivers out of order may have told the
								// number early
		}
		if (this.count.get() != sent) {
			throw new IllegalStateException("the broker sent " + sent + ", received " + this.count);
		}
		return sent;
	}

	@Override
	public void received(long number) {
		if (number < 0) {
			this.expected = 0;
			this.announced.complete(~number);
			return;
		}
		if (number != this.expected && this.work.size() >= Mark.BYTES) {
			this.outOfOrder.incrementAndGet();
		}
		this.expected = number + 1;
		this.count.incrementAndGet();
	}

}
