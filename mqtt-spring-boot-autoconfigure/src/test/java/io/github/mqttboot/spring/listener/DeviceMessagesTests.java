// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.protocol.MqttMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** The messages of devices on a client without a network. */
class DeviceMessagesTests extends DeviceMessageScenarios {

	@Override
	protected Application start(Class<?> classWithListeners) {
		Listeners listeners = Listeners.of(classWithListeners);
		return new Application() {

			@Override
			public <T> T bean(Class<T> type) {
				return listeners.bean(type);
			}

			@Override
			public void send(MqttMessage message) {
				assertThat(listeners.client().deliver(message)).as("handlers of %s", message.topic())
					.isNotEmpty()
					.allSatisfy((delivery) -> assertThat(delivery.outcome()).isNotNull());
				assertThat(listeners.client().escaped()).isEmpty();
			}

			@Override
			public void close() {
				listeners.close();
			}

		};
	}

}
