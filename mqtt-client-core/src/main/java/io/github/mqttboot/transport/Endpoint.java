// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A server's address.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 * @param secure whether to speak TLS
 */
public record Endpoint(String host, int port, boolean secure) {

	private static final int PORT = 1883;

	private static final int SECURE_PORT = 8883;

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if the host is empty or the port out of range
	 */
	public Endpoint {
		if (host.isEmpty()) {
			throw new IllegalArgumentException("host must not be empty");
		}
		if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("port must be 1..65535, was " + port);
		}
	}

	/**
	 * Reads an address: {@code host}, {@code host:port}, or a URI with the scheme
	 * {@code mqtt} or {@code tcp} (plain), {@code mqtts}, {@code ssl} or {@code tls}
	 * (TLS). IPv6 addresses stand in brackets. The port is 1883, or 8883 for TLS, unless
	 * given.
	 * @param text the address
	 * @param secure whether to speak TLS where no scheme says so
	 * @return the endpoint
	 * @throws IllegalArgumentException if it cannot be read, has another scheme, or a
	 * part that an address of a server does not have
	 */
	public static Endpoint parse(String text, boolean secure) {
		String trimmed = text.trim();
		boolean hasScheme = trimmed.contains("://");
		URI uri = uri(hasScheme ? trimmed : "mqtt://" + trimmed, text);
		if (uri.getScheme() == null) {
			throw unreadable(text); // the :// stands in a path, a query or a fragment
		}
		boolean tls = hasScheme ? isSecure(uri.getScheme(), text) || secure : secure;
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException(
					"uri must not contain user name or password: they have options of their own");
		}
		String host = uri.getHost();
		if (host == null || !uri.getRawPath().replace("/", "").isEmpty() || uri.getRawQuery() != null
				|| uri.getRawFragment() != null) {
			throw unreadable(text);
		}
		if (host.startsWith("[")) {
			host = host.substring(1, host.length() - 1);
		}
		int port = uri.getPort();
		if (port == -1) {
			return new Endpoint(host, tls ? SECURE_PORT : PORT, tls);
		}
		return new Endpoint(host, port, tls);
	}

	private static URI uri(String uri, String text) {
		try {
			return new URI(uri);
		}
		catch (URISyntaxException ex) {
			throw unreadable(text);
		}
	}

	private static boolean isSecure(String scheme, String text) {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "mqtt", "tcp" -> false;
			case "mqtts", "ssl", "tls" -> true;
			default -> throw new IllegalArgumentException("uri scheme must be mqtt, tcp, mqtts, ssl or tls, was \""
					+ scheme + "\" in \"" + withoutUserInfo(text) + "\"");
		};
	}

	private static IllegalArgumentException unreadable(String text) {
		return new IllegalArgumentException("uri must be host, host:port or mqtt://host:port (mqtts:// for TLS), was \""
				+ withoutUserInfo(text) + "\"");
	}

	/** What stands before an @ may be a password. */
	private static String withoutUserInfo(String text) {
		return text.substring(text.lastIndexOf('@') + 1);
	}

	/** As a URI. */
	@Override
	public String toString() {
		String bracketed = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return (this.secure ? "mqtts://" : "mqtt://") + bracketed + ":" + this.port;
	}

}
