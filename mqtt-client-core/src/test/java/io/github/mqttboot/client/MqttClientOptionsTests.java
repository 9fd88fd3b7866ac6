// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.store.DurableMemory;
import io.github.mqttboot.store.SessionStore;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What MQTT 3.1.1 does not let a client say in CONNECT. */
class MqttClientOptionsTests {

	private static MqttClientOptions.Builder options(MqttVersion version) {
		return MqttClientOptions.builder("broker.example").clean(false).version(version).clientId("me");
	}

	@Test // [v3 MQTT-3.1.3-7]
	void aKeptSessionHasAnIdentifierInMqtt311() {
		assertThatIllegalArgumentException().isThrownBy(() -> options(MqttVersion.V3_1_1).clientId("").build())
			.withMessageContaining("clientId must not be empty in MQTT 3.1.1 if the session is kept");
		assertThat(options(MqttVersion.V3_1_1).clean(true).clientId("").build().clientId()).isEmpty();
		assertThat(options(MqttVersion.V5).clientId("").build().clientId()).isEmpty();
	}

	@Test
	void aStoreIsForASessionThatIsKeptAndCanBeFoundAgain() {
		SessionStore store = new DurableMemory(System::nanoTime);

		assertThatIllegalArgumentException().isThrownBy(() -> options(MqttVersion.V5).store(store).clean(true).build())
			.withMessageContaining("was set with clean true");
		assertThatIllegalArgumentException().isThrownBy(() -> options(MqttVersion.V5).store(store).clientId("").build())
			.withMessageContaining("clientId must be set, and always be the same")
			.withMessageContaining("was empty");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClientOptions.builder("broker.example").clean(false).store(store).build())
			.withMessageContaining("was not set");
		assertThat(options(MqttVersion.V5).store(store).build().store()).isSameAs(store);
	}

	@Test
	void nothingTakesLongerThanClocksCanCount() {
		Duration forEver = ChronoUnit.FOREVER.getDuration();

		assertThatIllegalArgumentException().isThrownBy(() -> options(MqttVersion.V5).disconnectTimeout(forEver))
			.withMessageContaining("disconnectTimeout must be at most 36500 days, was PT");
		assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPolicy(1, Duration.ZERO, forEver, 2, 1))
			.withMessageContaining("reconnect max must be at most 36500 days, was PT");
		assertThatIllegalArgumentException().isThrownBy(() -> ReconnectPolicy.exponential().withStableAfter(forEver))
			.withMessageContaining("reconnect stable-after must be at most 36500 days, was PT");
		assertThatIllegalArgumentException().isThrownBy(() -> PublishQueue.DEFAULT.waiting(forEver))
			.withMessageContaining("queue max-wait must be at most 36500 days, was PT");
	}

	@Test // [v3 MQTT-3.1.2-22]
	void aPasswordHasAUserNameInMqtt311() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> options(MqttVersion.V3_1_1).credentials(null, "hush-secret".toCharArray()).build())
			.withMessageContaining("password must not be set without user name in MQTT 3.1.1");
		assertThat(options(MqttVersion.V5).credentials(null, "hush-secret".toCharArray()).build().userName()).isNull();
	}

}
