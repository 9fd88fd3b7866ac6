// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the messages of a listener that takes several with one call: until there are
 * enough, or the first one has waited long enough, or no more are to come. If none is to
 * wait, what has come while the listener was at work is a batch.
 */
final class Gathering implements Waiting {

	private final MqttListenerContainer container;

	private final Batching batching;

	private final Timer timer;

	/** Held for what is below, for a moment and never while the method runs. */
	private final Lock lock = new ReentrantLock();

	private final Deque<Gathered> gathered = new ArrayDeque<>();

	/** What is to be tried alone, before all others. */
	private final Deque<MessageHandling> alone = new ArrayDeque<>();

	/** How often a batch was begun, so that an alarm for an earlier one is known. */
	private long begun;

	/** Whether the first one has waited long enough. */
	private boolean overdue;

	/**
	 * Whether an alarm is set; there is one at a time, however many batches there are.
	 */
	private boolean alarmed;

	/** A message, and when it came. */
	private record Gathered(MessageHandling handling, long at) {
	}

	Gathering(MqttListenerContainer container, Batching batching, Timer timer) {
		this.container = container;
		this.batching = batching;
		this.timer = timer;
	}

	@Override
	public boolean add(Handling handling) {
		this.lock.lock();
		try {
			// batches keep their order, so none is ever entered again
			this.gathered.add(new Gathered((MessageHandling) handling, this.timer.now()));
			setAlarm();
			return isReady();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Has messages tried alone, before those that came behind them. */
	void takeBack(Collection<MessageHandling> handlings) {
		this.lock.lock();
		try {
			this.alone.addAll(handlings);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isReady() {
		this.lock.lock();
		try {
			return !this.alone.isEmpty() || !this.gathered.isEmpty() && isTime();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether what has come is a batch. */
	private boolean isTime() {
		return this.batching.timeout().isZero() || this.overdue || this.gathered.size() >= this.batching.size()
				|| this.container.isEnding();
	}

	@Override
	public @Nullable Handling poll() {
		this.lock.lock();
		try {
			if (!isReady()) {
				return null;
			}
			return this.alone.isEmpty() ? batch() : this.alone.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Handling batch() {
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
		if (first != null && !this.alarmed && !this.overdue && !this.batching.timeout().isZero()) {
			this.alarmed = true;
			Duration left = this.batching.timeout().minusNanos(this.timer.now() - first.at());
			long next = this.begun;
			this.timer.schedule(() -> ring(next), left.isNegative() ? Duration.ZERO : left);
		}
	}

	/** One for an earlier batch comes too early, and sets the next. */
	private void ring(long next) {
		this.lock.lock();
		try {
			this.alarmed = false;
			this.overdue = this.begun == next;
			setAlarm();
		}
		finally {
			this.lock.unlock();
		}
		this.container.wake();
	}

}
