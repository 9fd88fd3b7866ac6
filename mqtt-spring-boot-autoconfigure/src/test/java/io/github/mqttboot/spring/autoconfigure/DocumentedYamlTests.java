// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example in YAML can be used as it stands in its document, unless it is a file of
 * Docker Compose. Those that need files are the business of {@link TlsGuideTests}.
 */
class DocumentedYamlTests {

	private static final Path ROOT = Path.of("..");

	private static final Path TLS_GUIDE = ROOT.resolve("docs/tls.md");

	private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final ConfigurationPropertyName SPRING = ConfigurationPropertyName.of("spring");

	private static final ConfigurationPropertyName MQTT = ConfigurationPropertyName.of("mqtt");

	private static final ConfigurationPropertyName CLIENTS = MQTT.append("clients");

	private static final ConfigurationPropertyName LISTENER = MQTT.append("listener");

	private final List<JsonNode> known = known();

	private static List<JsonNode> known() {
		String path = MqttProperties.class.getProtectionDomain().getCodeSource().getLocation()
				+ "META-INF/spring-configuration-metadata.json";
		try (InputStream stream = URI.create(path).toURL().openStream()) {
			return JsonMapper.shared().readTree(stream).get("properties").valueStream().toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<Named<String>> examples() throws IOException {
		return examples(documents());
	}

	static List<Named<String>> examplesWithoutFiles() throws IOException {
		return examples(documents().stream().filter((document) -> !document.equals(TLS_GUIDE)).toList());
	}

	private static List<Path> documents() throws IOException {
		try (Stream<Path> above = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(above, docs).filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

	private static List<Named<String>> examples(List<Path> documents) throws IOException {
		List<Named<String>> examples = new ArrayList<>();
		for (Path document : documents) {
			String text = Files.readString(document);
			Matcher matcher = EXAMPLE.matcher(text);
			while (matcher.find()) {
				long line = text.substring(0, matcher.start()).lines().count() + 1;
				if (!matcher.group(1).startsWith("services:")) {
					examples.add(Named.of(document.getFileName() + ", line " + line, matcher.group(1)));
				}
			}
		}
		return examples;
	}

	@ParameterizedTest
	@MethodSource("examples")
	void hasNoKeyThatNobodyReads(String example) throws IOException {
		List<ConfigurationPropertyName> names = names(example);

		assertThat(names).anyMatch(MQTT::isAncestorOf);
		assertThat(names).filteredOn((name) -> !SPRING.isAncestorOf(name) && !isKnown(name)).isEmpty();
	}

	private static List<ConfigurationPropertyName> names(String example) throws IOException {
		List<ConfigurationPropertyName> names = new ArrayList<>();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("example",
				new ByteArrayResource(example.getBytes(StandardCharsets.UTF_8)))) {
			if (ConfigurationPropertySource.from(source) instanceof IterableConfigurationPropertySource properties) {
				properties.forEach(names::add);
			}
		}
		return names;
	}

	private boolean isKnown(ConfigurationPropertyName name) {
		if (CLIENTS.isAncestorOf(name)) {
			ConfigurationPropertyName ofOne = MQTT.append(name.subName(CLIENTS.getNumberOfElements() + 1).toString());
			return !LISTENER.isAncestorOf(ofOne) && isKnown(ofOne);
		}
		ConfigurationPropertyName plain = name.isLastElementIndexed() ? name.getParent() : name;
		return this.known.stream().anyMatch((property) -> {
			ConfigurationPropertyName each = ConfigurationPropertyName.of(property.get("name").asString());
			boolean map = property.path("type").asString("").startsWith("java.util.Map");
			return each.equals(plain) || (map && each.isParentOf(name));
		});
	}

	@ParameterizedTest
	@MethodSource("examplesWithoutFiles")
	void canBeUsed(String example) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttClientsAutoConfiguration.class,
					MqttListenerAutoConfiguration.class))
			.withPropertyValues("spring.application.name=press", "MQTT_PASSWORD=hush", "PROXY_PASSWORD=hush",
					"GATEWAY_TOKEN=hush")
			.withPropertyValues("mqtt.startup=manual", "mqtt.clients.plant.startup=manual",
					"mqtt.clients.cloud.startup=manual")
			.withInitializer(Yaml.of(example))
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
