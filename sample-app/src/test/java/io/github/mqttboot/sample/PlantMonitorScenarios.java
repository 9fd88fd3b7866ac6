// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.spring.autoconfigure.MqttConnectionDetails;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the whole sample does, on the broker it starts itself, as seen by another client
 * and over HTTP.
 */
abstract class PlantMonitorScenarios {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final JsonMapper json = JsonMapper.builder().build();

	private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();

	@LocalServerPort
	private int port;

	@Autowired
	private MqttClient application;

	@Autowired
	private MqttConnectionDetails connectionDetails;

	private MqttClient outside;

	@BeforeEach
	void connectAnotherClient() {
		await().atMost(PATIENCE).until(this::health, (health) -> health.path("status").asString().equals("UP"));
		await().atMost(PATIENCE).until(this.application::subscriptions, PlantMonitorScenarios::areAnswered);
		this.outside = MqttClient
			.create(MqttClientOptions.builder(this.connectionDetails.getUris().toArray(String[]::new))
				.version(this.application.options().version())
				.clean(true)
				.build());
		this.outside.blocking().connect();
	}

	/** A message that comes before the server has subscribed the application is lost. */
	private static boolean areAnswered(List<SubscriptionStatus> subscriptions) {
		return !subscriptions.isEmpty()
				&& subscriptions.stream().noneMatch((each) -> each.state() == SubscriptionStatus.State.REQUESTED);
	}

	@AfterEach
	void closeTheOtherClient() {
		this.outside.close();
	}

	@ParameterizedTest
	@EnumSource
	void aReadingOfAnyQosAppearsInTheView(QoS qos) {
		String machine = "press-" + qos.level();
		publish("plant/hall-q/" + machine + "/temperature", "{\"celsius\": 70}", qos);
		publish("plant/hall-q/" + machine + "/temperature", "{\"celsius\": 73, \"time\": \"2026-11-23T10:15:00Z\"}",
				qos);

		JsonNode view = awaitView("/readings/" + machine, "celsius", 73.0);
		assertThat(view.path("line").asString()).isEqualTo("hall-q");
		assertThat(view.path("average").asDouble()).isEqualTo(71.5);
		assertThat(view.path("time").asString()).isEqualTo("2026-11-23T10:15:00Z");
	}

	@Test
	void aMachineThatIsTooHotRaisesAnAlert() throws Exception {
		subscribe("plant/hall-a/alarmed/alert");
		publish("plant/hall-a/alarmed/temperature", "{\"celsius\": 80}");
		publish("plant/hall-a/alarmed/temperature", "{\"celsius\": 80.5, \"time\": \"2026-11-23T10:15:00Z\"}");

		MqttMessage alert = nextMessage();
		assertThat(alert.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(this.json.readTree(alert.payload())).isEqualTo(this.json.readTree("""
				{"line": "hall-a", "machine": "alarmed", "celsius": 80.5, "limit": 80.0,
				"time": "2026-11-23T10:15:00Z"}"""));
	}

	@Test
	void aCommandChangesTheLimitAndIsAnsweredBelowItsTopic() throws Exception {
		subscribe("plant/hall-a/commanded/#");
		publish("plant/hall-a/commanded/temperature", "{\"celsius\": 70}");
		awaitView("/readings/commanded", "limit", 80.0);
		publish("plant/hall-a/commanded/command", "{\"command\": \"set-limit\", \"limit\": 65}");

		assertThat(nextMessage("plant/hall-a/commanded/command/result").payloadAsString())
			.isEqualTo("{\"command\":\"set-limit\",\"ok\":true,\"limit\":65.0}");
		JsonNode view = awaitView("/readings/commanded", "limit", 65.0);
		assertThat(view.path("tooHot").asBoolean()).isTrue();
		publish("plant/hall-a/commanded/temperature", "{\"celsius\": 66}");
		assertThat(nextMessage("plant/hall-a/commanded/alert").payloadAsString()).contains("\"celsius\":66.0");
	}

	@Test
	void aCommandThatCannotBeCarriedOutIsAnsweredWithTheReason() throws Exception {
		subscribe("plant/hall-a/unheard-of/command/result");
		publish("plant/hall-a/unheard-of/command", "{\"command\": \"set-limit\", \"limit\": 65}");

		assertThat(nextMessage().payloadAsString()).isEqualTo(
				"{\"command\":\"set-limit\",\"ok\":false,\"error\":\"no reading has come from hall-a/unheard-of\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nan", "[70]", "{}", "{\"celsius\": \"hot\"}", "{\"celsius\": 70" })
	void aMessageThatIsNoReadingDisturbsNobody(String payload) {
		publish("plant/hall-a/babbling/temperature", payload);
		publish("plant/hall-a/sober/temperature", "{\"celsius\": " + (20 + payload.length()) + "}");

		awaitView("/readings/sober", "celsius", 20.0 + payload.length());
		assertThat(view("/readings")).noneMatch((each) -> each.path("machine").asString().equals("babbling"));
		assertThat(health().path("status").asString()).isEqualTo("UP");
	}

	@Test
	void aMessageThatIsNoReadingIsKeptForALook() throws Exception {
		subscribe("failed/#");
		publish("plant/hall-a/garbled/temperature", "{\"celsius\": \"hot\"}");

		MqttMessage letter = nextMessage("failed/plant/hall-a/garbled/temperature");
		assertThat(letter.payloadAsString()).isEqualTo("{\"celsius\": \"hot\"}");
		assertThat(letter.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
	}

	@Test
	void healthAndMetersTellOfTheConnectionAndItsTraffic() {
		publish("plant/hall-a/metered/temperature", "{\"celsius\": 70}");
		awaitView("/readings/metered", "celsius", 70.0);

		assertThat(health().path("components").path("mqtt").path("status").asString()).isEqualTo("UP");
		assertThat(view("/actuator/metrics").path("names").valueStream().map(JsonNode::asString))
			.anyMatch((name) -> name.startsWith("mqtt."));
	}

	void subscribe(String filter) {
		this.outside.blocking()
			.subscribe(Subscription.of(filter, QoS.EXACTLY_ONCE), (delivery) -> this.received.add(delivery.message()));
	}

	void publish(String topic, String payload) {
		publish(topic, payload, QoS.AT_LEAST_ONCE);
	}

	private void publish(String topic, String payload, QoS qos) {
		publish(MqttMessage.builder(topic).payload(payload).qos(qos).build());
	}

	void publish(MqttMessage message) {
		this.outside.blocking().publish(message);
	}

	MqttMessage nextMessage() throws InterruptedException {
		MqttMessage message = this.received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(message).as("message within " + PATIENCE).isNotNull();
		return message;
	}

	private MqttMessage nextMessage(String topic) throws InterruptedException {
		MqttMessage message = nextMessage();
		while (!message.topic().equals(topic)) {
			message = nextMessage();
		}
		return message;
	}

	JsonNode awaitView(String path, String name, double value) {
		return await().atMost(PATIENCE).until(() -> view(path), (view) -> view.path(name).asDouble() == value);
	}

	private JsonNode health() {
		return view("/actuator/health");
	}

	private JsonNode view(String path) {
		return RestClient.create("http://localhost:" + this.port)
			.get()
			.uri(path)
			.exchange((request, response) -> this.json.readTree(response.getBody()));
	}

}
