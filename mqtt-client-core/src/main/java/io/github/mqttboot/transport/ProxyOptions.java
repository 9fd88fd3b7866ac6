// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A proxy to reach servers through. The proxy looks up the name of the server; TLS and
 * WebSockets go through it from end to end. Servers on Unix domain sockets are reached
 * without it. It needs {@code io.netty:netty-handler-proxy} on the class path. Immutable.
 */
public final class ProxyOptions {

	private final Type type;

	private final String host;

	private final int port;

	private final @Nullable String userName;

	private final char @Nullable [] password;

	/** What the proxy speaks. */
	public enum Type {

		/** HTTP, with the method CONNECT. */
		HTTP,

		/** SOCKS 5 (RFC 1928). */
		SOCKS5

	}

	private ProxyOptions(Type type, String host, int port, @Nullable String userName, char @Nullable [] password) {
		this.type = type;
		this.host = host;
		this.port = port;
		this.userName = userName;
		this.password = password;
	}

	/**
	 * A proxy that asks for no credentials.
	 * @param type what it speaks
	 * @param host its name or address; IPv6 without brackets
	 * @param port 1 to 65535
	 * @return the options
	 * @throws IllegalArgumentException if the host is empty or the port out of range
	 */
	public static ProxyOptions of(Type type, String host, int port) {
		if (host.isBlank()) {
			throw new IllegalArgumentException("host of a proxy must not be empty");
		}
		if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("port of a proxy must be 1..65535, was " + port);
		}
		return new ProxyOptions(type, host, port, null, null);
	}

	/**
	 * The same with credentials: {@code Basic} for HTTP, user name and password (RFC
	 * 1929) for SOCKS 5.
	 * @param userName the user name, for HTTP without a colon
	 * @param password the password; copied
	 * @return other options
	 * @throws IllegalArgumentException if the user name is empty, or has a colon
	 */
	public ProxyOptions withCredentials(String userName, char[] password) {
		if (userName.isEmpty() || (this.type == Type.HTTP && userName.indexOf(':') >= 0)) {
			throw new IllegalArgumentException(
					"user name of a proxy must not be empty, nor have a colon for HTTP, was \"" + userName + "\"");
		}
		return new ProxyOptions(this.type, this.host, this.port, userName, password.clone());
	}

	/**
	 * What the proxy speaks.
	 * @return the type
	 */
	public Type type() {
		return this.type;
	}

	/**
	 * The name or address of the proxy.
	 * @return the host
	 */
	public String host() {
		return this.host;
	}

	/**
	 * The port of the proxy.
	 * @return 1 to 65535
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Who we are to the proxy.
	 * @return the user name, or null for nobody
	 */
	public @Nullable String userName() {
		return this.userName;
	}

	/**
	 * The password for the proxy.
	 * @return a copy, or null
	 */
	public char @Nullable [] password() {
		return (this.password != null) ? this.password.clone() : null;
	}

	/** As a URI, without credentials. */
	@Override
	public String toString() {
		String bracketed = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.type.name().toLowerCase(Locale.ROOT) + "://" + bracketed + ":" + this.port;
	}

}
