// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Looks names up with the runtime's own resolver, which blocks, on threads of its own
 * that go when they are not needed. Who asks for a name that is being looked up gets the
 * same answer: many clients that connect at once need one thread, and a name server that
 * does not answer for a name holds up no other. Addresses need no threads.
 */
final class SystemResolver implements Resolver {

	/** For all clients. */
	static final SystemResolver SHARED = new SystemResolver(InetAddress::getAllByName, threads());

	private final Names names;

	private final Executor threads;

	private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

	/**
	 * Makes a resolver.
	 * @param names knows the addresses
	 * @param threads where it is asked
	 */
	SystemResolver(Names names, Executor threads) {
		this.names = names;
		this.threads = threads;
	}

	/** As many as there are names being looked up. */
	static Executor threads() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new DefaultThreadFactory("mqtt-resolver", true));
	}

	@Override
	public void resolve(String host, Result result) {
		byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
		if (literal != null) {
			resolve(host, literal, result);
			return;
		}
		this.underWay.computeIfAbsent(host, this::lookUp)
			.whenComplete((addresses, failure) -> result.resolved((failure == null) ? addresses : List.of(),
					unknown(host, failure)));
	}

	private static void resolve(String host, byte[] literal, Result result) {
		boolean zoned = host.indexOf('%') >= 0; // fe80::1%eth0
		try {
			InetAddress address = zoned ? InetAddress.getByName(host) : InetAddress.getByAddress(host, literal);
			result.resolved(List.of(address), null);
		}
		catch (UnknownHostException ex) {
			result.resolved(List.of(), ex);
		}
	}

	private CompletableFuture<List<InetAddress>> lookUp(String host) {
		CompletableFuture<List<InetAddress>> lookUp = new CompletableFuture<>();
		this.threads.execute(() -> lookUp(host, lookUp));
		return lookUp;
	}

	private void lookUp(String host, CompletableFuture<List<InetAddress>> lookUp) {
		List<InetAddress> addresses;
		try {
			addresses = List.of(this.names.addresses(host));
		}
		catch (Throwable ex) {
			this.underWay.remove(host);
			lookUp.completeExceptionally(ex);
			return;
		}
		this.underWay.remove(host);
		lookUp.complete(addresses);
	}

	private static @Nullable UnknownHostException unknown(String host, @Nullable Throwable failure) {
		if (failure == null || failure instanceof UnknownHostException) {
			return (UnknownHostException) failure;
		}
		UnknownHostException unknown = new UnknownHostException(host);
		unknown.initCause(failure);
		return unknown;
	}

	/** Knows the addresses of names. */
	@FunctionalInterface
	interface Names {

		/**
		 * Looks a name up; may block.
		 * @param host the name
		 * @return its addresses
		 * @throws UnknownHostException if there are none
		 */
		InetAddress[] addresses(String host) throws UnknownHostException;

	}

}
