// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an editor shows while application.yml is written. */
class ConfigurationMetadataTests {

	private final JsonNode metadata = read();

	private static JsonNode read() {
		String path = MqttProperties.class.getProtectionDomain().getCodeSource().getLocation()
				+ "META-INF/spring-configuration-metadata.json";
		try (InputStream stream = URI.create(path).toURL().openStream()) {
			return JsonMapper.shared().readTree(stream);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Map<String, JsonNode> properties() {
		Map<String, JsonNode> properties = new TreeMap<>();
		this.metadata.get("properties")
			.forEach((property) -> properties.put(property.get("name").asString(), property));
		return properties;
	}

	private String defaultOf(String name) {
		JsonNode property = properties().get(name);
		return (property != null) ? property.path("defaultValue").asString("") : "";
	}

	private Stream<String> hints(String name) {
		return this.metadata.get("hints")
			.valueStream()
			.filter((hint) -> hint.get("name").asString().equals(name))
			.flatMap((hint) -> hint.get("values").valueStream())
			.map((value) -> value.get("value").asString());
	}

	@Test
	void everyKeyIsThere() {
		assertThat(properties()).containsOnlyKeys("management.endpoint.mqtt.access",
				"management.endpoint.mqtt.cache.time-to-live", "management.endpoint.mqttlisteners.access",
				"management.endpoint.mqttlisteners.cache.time-to-live", "management.health.mqtt.enabled", "mqtt.clean",
				"mqtt.clients", "mqtt.connack-timeout", "mqtt.connect-timeout", "mqtt.disconnect-timeout", "mqtt.id",
				"mqtt.inbox.messages", "mqtt.inbox.overflow", "mqtt.inbox.size", "mqtt.keep-alive",
				"mqtt.listener.auto-startup", "mqtt.listener.capacity", "mqtt.listener.dead-letter-topic",
				"mqtt.listener.observation-enabled", "mqtt.listener.qos", "mqtt.listener.report-after",
				"mqtt.listener.retry.delay", "mqtt.listener.retry.jitter", "mqtt.listener.retry.max-delay",
				"mqtt.listener.retry.max-retries", "mqtt.listener.retry.multiplier", "mqtt.listener.retry.timeout",
				"mqtt.listener.shutdown-timeout", "mqtt.max-in-flight", "mqtt.maximum-packet-size", "mqtt.password",
				"mqtt.proxy.host", "mqtt.proxy.password", "mqtt.proxy.port", "mqtt.proxy.type", "mqtt.proxy.username",
				"mqtt.queue.bytes", "mqtt.queue.max-wait", "mqtt.queue.messages", "mqtt.queue.overflow",
				"mqtt.queue.time-to-live", "mqtt.receive-maximum", "mqtt.reconnect", "mqtt.reconnect.jitter",
				"mqtt.reconnect.max", "mqtt.reconnect.max-attempts", "mqtt.reconnect.max-takeovers",
				"mqtt.reconnect.min", "mqtt.reconnect.multiplier", "mqtt.reconnect.retry-refused",
				"mqtt.reconnect.stable-after", "mqtt.response-timeout", "mqtt.retry-refused-subscriptions",
				"mqtt.secure", "mqtt.secure.alpn", "mqtt.secure.bundle", "mqtt.secure.cafile",
				"mqtt.secure.certificate", "mqtt.secure.ciphers", "mqtt.secure.crlfile", "mqtt.secure.key",
				"mqtt.secure.password", "mqtt.secure.protocol", "mqtt.secure.reload", "mqtt.secure.revocation",
				"mqtt.secure.server-name", "mqtt.secure.trust-system", "mqtt.secure.verify", "mqtt.server-references",
				"mqtt.session-expiry", "mqtt.session-loss", "mqtt.store.directory", "mqtt.store.sync-interval",
				"mqtt.store.type", "mqtt.socket.bind-address", "mqtt.socket.keep-alive", "mqtt.socket.no-delay",
				"mqtt.socket.receive-buffer-size", "mqtt.socket.send-buffer-size", "mqtt.socket.user-timeout",
				"mqtt.startup", "mqtt.startup-timeout", "mqtt.template.observation-enabled", "mqtt.template.qos",
				"mqtt.template.reply-timeout", "mqtt.template.reply-topic", "mqtt.template.retain", "mqtt.uri",
				"mqtt.username", "mqtt.version", "mqtt.web-socket.headers", "mqtt.web-socket.sub-protocol",
				"mqtt.will.content-type", "mqtt.will.correlation-data", "mqtt.will.delay", "mqtt.will.message-expiry",
				"mqtt.will.payload", "mqtt.will.qos", "mqtt.will.response-topic", "mqtt.will.retain", "mqtt.will.topic",
				"mqtt.will.user-properties");
	}

	@Test
	void everyKeyIsDescribed() {
		assertThat(properties())
			.allSatisfy((name, property) -> assertThat(property.path("description").asString("")).as(name)
				.matches("[A-Z].+\\.")
				.doesNotContain("{@"));
	}

	@Test
	void defaultsAreShown() {
		Map<String, String> defaults = Map.ofEntries(Map.entry("mqtt.uri", "localhost"),
				Map.entry("mqtt.clean", "true"), Map.entry("mqtt.keep-alive", "60s"),
				Map.entry("mqtt.version", "3.1.1"), Map.entry("mqtt.reconnect", "true"),
				Map.entry("mqtt.secure", "false"), Map.entry("mqtt.secure.verify", "peer"),
				Map.entry("mqtt.secure.reload", "next-connect"), Map.entry("mqtt.secure.revocation", "none"),
				Map.entry("mqtt.secure.trust-system", "false"), Map.entry("mqtt.proxy.type", "http"),
				Map.entry("mqtt.web-socket.sub-protocol", "mqtt"), Map.entry("mqtt.socket.no-delay", "true"),
				Map.entry("mqtt.startup", "background"), Map.entry("mqtt.startup-timeout", "30s"),
				Map.entry("mqtt.template.qos", "1"), Map.entry("mqtt.template.reply-topic", "replies/{clientId}"),
				Map.entry("mqtt.template.reply-timeout", "5s"), Map.entry("mqtt.listener.qos", "1"),
				Map.entry("mqtt.listener.auto-startup", "true"), Map.entry("mqtt.maximum-packet-size", "16MB"));

		assertThat(defaults).allSatisfy((name, value) -> assertThat(defaultOf(name)).as(name).isEqualTo(value));
	}

	@Test
	void valuesAreOfferedWhereThereAreFew() {
		assertThat(hints("mqtt.version")).containsExactly("3.1.1", "5");
		assertThat(hints("mqtt.startup")).containsExactly("background", "wait", "fail-fast", "manual");
		assertThat(hints("mqtt.proxy.type")).containsExactly("http", "socks5");
		assertThat(hints("mqtt.secure.verify")).containsExactly("peer", "none");
		assertThat(hints("mqtt.secure.reload")).containsExactly("next-connect", "reconnect");
		assertThat(hints("mqtt.secure.revocation")).containsExactly("none", "soft", "hard");
		assertThat(hints("mqtt.secure.protocol")).containsExactly("TLSv1.3", "TLSv1.2");
		assertThat(hints("mqtt.reconnect")).contains("true", "false");
		assertThat(hints("mqtt.secure")).containsExactly("true", "false");
		assertThat(Stream.of("mqtt.will.qos", "mqtt.template.qos", "mqtt.listener.qos"))
			.allSatisfy((name) -> assertThat(hints(name)).containsExactly("0", "1", "2"));
	}

}
