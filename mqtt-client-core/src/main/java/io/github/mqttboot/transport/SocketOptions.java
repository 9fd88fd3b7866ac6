// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.net.InetAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the operating system is told about TCP connections. Immutable.
 */
public final class SocketOptions {

	/** No delay, keep-alive, everything else as the operating system has it. */
	public static final SocketOptions DEFAULT = builder().build();

	private final boolean noDelay;

	private final boolean keepAlive;

	private final @Nullable Duration userTimeout;

	private final @Nullable InetAddress bindAddress;

	private final @Nullable Integer sendBufferSize;

	private final @Nullable Integer receiveBufferSize;

	private SocketOptions(Builder builder) {
		this.noDelay = builder.noDelay;
		this.keepAlive = builder.keepAlive;
		this.userTimeout = builder.userTimeout;
		this.bindAddress = builder.bindAddress;
		this.sendBufferSize = builder.sendBufferSize;
		this.receiveBufferSize = builder.receiveBufferSize;
	}

	/**
	 * Starts with the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Whether small packets leave at once.
	 * @return {@code TCP_NODELAY}
	 */
	public boolean noDelay() {
		return this.noDelay;
	}

	/**
	 * Whether the operating system probes connections that are silent for hours.
	 * @return {@code SO_KEEPALIVE}
	 */
	public boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * How long what was sent may stay unacknowledged before the connection is given up.
	 * @return {@code TCP_USER_TIMEOUT}, or null for the operating system's
	 */
	public @Nullable Duration userTimeout() {
		return this.userTimeout;
	}

	/**
	 * Where connections come from.
	 * @return an address of this machine, or null for the operating system's choice
	 */
	public @Nullable InetAddress bindAddress() {
		return this.bindAddress;
	}

	/**
	 * The size of the send buffer.
	 * @return {@code SO_SNDBUF} in bytes, or null for the operating system's
	 */
	public @Nullable Integer sendBufferSize() {
		return this.sendBufferSize;
	}

	/**
	 * The size of the receive buffer.
	 * @return {@code SO_RCVBUF} in bytes, or null for the operating system's
	 */
	public @Nullable Integer receiveBufferSize() {
		return this.receiveBufferSize;
	}

	@Override
	public String toString() {
		return "SocketOptions{noDelay=" + this.noDelay + ", keepAlive=" + this.keepAlive + ", userTimeout="
				+ this.userTimeout + ", bindAddress=" + this.bindAddress + ", sendBufferSize=" + this.sendBufferSize
				+ ", receiveBufferSize=" + this.receiveBufferSize + "}";
	}

	/** Collects the options. Not safe for use by several threads. */
	public static final class Builder {

		private boolean noDelay = true;

		private boolean keepAlive = true;

		private @Nullable Duration userTimeout;

		private @Nullable InetAddress bindAddress;

		private @Nullable Integer sendBufferSize;

		private @Nullable Integer receiveBufferSize;

		private Builder() {
		}

		/**
		 * Sets whether small packets leave at once ({@code TCP_NODELAY}) instead of
		 * waiting for the acknowledgement of earlier ones; true unless set.
		 * @param noDelay whether they do
		 * @return this builder
		 */
		public Builder noDelay(boolean noDelay) {
			this.noDelay = noDelay;
			return this;
		}

		/**
		 * Sets whether the operating system probes connections that are silent for a long
		 * time, mostly two hours ({@code SO_KEEPALIVE}); true unless set. It is not the
		 * keep alive of MQTT.
		 * @param keepAlive whether it does
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Sets how long what was sent may stay unacknowledged by the other side's
		 * operating system before the connection is given up ({@code TCP_USER_TIMEOUT},
		 * RFC 5482). Only Linux has it, and only through the native transports; elsewhere
		 * it is not applied, and a warning is logged.
		 * @param timeout 1 to 2147483647 milliseconds; null for the operating system's,
		 * mostly some 15 minutes
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder userTimeout(@Nullable Duration timeout) {
			if (timeout != null && (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE)) {
				throw new IllegalArgumentException("userTimeout must be 1..2147483647 ms, was " + timeout);
			}
			this.userTimeout = timeout;
			return this;
		}

		/**
		 * Sets where connections come from.
		 * @param address an address of this machine; null for the operating system's
		 * choice
		 * @return this builder
		 */
		public Builder bindAddress(@Nullable InetAddress address) {
			this.bindAddress = address;
			return this;
		}

		/**
		 * Sets the size of the send buffer ({@code SO_SNDBUF}); the operating system may
		 * change it.
		 * @param bytes 1 or more; null for the operating system's
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Builder sendBufferSize(@Nullable Integer bytes) {
			this.sendBufferSize = positive("sendBufferSize", bytes);
			return this;
		}

		/**
		 * Sets the size of the receive buffer ({@code SO_RCVBUF}); the operating system
		 * may change it.
		 * @param bytes 1 or more; null for the operating system's
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Builder receiveBufferSize(@Nullable Integer bytes) {
			this.receiveBufferSize = positive("receiveBufferSize", bytes);
			return this;
		}

		private static @Nullable Integer positive(String name, @Nullable Integer bytes) {
			if (bytes != null && bytes < 1) {
				throw new IllegalArgumentException(name + " must be 1 byte or more, was " + bytes);
			}
			return bytes;
		}

		/**
		 * Makes the options.
		 * @return the options
		 */
		public SocketOptions build() {
			return new SocketOptions(this);
		}

	}

}
