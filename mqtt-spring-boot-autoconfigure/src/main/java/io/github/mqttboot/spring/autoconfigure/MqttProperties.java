// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.mqttboot.client.PublishQueue;
import io.github.mqttboot.client.SessionLoss;
import io.github.mqttboot.spring.MqttClientLifecycle.Startup;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.TlsOptions.Revocation;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What a client is configured with. A bare number stands for seconds wherever a duration
 * is asked for. The rules of MQTT are checked when the client is made, not here.
 *
 * @param uri The server, as host, host:port or a URI with the scheme mqtt or tcp; mqtts,
 * ssl or tls for TLS; ws or wss for a WebSocket without or with TLS, with path and query;
 * or unix with the path of a Unix domain socket. Several are tried in order. The port is
 * 1883, 8883 for TLS, 80 for ws and 443 for wss unless given.
 * @param version Protocol version, 3.1.1 or 5.
 * @param clean Whether each connection begins a new session. With false the server keeps
 * subscriptions and messages while the client is away; then set an id, too.
 * @param id Client identifier, made up at random unless set. Two clients of the same
 * identifier push each other off the server.
 * @param username User name.
 * @param password Password.
 * @param keepAlive How long the connection may stay silent before the client pings the
 * server, 0 to 65535 whole seconds; 0 for never.
 * @param reconnect Whether and when to connect again.
 * @param serverReferences Hosts to which a server may lead the client; *.example.org
 * stands for all below example.org. None unless set. MQTT 5 only.
 * @param secure How to secure connections with TLS.
 * @param proxy The proxy to go through.
 * @param webSocket How to ask for WebSockets.
 * @param socket What the operating system is told about TCP connections.
 * @param will What the server publishes when the client is lost.
 * @param startup What the start of the application has to do with the first connection.
 * @param startupTimeout How long the start of the application waits for the connection if
 * startup is wait or fail-fast.
 * @param sessionExpiry How long the session outlives the connection, 0 to 4294967295
 * seconds, which means for ever. Unless set 0 if clean, otherwise for ever. MQTT 5 only.
 * @param receiveMaximum How many messages of QoS 1 and 2 the server may send without
 * acknowledgement, 1 to 65535. MQTT 5 only.
 * @param maxInFlight How many messages of QoS 1 and 2 may be in flight to the server, 1
 * to 8192. Unless set 8192, of which 20 may be of QoS 2 without PUBREC in MQTT 3.1.1.
 * @param maximumPacketSize The largest packet to read; a larger one ends the connection.
 * @param connectTimeout How long opening a connection may take, with the handshakes of a
 * proxy, of TLS and of a WebSocket.
 * @param connackTimeout How long the server may take to answer CONNECT.
 * @param responseTimeout How long the server may take to answer, other than to CONNECT
 * and to a message.
 * @param disconnectTimeout How long disconnecting may take, with what is to end before.
 * @param inbox How much may be received that no handler has taken yet.
 * @param retryRefusedSubscriptions Whether a subscription is asked for again that the
 * server has refused.
 * @param store Where the session is kept.
 * @param sessionLoss What becomes of messages in flight when the server has lost the
 * session, so that nobody knows whether they have arrived.
 * @param queue How much may be published and not have ended, with or without connection.
 * @param template What MqttTemplate sends with.
 */
@ConfigurationProperties("mqtt")
public record MqttProperties(@DefaultValue("localhost") List<String> uri, @DefaultValue("3.1.1") String version,
		@DefaultValue("true") boolean clean, @Nullable String id, @Nullable String username, @Nullable String password,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration keepAlive, @DefaultValue Reconnect reconnect,
		@DefaultValue Set<String> serverReferences, @Nullable Secure secure, @Nullable Proxy proxy,
		@DefaultValue WebSocket webSocket, @DefaultValue Socket socket, @Nullable Will will,
		@DefaultValue("background") Startup startup,
		@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration startupTimeout,
		@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration sessionExpiry, @DefaultValue("65535") int receiveMaximum,
		@Nullable Integer maxInFlight, @DefaultValue("16MB") DataSize maximumPacketSize,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration connackTimeout,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration responseTimeout,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration disconnectTimeout, @DefaultValue Inbox inbox,
		@DefaultValue("true") boolean retryRefusedSubscriptions, @DefaultValue Store store,
		@DefaultValue("publish-qos-1") SessionLoss sessionLoss, @DefaultValue Queue queue,
		@DefaultValue Template template) {

	/** Server and client identifier alone; nothing that might be secret. */
	@Override
	public String toString() {
		return "MqttProperties{uri=" + this.uri.stream().map(PropertyText::ofUri).toList() + ", id=" + this.id + "}";
	}

	/**
	 * Whether and when to connect again. A table, or instead of it true for these
	 * defaults, false for never, or a number of seconds or a duration for always the same
	 * pause.
	 *
	 * @param min The first pause.
	 * @param max The longest pause.
	 * @param multiplier By what the pause grows with each failure, 1 or more.
	 * @param jitter Which part of the pause is random, 0 to 1.
	 * @param maxAttempts How many attempts in a row may fail; no limit unless set.
	 * @param stableAfter How long a connection must last for the pauses to begin anew.
	 * @param maxTakeovers How often in a row another client with the same identifier may
	 * take over before this one gives up.
	 * @param retryRefused Whether to go on, with the longest pause, when a server that
	 * has never accepted this client refuses its user name, password or rights.
	 */
	public record Reconnect(@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration min,
			@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration max, @DefaultValue("2") double multiplier,
			@DefaultValue("1") double jitter, @Nullable Integer maxAttempts,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration stableAfter,
			@DefaultValue("3") int maxTakeovers, boolean retryRefused) {

		static final Reconnect DEFAULT = of(Duration.ofSeconds(1), Duration.ofSeconds(60), 2, 1, null);

		static final Reconnect NEVER = of(Duration.ZERO, Duration.ZERO, 1, 0, 0);

		private static Reconnect of(Duration min, Duration max, double multiplier, double jitter,
				@Nullable Integer maxAttempts) {
			return new Reconnect(min, max, multiplier, jitter, maxAttempts, Duration.ofSeconds(10), 3, false);
		}

		static Reconnect fixed(Duration pause) {
			return of(pause, pause, 1, 0, null);
		}

	}

	/**
	 * How much may be received that no handler has taken yet, and what happens when it is
	 * more.
	 *
	 * @param messages How many messages, 1 to 1000000.
	 * @param size How many bytes of packets.
	 * @param overflow What happens when a handler is behind.
	 */
	public record Inbox(@DefaultValue("8192") int messages, @DefaultValue("16MB") DataSize size,
			@DefaultValue("wait") Overflow overflow) {
	}

	/** What happens when a handler is behind. */
	public enum Overflow {

		/** Nothing is read until there is room: the server slows down. */
		WAIT,

		/** Messages of QoS 0 to that handler are dropped and counted. */
		DROP

	}

	/**
	 * How to secure connections with TLS. A table, or instead of it true for these
	 * defaults or false for plain connections.
	 *
	 * @param bundle Name of an SSL bundle (spring.ssl.bundle) that says whom to trust and
	 * what to show.
	 * @param reload What happens when the SSL bundle has a new certificate.
	 * @param cafile PEM file with the certificate authorities to trust instead of those
	 * of the Java runtime.
	 * @param trustSystem Whether to trust the certificate authorities of the Java runtime
	 * beside those of the file or the bundle.
	 * @param certificate PEM file with the client's certificate chain.
	 * @param key PEM file with the client's private key.
	 * @param password What the private key is encrypted with.
	 * @param serverName Name that the server is asked for (SNI) and must have a
	 * certificate for, if not that of the address.
	 * @param alpn Application protocols to offer (ALPN), the best first.
	 * @param verify Whether certificate and host name of the server are checked.
	 * @param revocation Whether it is checked that the certificate was not revoked.
	 * @param crlfile File with lists of revoked certificates, instead of asking where the
	 * certificates say.
	 * @param protocol TLS versions to offer; those of the Java runtime unless set.
	 * @param ciphers Cipher suites to offer; those of the Java runtime unless set.
	 */
	public record Secure(@Nullable String bundle, @DefaultValue("next-connect") Reload reload, @Nullable Path cafile,
			@DefaultValue("false") boolean trustSystem, @Nullable Path certificate, @Nullable Path key,
			@Nullable String password, @Nullable String serverName, @DefaultValue List<String> alpn,
			@DefaultValue("peer") Verify verify, @DefaultValue("none") Revocation revocation, @Nullable Path crlfile,
			@DefaultValue List<String> protocol, @DefaultValue List<String> ciphers) {

		static final Secure DEFAULT = new Secure(null, Reload.NEXT_CONNECT, null, false, null, null, null, null,
				List.of(), Verify.PEER, Revocation.NONE, null, List.of(), List.of());

		/** Without the password. */
		@Override
		public String toString() {
			return "Secure{bundle=" + this.bundle + ", cafile=" + this.cafile + ", certificate=" + this.certificate
					+ ", key=" + this.key + ", verify=" + this.verify + "}";
		}

	}

	/** What happens when the SSL bundle has a new certificate. */
	public enum Reload {

		/** The next connection uses it, whenever that is. */
		NEXT_CONNECT,

		/** The connection is replaced by a new one in good order; no message is lost. */
		RECONNECT

	}

	/** What is checked of the server. */
	public enum Verify {

		/** Certificate and host name. */
		PEER,

		/** Nothing: anybody may pose as the server. For experiments alone. */
		NONE

	}

	/**
	 * The proxy to go through.
	 *
	 * @param type What the proxy speaks.
	 * @param host Name or address of the proxy.
	 * @param port Port of the proxy.
	 * @param username Who we are to the proxy; nobody unless set.
	 * @param password Password for the proxy.
	 */
	public record Proxy(@DefaultValue("http") ProxyOptions.Type type, @Nullable String host, @Nullable Integer port,
			@Nullable String username, @Nullable String password) {

		/** Without the password. */
		@Override
		public String toString() {
			return "Proxy{type=" + this.type + ", host=" + this.host + ", port=" + this.port + ", username="
					+ this.username + "}";
		}

	}

	/**
	 * How to ask for WebSockets. Path and query are those of the URI.
	 *
	 * @param subProtocol Sub-protocol to offer; mqtt is the one of the standard.
	 * @param headers Further headers of the request by name; their values may be secrets.
	 */
	public record WebSocket(@DefaultValue("mqtt") String subProtocol, @DefaultValue Map<String, String> headers) {

		/** Without the values of the headers. */
		@Override
		public String toString() {
			return "WebSocket{subProtocol=" + this.subProtocol + ", headers=" + this.headers.keySet() + "}";
		}

	}

	/**
	 * What the operating system is told about TCP connections.
	 *
	 * @param noDelay Whether small packets leave at once instead of waiting for the
	 * acknowledgement of earlier ones.
	 * @param keepAlive Whether the operating system probes connections that are silent
	 * for a long time; not the keep alive of MQTT.
	 * @param userTimeout How long what was sent may stay unacknowledged by the other
	 * side's operating system before the connection is given up. On Linux with a native
	 * transport of Netty only.
	 * @param bindAddress Address of this machine that connections come from.
	 * @param sendBufferSize Size of the send buffer; the operating system's unless set.
	 * @param receiveBufferSize Size of the receive buffer; the operating system's unless
	 * set.
	 */
	public record Socket(@DefaultValue("true") boolean noDelay, @DefaultValue("true") boolean keepAlive,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration userTimeout, @Nullable InetAddress bindAddress,
			@Nullable DataSize sendBufferSize, @Nullable DataSize receiveBufferSize) {
	}

	/**
	 * What the server publishes when the client is lost.
	 *
	 * @param topic Topic to publish to.
	 * @param payload Text of the message.
	 * @param qos Quality of service: 0, 1 or 2.
	 * @param retain Whether the server keeps the message for later subscribers.
	 * @param delay How long after the loss of the connection. MQTT 5 only.
	 * @param contentType What the payload is, mostly a MIME type. MQTT 5 only.
	 * @param messageExpiry How long the message is worth delivering. MQTT 5 only.
	 * @param responseTopic Where to publish an answer. MQTT 5 only.
	 * @param correlationData What an answer shall carry. MQTT 5 only.
	 * @param userProperties Names and values for the applications that receive it. MQTT 5
	 * only.
	 */
	public record Will(@Nullable String topic, @DefaultValue("") String payload, @DefaultValue("0") int qos,
			@DefaultValue("false") boolean retain, @DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration delay,
			@Nullable String contentType, @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration messageExpiry,
			@Nullable String responseTopic, @Nullable String correlationData,
			@DefaultValue Map<String, String> userProperties) {
	}

	/**
	 * Where the session is kept: messages of QoS 1 and 2 that have not ended.
	 *
	 * @param type Whether it is kept in memory or in files. Files need clean false, an
	 * id, a directory, and com.h2database:h2-mvstore on the class path.
	 * @param directory Where the files are; each client has a directory of its own in it.
	 * @param syncInterval How much of the past a loss of power may take. With 0 nothing,
	 * so that every message waits for the disk; the end of the process takes nothing
	 * anyway.
	 */
	public record Store(@DefaultValue("memory") StoreType type, @Nullable Path directory,
			@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration syncInterval) {
	}

	/** Where a session is kept. */
	public enum StoreType {

		/** In memory: it ends with the process. */
		MEMORY,

		/** In files: it survives the process. */
		FILE

	}

	/**
	 * How much may be published and not have ended.
	 *
	 * @param messages How many messages.
	 * @param bytes How large they may be together.
	 * @param overflow What happens when there is no room for a message.
	 * @param maxWait How long a blocking call waits for room if overflow is wait.
	 * @param timeToLive How long a message may wait to be sent; no limit unless set. In
	 * MQTT 5 it is the message expiry interval of messages without one.
	 */
	public record Queue(@DefaultValue("65536") int messages, @DefaultValue("64MB") DataSize bytes,
			@DefaultValue("fail") PublishQueue.Overflow overflow,
			@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration maxWait,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeToLive) {
	}

	/**
	 * What MqttTemplate sends with where nothing else is said.
	 *
	 * @param qos Quality of service: 0, 1 or 2.
	 * @param retain Whether the server keeps messages for later subscribers.
	 * @param observationEnabled Whether what is sent is observed, for traces and meters.
	 * @param replyTopic Topic that is subscribed to for the replies to requests, with the
	 * first of them; {clientId} stands for the client identifier. MQTT 5 only.
	 * @param replyTimeout How long the reply to a request may take. MQTT 5 only.
	 */
	public record Template(@DefaultValue("1") int qos, @DefaultValue("false") boolean retain,
			@DefaultValue("false") boolean observationEnabled,
			@DefaultValue(MqttTemplate.ReplyOptions.DEFAULT_TOPIC) String replyTopic,
			@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration replyTimeout) {
	}

}
