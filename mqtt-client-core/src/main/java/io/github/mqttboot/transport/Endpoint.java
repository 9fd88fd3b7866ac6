// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A server's address.
 *
 * @param scheme how the server is reached
 * @param host a name or an address, IPv6 without brackets; empty for a Unix domain socket
 * @param port 1 to 65535; 0 for a Unix domain socket
 * @param path for a WebSocket the path of the URI, percent-encoded; for a Unix domain
 * socket its file; otherwise empty
 * @param query for a WebSocket what follows the question mark, percent-encoded, which may
 * be a secret; otherwise null
 */
public record Endpoint(Scheme scheme, String host, int port, String path, @Nullable String query) {

	/** What brokers listen at if nothing else is said; the standard names no path. */
	private static final String WEB_SOCKET_PATH = "/mqtt";

	/** A name and a port. Java's URIs have no host with an underscore, containers do. */
	private static final Pattern NAME_WITH_UNDERSCORE = Pattern.compile("([A-Za-z0-9.-]*_[\\w.-]*)(?::(\\d{1,5}))?");

	private static final String UNIX_PREFIX = "unix:/";

	/** How a server is reached. */
	public enum Scheme {

		/** TCP; port 1883 unless given. */
		MQTT(1883, false),

		/** TLS over TCP; port 8883 unless given. */
		MQTTS(8883, true),

		/** A WebSocket; port 80 unless given (RFC 6455, section 3). */
		WS(80, false),

		/** A WebSocket over TLS; port 443 unless given (RFC 6455, section 3). */
		WSS(443, true),

		/** A Unix domain socket: a file of this machine. */
		UNIX(0, false);

		private final int defaultPort;

		private final boolean secure;

		Scheme(int defaultPort, boolean secure) {
			this.defaultPort = defaultPort;
			this.secure = secure;
		}

		/** The same with TLS. */
		private Scheme secured() {
			return switch (this) {
				case MQTT, MQTTS -> MQTTS;
				case WS, WSS -> WSS;
				case UNIX -> UNIX;
			};
		}

	}

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if the host is empty or the port out of range, or
	 * the file of a Unix domain socket is no absolute path
	 */
	public Endpoint {
		if (scheme == Scheme.UNIX) {
			if (!path.startsWith("/") || path.length() == 1) {
				throw new IllegalArgumentException(
						"the file of a Unix domain socket must be an absolute path, was \"" + path + "\"");
			}
		}
		else if (host.isEmpty()) {
			throw new IllegalArgumentException("host must not be empty");
		}
		else if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("port must be 1..65535, was " + port);
		}
	}

	/**
	 * A server that is reached over TCP.
	 * @param host a name or an address; IPv6 without brackets
	 * @param port 1 to 65535
	 * @param secure whether to speak TLS
	 */
	public Endpoint(String host, int port, boolean secure) {
		this(secure ? Scheme.MQTTS : Scheme.MQTT, host, port, "", null);
	}

	/**
	 * Reads an address: {@code host}, {@code host:port}, or a URI. Its scheme is
	 * {@code mqtt} or {@code tcp} (plain); {@code mqtts}, {@code ssl} or {@code tls}
	 * (TLS); {@code ws} or {@code wss} (a WebSocket without or with TLS), with path and
	 * query, {@code /mqtt} unless given; or {@code unix} with the absolute path of a Unix
	 * domain socket, taken as it is, as in {@code unix:/run/mosquitto.sock}. IPv6
	 * addresses stand in brackets; a name may have underscores. The port is 1883, 8883
	 * for TLS, 80 for {@code ws} and 443 for {@code wss} unless given.
	 * @param text the address
	 * @param secure whether to speak TLS where the scheme does not say so; a Unix domain
	 * socket has none
	 * @return the endpoint
	 * @throws IllegalArgumentException if it cannot be read, has another scheme, or a
	 * part that an address of a server does not have
	 */
	public static Endpoint parse(String text, boolean secure) {
		String trimmed = text.trim();
		if (trimmed.regionMatches(true, 0, UNIX_PREFIX, 0, UNIX_PREFIX.length())) {
			return unix(trimmed.substring(UNIX_PREFIX.length() - 1), text);
		}
		boolean hasScheme = trimmed.contains("://");
		URI uri = uri(hasScheme ? trimmed : "mqtt://" + trimmed, text);
		if (uri.getScheme() == null) {
			throw unreadable(text); // the :// stands in a path, a query or a fragment
		}
		Scheme scheme = scheme(uri.getScheme(), text);
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException(
					"uri must not contain user name or password: they have options of their own");
		}
		if (uri.getRawFragment() != null) {
			throw unreadable(text);
		}
		return endpoint(secure ? scheme.secured() : scheme, uri, text);
	}

	private static Endpoint unix(String path, String text) {
		if (!path.startsWith("//")) {
			return new Endpoint(Scheme.UNIX, "", 0, path, null);
		}
		if (!path.startsWith("///")) {
			throw unreadable(text); // a socket of another machine
		}
		return new Endpoint(Scheme.UNIX, "", 0, path.substring(2), null);
	}

	private static Endpoint endpoint(Scheme scheme, URI uri, String text) {
		String host = uri.getHost();
		if (host == null) {
			Matcher name = NAME_WITH_UNDERSCORE.matcher(String.valueOf(uri.getRawAuthority()));
			if (!name.matches()) {
				throw unreadable(text);
			}
			return endpoint(scheme, name.group(1), (name.group(2) != null) ? Integer.parseInt(name.group(2)) : -1, uri,
					text);
		}
		boolean bracketed = host.startsWith("[");
		return endpoint(scheme, bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort(), uri, text);
	}

	private static Endpoint endpoint(Scheme scheme, String host, int givenPort, URI uri, String text) {
		int port = (givenPort != -1) ? givenPort : scheme.defaultPort;
		String path = uri.getRawPath();
		if (scheme == Scheme.WS || scheme == Scheme.WSS) {
			return new Endpoint(scheme, host, port, path.isEmpty() ? WEB_SOCKET_PATH : path, uri.getRawQuery());
		}
		if (!path.replace("/", "").isEmpty() || uri.getRawQuery() != null) {
			throw unreadable(text);
		}
		return new Endpoint(scheme, host, port, "", null);
	}

	private static URI uri(String uri, String text) {
		try {
			return new URI(uri);
		}
		catch (URISyntaxException ex) {
			throw unreadable(text);
		}
	}

	private static Scheme scheme(String scheme, String text) {
		return switch (scheme.toLowerCase(Locale.ROOT)) {
			case "mqtt", "tcp" -> Scheme.MQTT;
			case "mqtts", "ssl", "tls" -> Scheme.MQTTS;
			case "ws" -> Scheme.WS;
			case "wss" -> Scheme.WSS;
			case "unix" -> throw unreadable(text);
			default -> throw new IllegalArgumentException(
					"uri scheme must be mqtt, tcp, mqtts, ssl, tls, ws, wss or unix, was \"" + scheme + "\" in \""
							+ withoutSecrets(text) + "\"");
		};
	}

	private static IllegalArgumentException unreadable(String text) {
		return new IllegalArgumentException("uri must be host, host:port, mqtt://host:port (mqtts:// for TLS),"
				+ " ws://host:port/path (wss:// for TLS) or unix:/path, was \"" + withoutSecrets(text) + "\"");
	}

	/** What stands before an @ may be a password, what follows a ? a token. */
	private static String withoutSecrets(String text) {
		String shown = text.substring(text.lastIndexOf('@') + 1);
		int query = shown.indexOf('?');
		return (query >= 0) ? shown.substring(0, query) + "?***" : shown;
	}

	/**
	 * Whether to speak TLS.
	 * @return true if so
	 */
	public boolean secure() {
		return this.scheme.secure;
	}

	/**
	 * Whether the server is reached through a WebSocket.
	 * @return true if so
	 */
	public boolean webSocket() {
		return this.scheme == Scheme.WS || this.scheme == Scheme.WSS;
	}

	/** As a URI, without the query. */
	@Override
	public String toString() {
		if (this.scheme == Scheme.UNIX) {
			return "unix:" + this.path;
		}
		String bracketed = (this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host;
		return this.scheme.name().toLowerCase(Locale.ROOT) + "://" + bracketed + ":" + this.port + this.path
				+ ((this.query != null) ? "?***" : "");
	}

}
