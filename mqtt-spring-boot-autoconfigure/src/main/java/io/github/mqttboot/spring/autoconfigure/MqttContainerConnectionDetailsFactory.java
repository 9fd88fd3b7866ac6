// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Lets {@code @ServiceConnection} on a container of a well-known broker stand for
 * {@code mqtt.uri}.
 */
final class MqttContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<GenericContainer<?>, MqttConnectionDetails> {

	private static final int PORT = 1883;

	private static final int SECURE_PORT = 8883;

	MqttContainerConnectionDetailsFactory() {
		super(List.of("eclipse-mosquitto", "hivemq/hivemq-ce", "hivemq/hivemq4"));
	}

	@Override
	protected MqttConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<GenericContainer<?>> source) {
		return new MqttContainerConnectionDetails(source);
	}

	private static final class MqttContainerConnectionDetails extends ContainerConnectionDetails<GenericContainer<?>>
			implements MqttConnectionDetails {

		private MqttContainerConnectionDetails(ContainerConnectionSource<GenericContainer<?>> source) {
			super(source);
		}

		@Override
		public List<String> getUris() {
			GenericContainer<?> container = getContainer();
			boolean secure = getSslBundle() != null;
			int port = container.getMappedPort(secure ? SECURE_PORT : PORT);
			return List.of((secure ? "mqtts://" : "mqtt://") + container.getHost() + ":" + port);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
