// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How to ask for a WebSocket; host, path and query are those of the {@link Endpoint}.
 * Immutable.
 *
 * @param subProtocol what to offer as {@code Sec-WebSocket-Protocol}; {@code mqtt} is the
 * one of the standard [MQTT-6.0.0-3], others are for servers that do not keep to it
 * @param headers further headers of the request, for example {@code Authorization}; their
 * values may be secrets and are never shown
 */
public record WebSocketOptions(String subProtocol, Map<String, String> headers) {

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

	/** What the handshake says itself, in lower case. */
	private static final Set<String> OWN = Set.of("connection", "upgrade", "sec-websocket-key", "sec-websocket-version",
			"sec-websocket-protocol", "sec-websocket-extensions", "content-length", "transfer-encoding");

	/** The sub-protocol {@code mqtt}, and no further header. */
	public static final WebSocketOptions DEFAULT = new WebSocketOptions("mqtt", Map.of());

	/**
	 * Checks and copies the headers.
	 * @throws IllegalArgumentException if the sub-protocol or the name of a header is no
	 * token, the header is one of the handshake itself, or its value has characters that
	 * headers must not have
	 */
	public WebSocketOptions {
		requireToken("subProtocol", subProtocol);
		headers.forEach((name, value) -> {
			requireToken("name of a header", name);
			if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
				throw new IllegalArgumentException("headers must not have " + name + ", which the handshake sets");
			}
			if (!VALUE.matcher(value).matches()) {
				throw new IllegalArgumentException(
						"the value of the header " + name + " must have visible Latin characters only");
			}
		});
		headers = Map.copyOf(headers);
	}

	private static void requireToken(String what, String value) {
		if (!TOKEN.matcher(value).matches()) {
			throw new IllegalArgumentException(
					what + " must be letters, digits and any of !#$%&'*+-.^_`|~, was \"" + value + "\"");
		}
	}

	/**
	 * The same with one more header.
	 * @param name the name of the header
	 * @param value its value, never shown
	 * @return other options
	 * @throws IllegalArgumentException as the constructor does
	 */
	public WebSocketOptions withHeader(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.headers);
		more.put(name, value);
		return new WebSocketOptions(this.subProtocol, more);
	}

	/** Without the values of the headers. */
	@Override
	public String toString() {
		return "WebSocketOptions{subProtocol=" + this.subProtocol + ", headers="
				+ this.headers.keySet().stream().sorted().toList() + "}";
	}

}
