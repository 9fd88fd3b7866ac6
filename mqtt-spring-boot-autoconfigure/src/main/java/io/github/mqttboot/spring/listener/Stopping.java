// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Those who wait for the last message of a listener that they have stopped. Used by any
 * thread.
 */
final class Stopping {

	/** Before the client is asked again whether it has messages for nobody knows whom. */
	private static final Duration UNTIL_NEXT_LOOK = Duration.ofMillis(100);

	private final MqttListenerContainer container;

	private final Timer timer;

	private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

	/** Whether somebody will look before long whether they need wait no more. */
	private final AtomicBoolean looking = new AtomicBoolean();

	Stopping(MqttListenerContainer container, Timer timer) {
		this.container = container;
		this.timer = timer;
	}

	/**
	 * Waits for the last message.
	 * @return a future that ends when it is over; cancelled if the listener is started
	 * before
	 */
	CompletableFuture<Void> lastMessage() {
		CompletableFuture<Void> over = new CompletableFuture<>();
		this.waiting.add(over);
		look();
		return over;
	}

	/** Sees whether they need wait no more, after each change that may be the reason. */
	void look() {
		if (this.waiting.isEmpty()) {
			return;
		}
		// who comes later looks again: what is seen now says nothing of it
		List<CompletableFuture<Void>> some = List.copyOf(this.waiting);
		if (this.container.isWanted()) {
			end(some, (each) -> each.cancel(false));
		}
		else if (this.container.unfinished() == 0 && this.container.waitingForRoom() == 0) {
			if (this.container.isLeaving() || this.container.client().backlog().undelivered() == 0) {
				end(some, (each) -> each.complete(null));
			}
			else if (this.looking.compareAndSet(false, true)) {
				this.timer.schedule(this::lookAgain, UNTIL_NEXT_LOOK);
			}
		}
	}

	private void lookAgain() {
		this.looking.set(false);
		look();
	}

	private void end(List<CompletableFuture<Void>> some, Consumer<CompletableFuture<Void>> how) {
		some.forEach((each) -> {
			this.waiting.remove(each);
			how.accept(each);
		});
	}

}
