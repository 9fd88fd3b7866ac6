// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Looks the addresses of a name up. */
@FunctionalInterface
interface Resolver {

	/**
	 * Looks a name up, without blocking.
	 * @param host the name
	 * @param result is told, on any thread
	 */
	void resolve(String host, Result result);

	/** Takes the addresses of a name, or why there are none. */
	@FunctionalInterface
	interface Result {

		void resolved(List<InetAddress> addresses, @Nullable UnknownHostException failure);

	}

}
