// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.NetworkOptions;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.SocketOptions;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.WebSocketOptions;

import org.jspecify.annotations.Nullable;

/**
 * What a client shall be like. Immutable.
 *
 * <pre>{@code
 * MqttClientOptions options = MqttClientOptions.builder("mqtts://broker.example")
 *     .clean(false)
 *     .version(MqttVersion.V5)
 *     .clientId("press-1")
 *     .credentials("press", "secret".toCharArray())
 *     .build();
 * }</pre>
 */
public final class MqttClientOptions {

	/** The session expiry that means "never", section 3.1.2.11.2. */
	static final long NEVER_EXPIRES = 4_294_967_295L;

	/** What is longer cannot be counted in nanoseconds, with some to spare. */
	static final Duration LONGEST = Duration.ofDays(36_500);

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);

	private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final Builder values;

	private final List<Endpoint> endpoints;

	private final String clientId;

	private final boolean clean;

	private MqttClientOptions(Builder builder, boolean clean) {
		this.values = new Builder(builder);
		this.clean = clean;
		this.endpoints = builder.uris.stream().map((uri) -> Endpoint.parse(uri, builder.tls != null)).toList();
		this.clientId = (builder.clientId != null) ? builder.clientId : randomClientId();
	}

	private static String randomClientId() {
		// 23 letters and digits at most, which every server takes [v3 MQTT-3.1.3-5]
		byte[] random = new byte[7];
		new SecureRandom().nextBytes(random);
		return "mqttboot-" + HexFormat.of().formatHex(random);
	}

	/**
	 * Starts with the defaults.
	 * @param uris one or more servers, tried in order, see
	 * {@link Endpoint#parse(String, boolean)}
	 * @return a new builder
	 * @throws IllegalArgumentException if there is none or one cannot be read
	 */
	public static Builder builder(String... uris) {
		for (String uri : uris) {
			Objects.requireNonNull(uri, "uri must not be null");
		}
		return new Builder(List.of(uris));
	}

	/**
	 * Starts with these options.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this.values);
	}

	/**
	 * The servers.
	 * @return one or more, in the order to try
	 */
	public List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * Whether each connection begins a new session.
	 * @return clean start, "clean session" in MQTT 3.1.1
	 */
	public boolean clean() {
		return this.clean;
	}

	/**
	 * The protocol version.
	 * @return the version
	 */
	public MqttVersion version() {
		return this.values.version;
	}

	/**
	 * The client identifier.
	 * @return the identifier; empty if the server is to choose
	 */
	public String clientId() {
		return this.clientId;
	}

	/**
	 * The user name.
	 * @return the user name, or null if there is none or a provider says it
	 */
	public @Nullable String userName() {
		return this.values.credentials.userName();
	}

	/** What CONNECT says unless there is a {@link #credentialsProvider()}. */
	Credentials credentials() {
		return this.values.credentials;
	}

	/**
	 * What is asked for user name and password at each attempt.
	 * @return the provider, or null
	 */
	public @Nullable CredentialsProvider credentialsProvider() {
		return this.values.credentialsProvider;
	}

	/**
	 * The will.
	 * @return the will, or null
	 */
	public @Nullable Will will() {
		return this.values.will;
	}

	/**
	 * The longest silence.
	 * @return whole seconds; zero for no limit
	 */
	public Duration keepAlive() {
		return this.values.keepAlive;
	}

	/**
	 * When to connect again.
	 * @return the policy
	 */
	public ReconnectPolicy reconnect() {
		return this.values.reconnect;
	}

	/**
	 * The hosts to which a server may lead the client.
	 * @return names, or {@code *.} and the end of names; in lower case
	 */
	public Set<String> serverReferences() {
		return this.values.serverReferences;
	}

	/**
	 * How many clients may be connecting at the same time.
	 * @return the limit, shared with other clients
	 */
	public ConnectLimit connectLimit() {
		if (this.values.connectLimit != null) {
			return this.values.connectLimit;
		}
		return (this.values.transport != null) ? ConnectLimit.NONE : ConnectLimit.SHARED;
	}

	/**
	 * How connections are secured.
	 * @return the options, or null if only endpoints that ask for TLS are
	 */
	public @Nullable TlsOptions tls() {
		return this.values.tls;
	}

	/**
	 * How long the session outlives the connection; MQTT 5 only.
	 * @return seconds, {@code 4294967295} for ever
	 */
	public long sessionExpirySeconds() {
		if (this.values.sessionExpirySeconds != null) {
			return this.values.sessionExpirySeconds;
		}
		return this.clean ? 0 : NEVER_EXPIRES;
	}

	/**
	 * How many unacknowledged messages of QoS 1 and 2 the server may send; MQTT 5 only.
	 * @return 1 to 65535
	 */
	public int receiveMaximum() {
		return this.values.receiveMaximum;
	}

	/**
	 * How many messages of QoS 1 and 2 may be in flight to the server.
	 * @return 1 to 8192, or null if the application has not said
	 */
	public @Nullable Integer maxInFlight() {
		return this.values.maxInFlight;
	}

	/**
	 * The highest topic alias the server may use; MQTT 5 only.
	 * @return 0 to 65535; 0 for none
	 */
	public int topicAliasMaximum() {
		return this.values.topicAliasMaximum;
	}

	/**
	 * The enhanced authentication.
	 * @return the authenticator, or null for none
	 */
	public @Nullable Authenticator authenticator() {
		return this.values.authenticator;
	}

	/**
	 * The largest packet the client reads.
	 * @return bytes
	 */
	public int maximumPacketSize() {
		return this.values.maximumPacketSize;
	}

	/**
	 * What else CONNECT says; MQTT 5 only.
	 * @return properties of CONNECT
	 */
	public PacketProperties connectProperties() {
		return this.values.connectProperties;
	}

	/**
	 * Who acknowledges where nothing else is said.
	 * @return the mode
	 */
	public AckMode ackMode() {
		return this.values.ackMode;
	}

	/**
	 * Whether a subscription stays wanted that the server refuses the first time.
	 * @return true if so
	 */
	public boolean retryRefusedSubscriptions() {
		return this.values.retryRefusedSubscriptions;
	}

	/**
	 * How much may be received that no handler has taken yet.
	 * @return the policy
	 */
	public InboxPolicy inbox() {
		return this.values.inbox;
	}

	/**
	 * How much may be published and not have ended.
	 * @return the limits
	 */
	public PublishQueue publishQueue() {
		return this.values.publishQueue;
	}

	/**
	 * The way through the network.
	 * @return proxy, request for a WebSocket, and sockets
	 */
	public NetworkOptions network() {
		return new NetworkOptions(this.values.proxy, this.values.webSocket, this.values.socket);
	}

	/**
	 * Where the session is kept.
	 * @return the store, or null to keep it in memory
	 */
	public @Nullable SessionStore store() {
		return this.values.store;
	}

	/**
	 * What becomes of messages in flight when the server has lost the session.
	 * @return the rule
	 */
	public SessionLoss sessionLoss() {
		return this.values.sessionLoss;
	}

	/**
	 * How long opening a connection may take.
	 * @return the limit, with the handshakes of a proxy, of TLS and of a WebSocket
	 */
	public Duration connectTimeout() {
		return this.values.connectTimeout;
	}

	/**
	 * How long CONNACK may take.
	 * @return the limit
	 */
	public Duration connAckTimeout() {
		return this.values.connAckTimeout;
	}

	/**
	 * How long another answer may take: SUBACK, UNSUBACK, PINGRESP.
	 * @return the limit
	 */
	public Duration responseTimeout() {
		return this.values.responseTimeout;
	}

	/**
	 * How long disconnecting may take, with what is to end before.
	 * @return the limit
	 */
	public Duration disconnectTimeout() {
		return this.values.disconnectTimeout;
	}

	/**
	 * Where handlers run.
	 * @return the executor, or null for the threads that all clients share
	 */
	public @Nullable Executor executor() {
		return this.values.executor;
	}

	/**
	 * The way to reach servers.
	 * @return the transport, or null for the one on Netty that all clients share
	 */
	public @Nullable Transport transport() {
		return this.values.transport;
	}

	/**
	 * What is told of each message.
	 * @return the observer
	 */
	public TrafficObserver trafficObserver() {
		return this.values.trafficObserver;
	}

	static Duration notTooLong(String name, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					name + " must be at most " + LONGEST.toDays() + " days, was " + duration);
		}
		return duration;
	}

	/** Without the password. */
	@Override
	public String toString() {
		return "MqttClientOptions{endpoints=" + this.endpoints + ", clean=" + this.clean + ", version="
				+ this.values.version + ", clientId=" + this.clientId + ", userName=" + userName() + ", keepAlive="
				+ this.values.keepAlive + ", reconnect=" + this.values.reconnect + ", tls=" + this.values.tls
				+ ", network=" + network() + "}";
	}

	/** Collects the options. Not safe for use by several threads. */
	public static final class Builder {

		private static final Set<Property<?>> WITH_OPTION = Set.of(Property.SESSION_EXPIRY_INTERVAL,
				Property.RECEIVE_MAXIMUM, Property.MAXIMUM_PACKET_SIZE, Property.TOPIC_ALIAS_MAXIMUM);

		private final List<String> uris;

		private @Nullable Boolean clean;

		private MqttVersion version = MqttVersion.V3_1_1;

		private @Nullable String clientId;

		private Credentials credentials = Credentials.NONE;

		private @Nullable CredentialsProvider credentialsProvider;

		private @Nullable Will will;

		private Duration keepAlive = KEEP_ALIVE;

		private ReconnectPolicy reconnect = ReconnectPolicy.exponential();

		private Set<String> serverReferences = Set.of();

		private @Nullable ConnectLimit connectLimit;

		private @Nullable TlsOptions tls;

		private @Nullable ProxyOptions proxy;

		private WebSocketOptions webSocket = WebSocketOptions.DEFAULT;

		private SocketOptions socket = SocketOptions.DEFAULT;

		private @Nullable Long sessionExpirySeconds;

		private int receiveMaximum = 65_535;

		private @Nullable Integer maxInFlight;

		private int topicAliasMaximum = 16;

		private @Nullable Authenticator authenticator;

		private int maximumPacketSize = 16 * 1024 * 1024;

		private PacketProperties connectProperties = PacketProperties.NONE;

		private AckMode ackMode = AckMode.AUTO;

		private InboxPolicy inbox = InboxPolicy.DEFAULT;

		private boolean retryRefusedSubscriptions;

		private PublishQueue publishQueue = PublishQueue.DEFAULT;

		private @Nullable SessionStore store;

		private SessionLoss sessionLoss = SessionLoss.PUBLISH_QOS_1;

		private Duration connectTimeout = CONNECT_TIMEOUT;

		private Duration connAckTimeout = ANSWER_TIMEOUT;

		private Duration responseTimeout = ANSWER_TIMEOUT;

		private Duration disconnectTimeout = DISCONNECT_TIMEOUT;

		private @Nullable Executor executor;

		private @Nullable Transport transport;

		private TrafficObserver trafficObserver = TrafficObserver.NONE;

		private Builder(List<String> uris) {
			if (uris.isEmpty()) {
				throw new IllegalArgumentException("uri must name at least one server");
			}
			uris.forEach((uri) -> Endpoint.parse(uri, false));
			this.uris = uris;
		}

		private Builder(Builder other) {
			this.uris = other.uris;
			this.clean = other.clean;
			this.version = other.version;
			this.clientId = other.clientId;
			this.credentials = other.credentials;
			this.credentialsProvider = other.credentialsProvider;
			this.will = other.will;
			this.keepAlive = other.keepAlive;
			this.reconnect = other.reconnect;
			this.serverReferences = other.serverReferences;
			this.connectLimit = other.connectLimit;
			this.tls = other.tls;
			this.proxy = other.proxy;
			this.webSocket = other.webSocket;
			this.socket = other.socket;
			this.sessionExpirySeconds = other.sessionExpirySeconds;
			this.receiveMaximum = other.receiveMaximum;
			this.maxInFlight = other.maxInFlight;
			this.topicAliasMaximum = other.topicAliasMaximum;
			this.authenticator = other.authenticator;
			this.maximumPacketSize = other.maximumPacketSize;
			this.connectProperties = other.connectProperties;
			this.ackMode = other.ackMode;
			this.inbox = other.inbox;
			this.retryRefusedSubscriptions = other.retryRefusedSubscriptions;
			this.publishQueue = other.publishQueue;
			this.store = other.store;
			this.sessionLoss = other.sessionLoss;
			this.connectTimeout = other.connectTimeout;
			this.connAckTimeout = other.connAckTimeout;
			this.responseTimeout = other.responseTimeout;
			this.disconnectTimeout = other.disconnectTimeout;
			this.executor = other.executor;
			this.transport = other.transport;
			this.trafficObserver = other.trafficObserver;
		}

		/**
		 * Sets whether each connection begins a new session. Must be set: with
		 * {@code true} the server forgets the client when it is gone, with {@code false}
		 * it keeps subscriptions and messages for it.
		 * @param clean clean start, "clean session" in MQTT 3.1.1 (section 3.1.2.4)
		 * @return this builder
		 */
		public Builder clean(boolean clean) {
			this.clean = clean;
			return this;
		}

		/**
		 * Sets the protocol version; 3.1.1 unless set.
		 * @param version the version
		 * @return this builder
		 */
		public Builder version(MqttVersion version) {
			this.version = version;
			return this;
		}

		/**
		 * Sets the client identifier; made up at random unless set. A client that keeps
		 * its session needs one of its own that stays the same.
		 * @param clientId the identifier; empty to let the server choose, which MQTT
		 * 3.1.1 allows with clean sessions only
		 * @return this builder
		 */
		public Builder clientId(String clientId) {
			this.clientId = clientId;
			return this;
		}

		/**
		 * Sets user name and password, which stay the same. Takes the place of a
		 * {@link #credentialsProvider}.
		 * @param userName the user name, or null; without it MQTT 3.1.1 allows no
		 * password
		 * @param password the password, or null; sent as UTF-8, copied
		 * @return this builder
		 */
		public Builder credentials(@Nullable String userName, char @Nullable [] password) {
			this.credentials = Credentials.of(userName, password);
			this.credentialsProvider = null;
			return this;
		}

		/**
		 * Sets what is asked for user name and password at each attempt to connect. Takes
		 * the place of {@link #credentials}.
		 * @param provider the provider, or null for none
		 * @return this builder
		 */
		public Builder credentialsProvider(@Nullable CredentialsProvider provider) {
			this.credentials = Credentials.NONE;
			this.credentialsProvider = provider;
			return this;
		}

		/**
		 * Sets the will; none unless set.
		 * @param will what the server publishes when the client is lost, or null
		 * @return this builder
		 */
		public Builder will(@Nullable Will will) {
			this.will = will;
			return this;
		}

		/**
		 * Sets how long the connection may stay silent before the client pings the server
		 * [MQTT-3.1.2-20].
		 * @param keepAlive whole seconds from 0 (never ping) to 65535; 60 seconds unless
		 * set; the server may change it [MQTT-3.2.2-21]
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder keepAlive(Duration keepAlive) {
			if (keepAlive.isNegative() || keepAlive.toSeconds() > 65_535 || keepAlive.toNanosPart() != 0) {
				throw new IllegalArgumentException("keepAlive must be 0..65535 whole seconds, was " + keepAlive);
			}
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Sets when to connect again; {@link ReconnectPolicy#exponential()} unless set.
		 * @param reconnect the policy
		 * @return this builder
		 */
		public Builder reconnect(ReconnectPolicy reconnect) {
			this.reconnect = reconnect;
			return this;
		}

		/**
		 * Sets to which hosts a server may lead the client, with a server reference in
		 * CONNACK or DISCONNECT; MQTT 5 only (section 4.11). Never from TLS to plain
		 * text.
		 * @param hosts names; {@code *.example.org} stands for all below
		 * {@code example.org}; none unless set, so no reference is followed
		 * @return this builder
		 * @throws IllegalArgumentException if a name is empty, or has a star elsewhere
		 */
		public Builder serverReferences(Set<String> hosts) {
			hosts.forEach((host) -> {
				String name = host.startsWith("*.") ? host.substring(2) : host;
				if (name.isEmpty() || name.indexOf('*') >= 0 || name.indexOf(':') >= 0 && name.indexOf('.') >= 0) {
					throw new IllegalArgumentException(
							"serverReferences must be host names or *. and the end of names, was \"" + host + "\"");
				}
			});
			this.serverReferences = hosts.stream()
				.map((host) -> host.toLowerCase(Locale.ROOT))
				.collect(Collectors.toUnmodifiableSet());
			return this;
		}

		/**
		 * Sets how many clients may be connecting at the same time.
		 * @param connectLimit the limit, shared with other clients; null for
		 * {@link ConnectLimit#SHARED}, or no limit on a {@link #transport} of one's own
		 * @return this builder
		 */
		public Builder connectLimit(@Nullable ConnectLimit connectLimit) {
			this.connectLimit = connectLimit;
			return this;
		}

		/**
		 * Secures all connections with TLS, but for those over Unix domain sockets.
		 * Endpoints that ask for it ({@code mqtts://}, {@code wss://}) use
		 * {@link TlsOptions#DEFAULT} unless this is set.
		 * @param tls the options, or null
		 * @return this builder
		 */
		public Builder tls(@Nullable TlsOptions tls) {
			this.tls = tls;
			return this;
		}

		/**
		 * Sets how long the session outlives the connection; MQTT 5 only (section
		 * 3.1.2.11.2).
		 * @param sessionExpiry whole seconds, 0 to 4 294 967 295, which means for ever;
		 * unless set, 0 with a clean start and for ever without
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder sessionExpiry(Duration sessionExpiry) {
			if (sessionExpiry.isNegative() || sessionExpiry.toSeconds() > NEVER_EXPIRES) {
				throw new IllegalArgumentException("sessionExpiry must be 0..4294967295 seconds, was " + sessionExpiry);
			}
			this.sessionExpirySeconds = sessionExpiry.toSeconds();
			return this;
		}

		/**
		 * Sets how many messages of QoS 1 and 2 the server may send without
		 * acknowledgement; MQTT 5 only (section 3.1.2.11.3).
		 * @param receiveMaximum 1 to 65535; 65535 unless set
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder receiveMaximum(int receiveMaximum) {
			if (receiveMaximum < 1 || receiveMaximum > 65_535) {
				throw new IllegalArgumentException("receiveMaximum must be 1..65535, was " + receiveMaximum);
			}
			this.receiveMaximum = receiveMaximum;
			return this;
		}

		/**
		 * Sets how many messages of QoS 1 and 2 may be in flight to the server: sent, and
		 * the exchange not ended. The others wait in the queue. A server of MQTT 5 says
		 * itself how many it takes (section 3.2.2.3.3), and is never sent more. One of
		 * MQTT 3.1.1 cannot: unless this is set, no more than 20 of QoS 2 are without
		 * PUBREC at a time, because Mosquitto closes the connection beyond that. Where
		 * the server is known to take more, say so here, for QoS 2 to be as fast as QoS
		 * 1.
		 * @param maxInFlight 1 to 8192; 8192 unless set, of which 20 may be of QoS 2
		 * without PUBREC in MQTT 3.1.1
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder maxInFlight(int maxInFlight) {
			if (maxInFlight < 1 || maxInFlight > 8192) {
				throw new IllegalArgumentException("maxInFlight must be 1..8192, was " + maxInFlight);
			}
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Sets the highest topic alias the server may use, so many topic names are kept
		 * for it; MQTT 5 only (section 3.1.2.11.5). The client itself uses as many as the
		 * server takes.
		 * @param topicAliasMaximum 0 (none) to 65535; 16 unless set
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder topicAliasMaximum(int topicAliasMaximum) {
			if (topicAliasMaximum < 0 || topicAliasMaximum > 65_535) {
				throw new IllegalArgumentException("topicAliasMaximum must be 0..65535, was " + topicAliasMaximum);
			}
			this.topicAliasMaximum = topicAliasMaximum;
			return this;
		}

		/**
		 * Sets the enhanced authentication; MQTT 5 only (section 4.12).
		 * @param authenticator the authenticator, of this client alone; null for none
		 * @return this builder
		 */
		public Builder authenticator(@Nullable Authenticator authenticator) {
			this.authenticator = authenticator;
			return this;
		}

		/**
		 * Sets the largest packet to read; a larger one ends the connection. MQTT 5 tells
		 * the server (section 3.1.2.11.4).
		 * @param bytes 64 to 268 435 460; 16 MiB unless set
		 * @return this builder
		 * @throws IllegalArgumentException if out of range
		 */
		public Builder maximumPacketSize(int bytes) {
			if (bytes < 64 || bytes > 268_435_460) {
				throw new IllegalArgumentException("maximumPacketSize must be 64..268435460 bytes, was " + bytes);
			}
			this.maximumPacketSize = bytes;
			return this;
		}

		/**
		 * Sets what else CONNECT says, for example user properties; MQTT 5 only. Session
		 * expiry, receive maximum, maximum packet size and topic alias maximum have
		 * options of their own.
		 * @param properties properties of CONNECT
		 * @return this builder
		 * @throws IllegalArgumentException if one is not for CONNECT or has an option, or
		 * authentication data comes without a method (section 3.1.2.11.10)
		 */
		public Builder connectProperties(PacketProperties properties) {
			properties.forEach((property, value) -> {
				if (!property.allowedIn(PacketType.CONNECT) || WITH_OPTION.contains(property)) {
					throw new IllegalArgumentException("connectProperties must not have " + property
							+ (WITH_OPTION.contains(property) ? ", which has an option of its own" : ""));
				}
			});
			if (properties.get(Property.AUTHENTICATION_DATA) != null
					&& properties.get(Property.AUTHENTICATION_METHOD) == null) {
				throw new IllegalArgumentException("authentication data must not be set without authentication method");
			}
			this.connectProperties = properties;
			return this;
		}

		/**
		 * Sets who acknowledges received messages; {@link AckMode#AUTO} unless set.
		 * @param ackMode the mode
		 * @return this builder
		 */
		public Builder ackMode(AckMode ackMode) {
			this.ackMode = ackMode;
			return this;
		}

		/**
		 * Sets how much may be received that no handler has taken yet.
		 * @param inbox the policy; {@link InboxPolicy#DEFAULT} unless set
		 * @return this builder
		 */
		public Builder inbox(InboxPolicy inbox) {
			this.inbox = inbox;
			return this;
		}

		/**
		 * Sets whether a subscription stays wanted that the server refuses the first
		 * time. The future of the call fails in any case, and a subscription that was
		 * granted once stays wanted in any case. What is wanted is asked for again with
		 * each connection, and after 5 seconds, then 10, up to 320, where the refusal may
		 * pass: quota exceeded, server busy, implementation specific or unspecified
		 * error. Never if the server says that the filter is invalid.
		 * @param retry true to keep it, with its handlers; false unless set
		 * @return this builder
		 */
		public Builder retryRefusedSubscriptions(boolean retry) {
			this.retryRefusedSubscriptions = retry;
			return this;
		}

		/**
		 * Sets how much may be published and not have ended, and what happens when that
		 * is too much; {@link PublishQueue#DEFAULT} unless set.
		 * @param queue the limits
		 * @return this builder
		 */
		public Builder publishQueue(PublishQueue queue) {
			this.publishQueue = queue;
			return this;
		}

		/**
		 * Sets the proxy to go through; none unless set.
		 * @param proxy the proxy, or null
		 * @return this builder
		 */
		public Builder proxy(@Nullable ProxyOptions proxy) {
			this.proxy = proxy;
			return this;
		}

		/**
		 * Sets where the session is kept, so that it survives the process; in memory
		 * unless set. A client with a store has a session to keep ({@code clean(false)})
		 * and a client identifier of its own, and a thread of the network for itself,
		 * which waits for the store.
		 * @param store the store, which may serve other clients as well; null for memory
		 * @return this builder
		 */
		public Builder store(@Nullable SessionStore store) {
			this.store = store;
			return this;
		}

		/**
		 * Sets how to ask for WebSockets; {@link WebSocketOptions#DEFAULT} unless set.
		 * @param webSocket sub-protocol and headers
		 * @return this builder
		 */
		public Builder webSocket(WebSocketOptions webSocket) {
			this.webSocket = webSocket;
			return this;
		}

		/**
		 * Sets what becomes of messages in flight when the server has lost the session;
		 * {@link SessionLoss#PUBLISH_QOS_1} unless set.
		 * @param sessionLoss the rule
		 * @return this builder
		 */
		public Builder sessionLoss(SessionLoss sessionLoss) {
			this.sessionLoss = sessionLoss;
			return this;
		}

		/**
		 * Sets what the operating system is told about TCP connections;
		 * {@link SocketOptions#DEFAULT} unless set.
		 * @param socket the options
		 * @return this builder
		 */
		public Builder socket(SocketOptions socket) {
			this.socket = socket;
			return this;
		}

		/**
		 * Sets how long opening a connection may take, from the look-up of the name to
		 * the end of the handshakes of a proxy, of TLS and of a WebSocket. If the name
		 * has several addresses each may take its share, and the last one what is left.
		 * @param timeout 10 seconds unless set
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive, or more than 36 500
		 * days
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = positive("connectTimeout", timeout);
			return this;
		}

		/**
		 * Sets how long the server may take to answer CONNECT, with enhanced
		 * authentication for all its steps.
		 * @param timeout 20 seconds unless set
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive, or more than 36 500
		 * days
		 */
		public Builder connAckTimeout(Duration timeout) {
			this.connAckTimeout = positive("connAckTimeout", timeout);
			return this;
		}

		/**
		 * Sets how long another answer of the server may take: SUBACK, UNSUBACK and
		 * PINGRESP. The acknowledgement of a message may take longer.
		 * @param timeout 20 seconds unless set
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive, or more than 36 500
		 * days
		 */
		public Builder responseTimeout(Duration timeout) {
			this.responseTimeout = positive("responseTimeout", timeout);
			return this;
		}

		/**
		 * Sets how long disconnecting may take before the connection is cut. A quarter of
		 * it, 1 second at most, is for DISCONNECT to be sent; the rest is for handlers
		 * and exchanges to end before that, see {@link MqttClient#disconnect()}.
		 * @param timeout 5 seconds unless set
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive, or more than 36 500
		 * days
		 */
		public Builder disconnectTimeout(Duration timeout) {
			this.disconnectTimeout = positive("disconnectTimeout", timeout);
			return this;
		}

		private static Duration positive(String name, Duration timeout) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException(name + " must be positive, was " + timeout);
			}
			return notTooLong(name, timeout);
		}

		/**
		 * Sets where handlers run. The client never runs one handler twice at once, so
		 * the executor may have any number of threads; with few of them a handler that
		 * blocks may hold up others.
		 * @param executor must not run tasks in the calling thread, nor reject them; null
		 * for the threads that all clients share
		 * @return this builder
		 */
		public Builder executor(@Nullable Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Sets the way to reach servers.
		 * @param transport the transport; null for the one on Netty that all clients
		 * share
		 * @return this builder
		 */
		public Builder transport(@Nullable Transport transport) {
			this.transport = transport;
			return this;
		}

		/**
		 * Sets what is told of each message.
		 * @param observer the observer; none unless set
		 * @return this builder
		 */
		public Builder trafficObserver(TrafficObserver observer) {
			this.trafficObserver = observer;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalStateException if {@link #clean(boolean)} was not called
		 * @throws IllegalArgumentException if the options do not fit together
		 */
		public MqttClientOptions build() {
			if (this.clean == null) {
				throw new IllegalStateException("clean must be set: true for a new session, false to keep it");
			}
			if (this.version == MqttVersion.V3_1_1) {
				checkVersion3(this.clean);
			}
			if (this.store != null) {
				checkStore(this.clean);
			}
			return new MqttClientOptions(this, this.clean);
		}

		private void checkStore(boolean clean) {
			if (clean) {
				throw new IllegalArgumentException(
						"a store must be set for a session that is kept (clean is false), was set with clean true");
			}
			if (this.clientId == null || this.clientId.isEmpty()) {
				throw new IllegalArgumentException("clientId must be set, and always be the same, to find the session"
						+ " in the store, was " + ((this.clientId == null) ? "not set" : "empty"));
			}
		}

		private void checkVersion3(boolean clean) {
			if (this.credentials.password() != null && this.credentials.userName() == null) {
				throw new IllegalArgumentException("password must not be set without user name in MQTT 3.1.1");
			}
			if (this.clientId != null && this.clientId.isEmpty() && !clean) {
				// [v3 MQTT-3.1.3-7]
				throw new IllegalArgumentException(
						"clientId must not be empty in MQTT 3.1.1 if the session is kept (clean is false)");
			}
			if (this.sessionExpirySeconds != null || !this.connectProperties.isEmpty() || this.authenticator != null) {
				throw new IllegalArgumentException(
						"session expiry, properties of CONNECT and enhanced authentication need MQTT 5");
			}
			if (this.will != null && (this.will.delaySeconds() != 0 || !this.will.message().properties().isEmpty())) {
				throw new IllegalArgumentException("will delay and properties of the will need MQTT 5");
			}
		}

	}

}
