// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.spring.FakeMqttClient;

import org.junit.jupiter.api.Test;

class MqttEndpointTests {

	@Test
	void eachClientShowsWhatItIsDoingAndWhatWaits() {
		FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);
		client.enter(ConnectionState.WAITING, new MqttConnectionException("connection refused", null));
		client.backlog(1, 2, 3);
		client.subscriptions.add(new SubscriptionStatus(TopicFilter.of("a"), QoS.AT_LEAST_ONCE, null,
				SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED, Instant.EPOCH));

		MqttEndpoint.Clients clients = new MqttEndpoint(Map.of("press", client)).clients();

		assertThat(clients.clients()).containsOnlyKeys("press")
			.containsEntry("press",
					new MqttEndpoint.Client(ConnectionState.WAITING, Instant.EPOCH, "mqtt://broker.example:1883",
							List.of("mqtt://broker.example:1883"), "5.0", "fake", true, false, "connection refused",
							new ClientBacklog(1, 2, 3, 0, 0), List.of(new MqttEndpoint.Subscription("a", 1, null,
									SubscriptionStatus.State.REFUSED, "0x87 not authorized", Instant.EPOCH))));
	}

}
