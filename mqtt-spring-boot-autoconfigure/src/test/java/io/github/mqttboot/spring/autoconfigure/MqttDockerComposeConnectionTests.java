// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.testbrokers.TestCertificates;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** A service of a Docker Compose file stands for mqtt.uri. */
class MqttDockerComposeConnectionTests {

	private static final Map<Integer, Integer> MAPPED = Map.of(1883, 41883, 8883, 48883);

	@ParameterizedTest
	@ValueSource(strings = { "eclipse-mosquitto:2.0", "hivemq/hivemq-ce", "hivemq/hivemq4:4.40", "emqx:5",
			"emqx/emqx:5", "emqx/nanomq:0.23" })
	void serviceWithTheImageOfABrokerGivesTheUri(String image) {
		assertThat(details(new Service(image, Map.of()))).isNotNull()
			.satisfies((details) -> assertThat(details.getUris()).containsExactly("mqtt://docker.example:41883"))
			.satisfies((details) -> assertThat(details.getSslBundle()).isNull());
	}

	@Test
	void serviceWithAnotherImageGivesNothing() {
		assertThat(details(new Service("redis:7", Map.of()))).isNull();
	}

	@Test
	void labelSaysWhatAnotherImageIs() {
		Service service = new Service("example/our-broker:1",
				Map.of("org.springframework.boot.service-connection", "eclipse-mosquitto"));

		assertThat(details(service)).isNotNull()
			.satisfies((details) -> assertThat(details.getUris()).containsExactly("mqtt://docker.example:41883"));
	}

	@Test
	void bundleInLabelsSecuresTheConnection(@TempDir Path folder) throws Exception {
		String certificate = TestCertificates.in(folder).caFile().toUri().toString();
		Service service = new Service("eclipse-mosquitto:2.0",
				Map.of("org.springframework.boot.sslbundle.pem.truststore.certificate", certificate));

		assertThat(details(service)).isNotNull()
			.satisfies((details) -> assertThat(details.getUris()).containsExactly("mqtts://docker.example:48883"))
			.satisfies((details) -> assertThat(details.getSslBundle()).isNotNull());
	}

	private static @Nullable MqttConnectionDetails details(Service service) {
		Constructor<DockerComposeConnectionSource> source;
		try {
			source = DockerComposeConnectionSource.class.getDeclaredConstructor(RunningService.class,
					Environment.class);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
		Map<Class<?>, ConnectionDetails> details = new ConnectionDetailsFactories(null)
			.getConnectionDetails(BeanUtils.instantiateClass(source, service, new MockEnvironment()), false);
		return (MqttConnectionDetails) details.get(MqttConnectionDetails.class);
	}

	/** A service that runs. */
	private record Service(String imageName, Map<String, String> labels) implements RunningService {

		@Override
		public String name() {
			return "broker";
		}

		@Override
		public ImageReference image() {
			return ImageReference.of(this.imageName);
		}

		@Override
		public String host() {
			return "docker.example";
		}

		@Override
		public ConnectionPorts ports() {
			return new Ports();
		}

		@Override
		public Map<String, @Nullable String> env() {
			return Map.of();
		}

	}

	/** The ports of both listeners. */
	private static final class Ports implements ConnectionPorts {

		@Override
		public int get(int containerPort) {
			Integer port = MAPPED.get(containerPort);
			assertThat(port).as("mapped port of %s", containerPort).isNotNull();
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(MAPPED.values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return getAll();
		}

	}

}
