// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run the handlers of all clients without an executor of their own.
 * There are as many as clients with something to do, none when all are idle: a handler
 * that blocks never keeps another client waiting.
 */
final class CallbackThreads {

	static final Executor SHARED = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), threadFactory());

	private CallbackThreads() {
	}

	private static ThreadFactory threadFactory() {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "mqtt-callback-" + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

}
