// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the messages of a listener that takes several with one call: until there are
 * enough, or the first one has waited long enough, or no more are to come. If none is to
 * wait, what has come while the listener was at work is a batch.
 */
final class Gathering implements Waiting {

	private final MqttListenerContainer container;

	private final Batching batching;

	private final Deque<Gathered> gathered = new ArrayDeque<>();

	/** What is to be tried alone, before all others. */
	private final Deque<MessageHandling> alone = new ArrayDeque<>();

	/** How often a batch was begun, so that an alarm for an earlier one is known. */
	private long begun;

	/** Whether the first one has waited long enough. */
	private boolean overdue;

	/** A message, and when it came. */
	private record Gathered(MessageHandling handling, long at) {
	}

	Gathering(MqttListenerContainer container, Batching batching) {
		this.container = container;
		this.batching = batching;
	}

	@Override
	public synchronized boolean add(Handling handling) {
		// batches keep their order, so none is ever entered again
		this.gathered.add(new Gathered((MessageHandling) handling, System.nanoTime()));
		if (this.gathered.size() == 1) {
			setAlarm();
		}
		return isReady();
	}

	/** Has messages tried alone, before those that came behind them. */
	synchronized void takeBack(Collection<MessageHandling> handlings) {
		this.alone.addAll(handlings);
	}

	@Override
	public synchronized boolean isReady() {
		if (!this.alone.isEmpty()) {
			return true;
		}
		return !this.gathered.isEmpty() && (this.batching.timeout().isZero() || this.overdue
				|| this.gathered.size() >= this.batching.size() || this.container.isEnding());
	}

	@Override
	public synchronized @Nullable Handling poll() {
		if (!isReady()) {
			return null;
		}
		if (!this.alone.isEmpty()) {
			return this.alone.poll();
		}
		List<MessageHandling> batch = new ArrayList<>(Math.min(this.batching.size(), this.gathered.size()));
		while (batch.size() < this.batching.size() && !this.gathered.isEmpty()) {
			batch.add(this.gathered.remove().handling());
		}
		this.begun++;
		this.overdue = false;
		setAlarm();
		return (batch.size() == 1) ? batch.get(0) : new BatchHandling(this.container, batch, this);
	}

	private void setAlarm() {
		Gathered first = this.gathered.peek();
		if (first != null && !this.batching.timeout().isZero()) {
			Duration left = this.batching.timeout().minusNanos(System.nanoTime() - first.at());
			long next = this.begun;
			this.container.schedule(() -> ring(next), left.isNegative() ? Duration.ZERO : left);
		}
	}

	private void ring(long next) {
		synchronized (this) {
			if (this.begun != next) {
				return;
			}
			this.overdue = true;
		}
		this.container.wake();
	}

}
