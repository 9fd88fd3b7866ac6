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

	MqttContainerConnectionDetailsFactory() {
		super(BrokerImage.NAMES);
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
			return List.of(BrokerImage.uri(getSslBundle() != null, container.getHost(), container::getMappedPort));
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
