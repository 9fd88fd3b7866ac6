// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the reference of the starter complete: everything there is stands in it, and
 * nothing else does.
 */
class StarterReferenceTests {

	private final String reference = read(Path.of("../docs/starter.md"));

	@Test
	void hasEachPropertyAndNoOther() throws IOException {
		Set<String> written = new TreeSet<>();
		Pattern.compile("^\\| `(mqtt\\.[a-z.-]+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE)
			.matcher(this.reference)
			.results()
			.forEach((row) -> written.add(row.group(1)));

		assertThat(written).isEqualTo(properties());
	}

	@Test
	void hasEachAttributeOfTheAnnotation() {
		assertThat(Arrays.stream(MqttSubscribe.class.getDeclaredMethods()).map(Method::getName))
			.allSatisfy((name) -> assertThat(this.reference).containsPattern("\\| (`value`, )?`" + name + "`.* \\|"));
	}

	@Test
	void hasEachHeader() {
		Stream<Field> headers = Arrays.stream(MqttHeaders.class.getFields())
			.filter((field) -> !field.getName().equals("PREFIX"));

		assertThat(headers).allSatisfy((header) -> assertThat(this.reference)
			.contains("| `" + header.getName() + "` | `" + header.get(null) + "` |"));
	}

	@Test
	void hasEachEventWithItsParts() {
		assertThat(MqttEvent.class.getPermittedSubclasses())
			.allSatisfy((event) -> assertThat(row("`" + event.getSimpleName() + "`")).contains(
					Arrays.stream(event.getRecordComponents()).map((part) -> "`" + part.getName() + "`").toList()));
	}

	private String row(String first) {
		return this.reference.lines().filter((line) -> line.startsWith("| " + first + " |")).findFirst().orElse("");
	}

	private static Set<String> properties() throws IOException {
		Set<String> names = new TreeSet<>();
		for (URL metadata : Collections
			.list(MqttHeaders.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = metadata.openStream()) {
				JsonMapper.shared()
					.readTree(stream)
					.path("properties")
					.valueStream()
					.map((property) -> property.path("name"))
					.map(JsonNode::asString)
					.filter((name) -> name.startsWith("mqtt."))
					.forEach(names::add);
			}
		}
		return names;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
