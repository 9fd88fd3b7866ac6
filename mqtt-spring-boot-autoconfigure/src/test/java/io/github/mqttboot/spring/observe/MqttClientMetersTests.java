// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;

class MqttClientMetersTests {

	private final FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private double reconnects() {
		return this.registry.get("mqtt.reconnects").counter().count();
	}

	@Test
	void theFirstConnectionIsNoReconnect() {
		new MqttClientMeters(this.client, "press").bindTo(this.registry);

		this.client.accept();
		assertThat(reconnects()).isZero();

		this.client.lose(new MqttConnectionException("reset", null));
		this.client.accept();
		assertThat(reconnects()).isOne();
	}

	@Test
	void aConnectionThatIsThereBeforeTheMetersIsTheFirstOne() {
		this.client.accept();
		new MqttClientMeters(this.client, "press").bindTo(this.registry);
		assertThat(reconnects()).isZero();

		this.client.lose(new MqttConnectionException("reset", null));
		this.client.accept();

		assertThat(reconnects()).isOne();
	}

	@Test
	void aClientThatATestOfAnApplicationMocksIsAskedForNothing() {
		MqttClient mocked = mock(MqttClient.class);

		new MqttClientMeters(mocked, "press").bindTo(this.registry);

		verify(mocked, never()).status();
		assertThat(reconnects()).isZero();
	}

}
