// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Looks names up with the runtime's own resolver, which blocks, on threads of its own
 * that go when they are not needed. Addresses need no threads.
 */
final class SystemResolver implements Resolver {

	private static final Executor THREADS = threads();

	private static Executor threads() {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(4, 4, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				new DefaultThreadFactory("mqtt-resolver", true));
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	@Override
	public void resolve(String host, Result result) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
		if (literal != null) {
			result.resolved(List.of(address(host, literal)), null);
		}
		else {
			THREADS.execute(() -> lookUp(host, result));
		}
	}

	private static InetAddress address(String host, byte[] literal) {
		try {
			return InetAddress.getByAddress(host, literal);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex); // an address has 4 or 16 bytes
		}
	}

	private static void lookUp(String host, Result result) {
		try {
			result.resolved(List.of(InetAddress.getAllByName(host)), null);
		}
		catch (UnknownHostException ex) {
			result.resolved(List.of(), ex);
		}
	}

}
