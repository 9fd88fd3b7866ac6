// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Looks names up with the runtime's own resolver, which blocks, on threads of its own
 * that go when they are not needed.
 */
final class Resolver {

	private static final Executor THREADS = threads();

	private Resolver() {
	}

	private static Executor threads() {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(4, 4, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				new DefaultThreadFactory("mqtt-resolver", true));
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	static void resolve(String host, Result result) {
		THREADS.execute(() -> {
			try {
				result.resolved(List.of(InetAddress.getAllByName(host)), null);
			}
			catch (UnknownHostException ex) {
				result.resolved(List.of(), ex);
			}
		});
	}

	/** Takes the addresses of a name, or why there are none. */
	@FunctionalInterface
	interface Result {

		void resolved(List<InetAddress> addresses, @Nullable UnknownHostException failure);

	}

}
