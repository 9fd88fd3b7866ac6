// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class MqttHealthIndicatorTests {

	private final FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);

	private Health health() {
		return new MqttHealthIndicator(this.client).health();
	}

	@Test
	void aConnectedClientIsUpAndSaysWhereAndSinceWhen() {
		this.client.accept();

		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("state", "CONNECTED")
			.containsEntry("server", "mqtt://broker.example:1883")
			.containsEntry("since", "1970-01-01T00:00:00Z")
			.containsEntry("clientId", "fake")
			.containsEntry("sessionPresent", false)
			.doesNotContainKey("error");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONNECTED")
	void inEveryOtherStateAClientIsDownAndSaysWhy(ConnectionState state) {
		this.client.enter(state, new MqttConnectionException("connection refused", new IllegalStateException("cause")));

		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("state", state.name())
			.containsEntry("error", "connection refused")
			.doesNotContainKey("sessionPresent");
	}

	@Test
	void aClientThatHasNotTriedYetIsDown() {
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("server", "none yet");
	}

	@Test
	void aSecondClientWithTheSameIdentifierShows() {
		assertThat(health().getDetails()).doesNotContainKey("takeovers");

		this.client.takenOver(2);

		assertThat(health().getDetails()).containsEntry("takeovers", 2);
	}

	@Test
	void subscriptionsThatAreNotAsTheyWereWantedShow() {
		TopicFilter filter = TopicFilter.of("a/#");
		this.client.subscriptions.add(new SubscriptionStatus(filter, QoS.EXACTLY_ONCE, QoS.AT_MOST_ONCE,
				SubscriptionStatus.State.DOWNGRADED, null, Instant.EPOCH));
		this.client.subscriptions.add(new SubscriptionStatus(TopicFilter.of("b"), QoS.AT_LEAST_ONCE, null,
				SubscriptionStatus.State.REFUSED, ReasonCode.NOT_AUTHORIZED, Instant.EPOCH));
		this.client.subscriptions.add(new SubscriptionStatus(TopicFilter.of("c"), QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE,
				SubscriptionStatus.State.GRANTED, null, Instant.EPOCH));

		assertThat(health().getDetails()).containsEntry("downgradedSubscriptions", List.of("a/#: QoS 0 instead of 2"))
			.containsEntry("refusedSubscriptions", List.of("b: 0x87 not authorized"));
	}

	@Test
	void uncheckedCertificatesShow() {
		FakeMqttClient client = new FakeMqttClient(MqttClientOptions.builder("broker.example")
			.clean(true)
			.tls(TlsOptions.builder().verify(false).build())
			.build());

		assertThat(new MqttHealthIndicator(client).health().getDetails()).containsEntry("verify", "none");
		assertThat(health().getDetails()).doesNotContainKey("verify");
	}

	@Test
	void noDetailHoldsThePassword() {
		FakeMqttClient client = new FakeMqttClient(MqttClientOptions.builder("broker.example")
			.clean(true)
			.credentials("app", "hidden".toCharArray())
			.build());
		client.accept();

		assertThat(new MqttHealthIndicator(client).health().getDetails().toString()).doesNotContain("hidden");
	}

}
