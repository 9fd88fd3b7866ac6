// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.testbrokers.TestCertificates.Identity;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Each recipe of the guide to TLS can be used as it stands there. */
class TlsGuideTests {

	private static final Path GUIDE = Path.of("../docs/tls.md");

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@BeforeEach
	void makeFiles() throws IOException {
		TestCertificates authority = TestCertificates.in(this.folder);
		Identity client = authority.client("press-1");
		Map<String, Path> files = Map.of("ca.pem", authority.caFile(), "ca.p12", authority.trustStore(), "client.pem",
				client.certificateFile(), "client.key", client.keyFile(), "client.p12", client.keyStore(),
				"revoked.pem", authority.revocationList());
		for (Map.Entry<String, Path> file : files.entrySet()) {
			Files.copy(file.getValue(), this.folder.resolve(file.getKey()));
		}
	}

	static Stream<String> recipes() throws IOException {
		return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(GUIDE))
			.results()
			.map((MatchResult block) -> block.group(1));
	}

	@ParameterizedTest
	@MethodSource("recipes")
	void recipesCanBeUsed(String recipe) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MqttAutoConfiguration.class))
			.withInitializer(Yaml.of("mqtt: { reconnect: false }"))
			.withInitializer(Yaml.of(recipe.replace("/etc/mqtt", this.folder.toString())
				.replaceAll("mqtts://[^,:\\]\\s]+", "mqtts://localhost:1")
				.replace(":1:443", ":1")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MqttClientOptions options = context.getBean(MqttClient.class).options();
				assertThat(options.endpoints()).allSatisfy((endpoint) -> assertThat(endpoint.secure()).isTrue());
				assertThat(options.tls()).isNotNull();
			});
	}

	@Test
	void hasEverySettingThereIs() throws IOException {
		String guide = Files.readString(GUIDE);

		assertThat(MqttProperties.Secure.class.getRecordComponents()).allSatisfy((component) -> {
			String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			assertThat(guide).contains("| `" + key + "` | `");
		});
	}

}
