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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Keeps the reference of the starter complete: everything there is stands in it, and
 * nothing else does.
 */
class StarterReferenceTests {

	private final String reference = read(Path.of("../docs/starter.md"));

	@Test
	void hasEachPropertyAndNoOther() throws IOException {
		assertThat(writtenDefaults()).containsOnlyKeys(defaults().keySet());
	}

	@Test
	void hasTheDefaultOfEachProperty() throws IOException {
		Map<String, String> written = writtenDefaults();

		assertThat(defaults()).allSatisfy((name, value) -> assertThat(written.get(name)).as(name)
			.matches(value.isEmpty() ? "[^`].*" : Pattern.quote("`" + value + "`") + ".*"));
	}

	private Map<String, String> writtenDefaults() {
		Map<String, String> written = new TreeMap<>();
		Pattern.compile("^\\| `(mqtt\\.[a-z.-]+)` \\| [^|]+ \\| ([^|]+) \\|$", Pattern.MULTILINE)
			.matcher(this.reference)
			.results()
			.forEach((row) -> written.put(row.group(1), row.group(2)));
		return written;
	}

	@Test
	void hasEachAttributeOfTheAnnotation() {
		assertThat(Arrays.stream(MqttSubscribe.class.getDeclaredMethods()).map(Method::getName))
			.allSatisfy((name) -> assertThat(this.reference).containsPattern("\\| (`value`, )?`" + name + "`.* \\|"));
	}

	@Test
	void hasTheDefaultOfEachAttribute() {
		Stream<Method> withDefault = Arrays.stream(MqttSubscribe.class.getDeclaredMethods())
			.filter((method) -> !method.getReturnType().isArray() && !method.getDefaultValue().equals(""));

		assertThat(withDefault).allSatisfy((method) -> assertThat(row("`" + method.getName() + "`"))
			.endsWith("| `" + method.getDefaultValue() + "` |"));
	}

	@Test
	void hasTheTypesOfAFirstApplicationWhereTheyAre() {
		List<String> types = Pattern.compile("^\\| `(io\\.github[\\w.]+)` \\| (.+) \\|$", Pattern.MULTILINE)
			.matcher(this.reference)
			.results()
			.flatMap((row) -> Arrays.stream(row.group(2).split(", "))
				.map((type) -> row.group(1) + "." + type.replace("`", "")))
			.toList();

		assertThat(types).isNotEmpty()
			.allSatisfy((type) -> assertThatNoException().isThrownBy(() -> Class.forName(type)));
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

	/** What each property is unless set, or nothing, by its name. */
	private static Map<String, String> defaults() throws IOException {
		Map<String, String> defaults = new TreeMap<>();
		for (URL metadata : Collections
			.list(MqttHeaders.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = metadata.openStream()) {
				JsonMapper.shared()
					.readTree(stream)
					.path("properties")
					.valueStream()
					.filter((property) -> property.path("name").asString().startsWith("mqtt."))
					.forEach((property) -> defaults.put(property.path("name").asString(),
							property.path("defaultValue").asString("")));
			}
		}
		return defaults;
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
