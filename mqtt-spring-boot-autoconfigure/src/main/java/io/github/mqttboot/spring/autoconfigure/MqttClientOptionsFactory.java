// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.github.mqttboot.client.CredentialsProvider;
import io.github.mqttboot.client.InboxPolicy;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.PublishQueue;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Overflow;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reconnect;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.StoreType;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.unit.DataSize;

/** Makes the options of a client from its properties, and checks them. */
final class MqttClientOptionsFactory {

	private final PropertyRules rules;

	private final MqttProperties properties;

	private final MqttConnectionDetails connectionDetails;

	private final MqttVersion version;

	MqttClientOptionsFactory(PropertyRules rules, MqttProperties properties, MqttConnectionDetails connectionDetails) {
		this.rules = rules;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
		this.version = rules.map("version", properties.version(), MqttVersion::parse);
	}

	/**
	 * Makes the options.
	 * @param customizers what has the last word, in order
	 * @param store what keeps sessions instead of what the properties say, or null
	 * @return the options
	 * @throws InvalidMqttPropertyException if a property breaks a rule
	 */
	MqttClientOptions create(List<MqttClientOptionsCustomizer> customizers, @Nullable SessionStore store) {
		TlsOptions tls = tls();
		MqttClientOptions.Builder options = servers(tls != null).version(this.version).tls(tls);
		applyIdentity(options);
		applySession(options);
		applyLimits(options);
		applyStore(options, store);
		options.reconnect(reconnect(this.properties.reconnect()));
		applyServerReferences(options);
		new NetworkOptionsFactory(this.rules).apply(this.properties, options);
		if (this.properties.will() != null) {
			options.will(will(this.properties.will()));
		}
		customizers.forEach((customizer) -> customizer.customize(options));
		return options.build();
	}

	private @Nullable TlsOptions tls() {
		Supplier<SslBundle> bundle = (this.connectionDetails.getSslBundle() != null) ? this::currentBundle : null;
		if (this.connectionDetails instanceof PropertiesMqttConnectionDetails details) {
			Secure secure = details.secure();
			return (secure != null) ? new TlsOptionsFactory(this.rules).create(secure, bundle) : null;
		}
		return (bundle != null) ? TlsOptionsFactory.create(bundle) : null;
	}

	/** The same whenever it is asked for, unless it was reloaded. */
	private SslBundle currentBundle() {
		return Objects.requireNonNull(this.connectionDetails.getSslBundle(), "there must still be an SSL bundle");
	}

	private MqttClientOptions.Builder servers(boolean secure) {
		List<String> uris = this.connectionDetails.getUris();
		if (this.connectionDetails instanceof PropertiesMqttConnectionDetails) {
			uris.forEach((uri) -> this.rules.map("uri", PropertyText.ofUri(uri), uri,
					(text) -> Endpoint.parse(text, secure)));
			return this.rules.map("uri", uris, (all) -> MqttClientOptions.builder(all.toArray(String[]::new)));
		}
		return MqttClientOptions.builder(uris.toArray(String[]::new));
	}

	private void applyIdentity(MqttClientOptions.Builder options) {
		String id = this.properties.id();
		if (id != null) {
			if (id.isEmpty() && !this.properties.clean() && this.version == MqttVersion.V3_1_1) {
				throw this.rules.broken("id", id,
						"must not be empty in MQTT 3.1.1 if the session is kept (clean is false)");
			}
			options.clientId(id);
		}
		CredentialsProvider credentialsProvider = this.connectionDetails.getCredentialsProvider();
		if (credentialsProvider != null) {
			options.credentialsProvider(credentialsProvider);
			return;
		}
		String userName = this.connectionDetails.getUsername();
		String password = this.connectionDetails.getPassword();
		if (password != null && userName == null && this.version == MqttVersion.V3_1_1) {
			throw this.rules.broken("password", "(not shown)", "a password needs a user name in MQTT 3.1.1");
		}
		options.credentials(userName, (password != null) ? password.toCharArray() : null);
	}

	private void applySession(MqttClientOptions.Builder options) {
		options.clean(this.properties.clean());
		Duration sessionExpiry = this.properties.sessionExpiry();
		if (sessionExpiry != null) {
			requireVersion5("session-expiry", sessionExpiry);
			this.rules.apply("session-expiry", sessionExpiry, options::sessionExpiry);
		}
		this.rules.apply("keep-alive", this.properties.keepAlive(), options::keepAlive);
		this.rules.apply("receive-maximum", this.properties.receiveMaximum(), options::receiveMaximum);
		Integer maxInFlight = this.properties.maxInFlight();
		if (maxInFlight != null) {
			this.rules.apply("max-in-flight", maxInFlight, options::maxInFlight);
		}
	}

	private void applyLimits(MqttClientOptions.Builder options) {
		this.rules.apply("maximum-packet-size", this.properties.maximumPacketSize(),
				(size) -> options.maximumPacketSize(bytes(size)));
		this.rules.apply("connect-timeout", this.properties.connectTimeout(), options::connectTimeout);
		this.rules.apply("connack-timeout", this.properties.connackTimeout(), options::connAckTimeout);
		this.rules.apply("response-timeout", this.properties.responseTimeout(), options::responseTimeout);
		this.rules.apply("disconnect-timeout", this.properties.disconnectTimeout(), options::disconnectTimeout);
		options.inbox(inbox(this.properties.inbox()));
		options.retryRefusedSubscriptions(this.properties.retryRefusedSubscriptions());
		MqttProperties.Queue queue = this.properties.queue();
		PublishQueue limits = this.rules.map("queue.messages", queue.messages(), PublishQueue.DEFAULT::withMessages);
		limits = this.rules.map("queue.bytes", queue.bytes().toBytes(), limits::withBytes);
		limits = this.rules.map("queue.max-wait", queue.maxWait(), limits::waiting);
		if (queue.timeToLive() != null) {
			limits = this.rules.map("queue.time-to-live", queue.timeToLive(), limits::withTimeToLive);
		}
		options.publishQueue(limits.withOverflow(queue.overflow()));
	}

	private void applyStore(MqttClientOptions.Builder options, @Nullable SessionStore bean) {
		options.sessionLoss(this.properties.sessionLoss());
		MqttProperties.Store store = this.properties.store();
		SessionStore used = bean;
		if (used == null && store.type() == StoreType.FILE) {
			used = fileStore(store);
		}
		if (used == null || this.properties.clean()) {
			return;
		}
		if (this.properties.id() == null || this.properties.id().isEmpty()) {
			throw this.rules.broken("id", this.properties.id(),
					"must be set, and always be the same, to find the session in the store");
		}
		options.store(used);
	}

	private SessionStore fileStore(MqttProperties.Store store) {
		if (this.properties.clean()) {
			throw this.rules.broken("store.type", "file",
					"needs a session that is kept (" + this.rules.prefix() + ".clean: false)");
		}
		Path directory = store.directory();
		if (directory == null) {
			throw this.rules.broken("store.directory", null, "a store in files needs a directory");
		}
		try {
			return this.rules.map("store.sync-interval", store.syncInterval(),
					(interval) -> new FileSessionStore(directory, interval));
		}
		catch (IllegalStateException ex) {
			// MVStore is missing
			throw this.rules.broken("store.type", "file", String.valueOf(ex.getMessage()));
		}
	}

	static int bytes(DataSize size) {
		// what is beyond an int is beyond what the options allow, too
		return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, size.toBytes()));
	}

	/** Checks one part after the other, to tell which one is wrong. */
	private InboxPolicy inbox(MqttProperties.Inbox inbox) {
		boolean drop = inbox.overflow() == Overflow.DROP;
		InboxPolicy policy = this.rules.map("inbox.messages", inbox.messages(),
				(messages) -> new InboxPolicy(messages, InboxPolicy.DEFAULT.bytes(), drop));
		return this.rules.map("inbox.size", inbox.size(),
				(size) -> new InboxPolicy(policy.messages(), size.toBytes(), drop));
	}

	/** Checks one part after the other, to tell which one is wrong. */
	private ReconnectPolicy reconnect(Reconnect table) {
		int maxAttempts = (table.maxAttempts() != null) ? table.maxAttempts() : Integer.MAX_VALUE;
		this.rules.apply("reconnect.max-attempts", maxAttempts,
				(value) -> new ReconnectPolicy(value, Duration.ZERO, Duration.ZERO, 1, 0));
		checkPauses(table);
		this.rules.apply("reconnect.multiplier", table.multiplier(),
				(value) -> new ReconnectPolicy(maxAttempts, table.min(), table.max(), value, 0));
		ReconnectPolicy policy = this.rules.map("reconnect.jitter", table.jitter(),
				(value) -> new ReconnectPolicy(maxAttempts, table.min(), table.max(), table.multiplier(), value));
		policy = this.rules.map("reconnect.stable-after", table.stableAfter(), policy::withStableAfter);
		policy = this.rules.map("reconnect.max-takeovers", table.maxTakeovers(), policy::withMaxTakeovers);
		return policy.withRetryRefused(table.retryRefused());
	}

	/** A first pause that nobody has changed is not at fault. */
	private void checkPauses(Reconnect table) {
		boolean maxAtFault = table.max().isNegative() || table.min().equals(Reconnect.DEFAULT.min());
		this.rules.apply(maxAtFault ? "reconnect.max" : "reconnect.min", maxAtFault ? table.max() : table.min(),
				(value) -> new ReconnectPolicy(0, table.min(), table.max(), 1, 0));
	}

	private void applyServerReferences(MqttClientOptions.Builder options) {
		Set<String> hosts = this.properties.serverReferences();
		if (!hosts.isEmpty()) {
			requireVersion5("server-references", hosts);
			this.rules.apply("server-references", hosts, options::serverReferences);
		}
	}

	private Will will(MqttProperties.Will will) {
		if (will.topic() == null) {
			throw this.rules.broken("will.topic", null, "a will needs a topic");
		}
		MqttMessage.Builder message = this.rules.map("will.topic", will.topic(), MqttMessage::builder);
		message.payload(will.payload()).qos(this.rules.map("will.qos", will.qos(), QoS::of)).retain(will.retain());
		applyWillProperties(will, message);
		MqttMessage whole = message.build();
		this.rules.map("will.payload", will.payload().length() + " characters", whole, Will::of);
		if (!will.delay().isZero()) {
			requireVersion5("will.delay", will.delay());
		}
		return this.rules.map("will.delay", will.delay(), (delay) -> new Will(whole, delay.toSeconds()));
	}

	private void applyWillProperties(MqttProperties.Will will, MqttMessage.Builder message) {
		applyVersion5("will.content-type", will.contentType(), Property.CONTENT_TYPE, message);
		Duration expiry = will.messageExpiry();
		if (expiry != null) {
			requireVersion5("will.message-expiry", expiry);
			this.rules.map("will.message-expiry", expiry, message::messageExpiry);
		}
		applyVersion5("will.response-topic", will.responseTopic(), Property.RESPONSE_TOPIC, message);
		String correlationData = will.correlationData();
		if (correlationData != null) {
			requireVersion5("will.correlation-data", correlationData);
			this.rules.map("will.correlation-data", correlationData,
					(text) -> message.property(Property.CORRELATION_DATA, text.getBytes(StandardCharsets.UTF_8)));
		}
		will.userProperties().forEach((name, value) -> {
			String key = "will.user-properties." + name;
			requireVersion5(key, value);
			this.rules.map(key, value, (text) -> message.userProperty(name, text));
		});
	}

	private <T> void applyVersion5(String key, @Nullable T value, Property<T> property, MqttMessage.Builder message) {
		if (value != null) {
			requireVersion5(key, value);
			this.rules.map(key, value, (present) -> message.property(property, present));
		}
	}

	private void requireVersion5(String key, Object value) {
		if (this.version != MqttVersion.V5) {
			throw this.rules.broken(key, value, "needs MQTT 5 (" + this.rules.prefix() + ".version: 5)");
		}
	}

}
