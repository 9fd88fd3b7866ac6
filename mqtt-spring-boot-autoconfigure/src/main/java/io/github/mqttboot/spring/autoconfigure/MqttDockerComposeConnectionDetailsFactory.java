// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Lets a service of a well-known broker in a Docker Compose file stand for
 * {@code mqtt.uri}.
 */
final class MqttDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<MqttConnectionDetails> {

	MqttDockerComposeConnectionDetailsFactory() {
		super(BrokerImage.NAMES.toArray(String[]::new));
	}

	@Override
	protected MqttConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new MqttDockerComposeConnectionDetails(source.getRunningService());
	}

	private static final class MqttDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements MqttConnectionDetails {

		private final List<String> uris;

		private final @Nullable SslBundle sslBundle;

		private MqttDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.sslBundle = getSslBundle(service);
			this.uris = List.of(BrokerImage.uri(this.sslBundle != null, service.host(), service.ports()::get));
		}

		@Override
		public List<String> getUris() {
			return this.uris;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
