// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.List;
import java.util.Objects;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the {@link Io}: the first of epoll, io_uring and kqueue whose jars are on the
 * class path and that works on this machine, otherwise Java's. Epoll goes before io_uring
 * because it has been in use for longer, and containers often forbid the other.
 */
final class IoChoice {

	/** The system property that names one: epoll, io_uring, kqueue or nio. */
	static final String PROPERTY = "io.github.mqttboot.io";

	private static final Logger logger = LoggerFactory.getLogger(NettyTransport.class);

	private static final List<String> IN_ORDER = List.of("epoll", "io_uring", "kqueue", "nio");

	private IoChoice() {
	}

	/** What the system property says, or the best there is. */
	static Io choose() {
		return choose(System.getProperty(PROPERTY));
	}

	/**
	 * Chooses one.
	 * @param name its name, or null for the best there is
	 * @throws IllegalStateException if the one with that name cannot be used here
	 */
	static Io choose(@Nullable String name) {
		if (name == null) {
			return IN_ORDER.stream().map(IoChoice::ifAvailable).filter(Objects::nonNull).findFirst().orElse(Io.NIO);
		}
		try {
			return create(name);
		}
		catch (LinkageError ex) {
			throw new IllegalStateException(
					PROPERTY + " is \"" + name + "\", which does not work here: " + Failures.innermostMessage(ex), ex);
		}
	}

	private static @Nullable Io ifAvailable(String name) {
		try {
			Io io = create(name);
			logger.debug("Using {}", name);
			return io;
		}
		catch (LinkageError ex) {
			logger.debug("Not using {}: {}", name, Failures.innermostMessage(ex));
			return null;
		}
	}

	private static Io create(String name) {
		return switch (name) {
			case "epoll" -> epoll();
			case "io_uring" -> ioUring();
			case "kqueue" -> kqueue();
			case "nio" -> Io.NIO;
			default ->
				throw new IllegalStateException(PROPERTY + " must be one of " + IN_ORDER + ", was \"" + name + "\"");
		};
	}

	private static Io epoll() {
		Epoll.ensureAvailability();
		return new Io("epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new, EpollDomainSocketChannel::new,
				DomainSocketAddress::new, EpollChannelOption.TCP_USER_TIMEOUT, true);
	}

	private static Io ioUring() {
		IoUring.ensureAvailability();
		// the system has the memory before anything comes
		return new Io("io_uring", IoUringIoHandler.newFactory(), IoUringSocketChannel::new,
				IoUringDomainSocketChannel::new, DomainSocketAddress::new, IoUringChannelOption.TCP_USER_TIMEOUT,
				false);
	}

	private static Io kqueue() {
		KQueue.ensureAvailability();
		return new Io("kqueue", KQueueIoHandler.newFactory(), KQueueSocketChannel::new, KQueueDomainSocketChannel::new,
				DomainSocketAddress::new, null, true);
	}

}
