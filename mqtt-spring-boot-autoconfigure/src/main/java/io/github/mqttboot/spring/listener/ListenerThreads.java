// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of listeners without an executor of their own, as far as they do not run on
 * those of their client. There are as many as listeners with something to do, none when
 * all are idle.
 */
final class ListenerThreads {

	private static final long IDLE_SECONDS = 10;

	static final Executor SHARED = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
			new SynchronousQueue<>(), threads("mqtt-listener-"));

	/** Only wakes others up. */
	private static final ScheduledThreadPoolExecutor TIMER = timer();

	private ListenerThreads() {
	}

	private static ScheduledThreadPoolExecutor timer() {
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("mqtt-listener-timer-"));
		timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		timer.allowCoreThreadTimeOut(true);
		return timer;
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	/**
	 * Does something after a while.
	 * @param task what; it must neither block nor throw
	 * @param delay after how long
	 */
	static void later(Runnable task, Duration delay) {
		TIMER.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

}
