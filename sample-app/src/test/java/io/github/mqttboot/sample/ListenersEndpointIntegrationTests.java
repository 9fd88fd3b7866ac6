// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample;

import java.time.Duration;
import java.util.Map;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.SubscriptionStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Listeners are shown, stopped and started over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.simulator.enabled=false", "management.endpoints.web.exposure.include=mqttlisteners" })
class ListenersEndpointIntegrationTests {

	private static final String READINGS = "readingListener.onReading";

	private static final String FILTER = "plant/+/+/temperature";

	@LocalServerPort
	private int port;

	@Autowired
	private MqttClient client;

	private RestClient http;

	@BeforeEach
	void makeClient() {
		this.http = RestClient.create("http://localhost:" + this.port + "/actuator/mqttlisteners");
	}

	@Test
	void allAreShownById() {
		JsonNode listeners = get("").path("listeners");

		assertThat(listeners.propertyNames()).containsExactlyInAnyOrder(READINGS, "commandListener.onCommand");
		assertThat(listeners.path(READINGS)).isEqualTo(get("/" + READINGS));
	}

	@Test
	void oneIsStoppedAndStarted() {
		assertThat(get("/" + READINGS)).isEqualTo(read("""
				{"topics": ["plant/+/+/temperature"], "client": "mqttClient", "running": true, "unfinished": 0,
				"unacknowledged": 0}"""));

		assertThat(post(READINGS, Map.of("running", false)).value()).isEqualTo(204);
		assertThat(get("/" + READINGS).path("running").asBoolean()).isFalse();
		await().atMost(Duration.ofSeconds(30)).until(() -> !isSubscribed());

		assertThat(post(READINGS, Map.of("running", true)).value()).isEqualTo(204);
		assertThat(get("/" + READINGS).path("running").asBoolean()).isTrue();
		await().atMost(Duration.ofSeconds(30)).until(this::isSubscribed);
	}

	@Test
	void nobodyIsNotFound() {
		assertThat(post("nobody", Map.of("running", false)).value()).isEqualTo(404);
		assertThat(this.http.get()
			.uri("/nobody")
			.<HttpStatusCode>exchange((request, response) -> response.getStatusCode())
			.value()).isEqualTo(404);
	}

	@Test
	void whatIsNoCommandIsRefused() {
		assertThat(post(READINGS, Map.of()).value()).isEqualTo(400);
		assertThat(post(READINGS, Map.of("running", "perhaps")).value()).isEqualTo(400);
	}

	private boolean isSubscribed() {
		return this.client.subscriptions()
			.stream()
			.anyMatch(
					(each) -> each.filter().value().equals(FILTER) && each.state() == SubscriptionStatus.State.GRANTED);
	}

	private JsonNode get(String path) {
		return this.http.get()
			.uri(path)
			.exchange((request, response) -> JsonMapper.shared().readTree(response.getBody()));
	}

	private static JsonNode read(String json) {
		return JsonMapper.shared().readTree(json);
	}

	private HttpStatusCode post(String id, Map<String, Object> body) {
		return this.http.post()
			.uri("/{id}", id)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange((request, response) -> response.getStatusCode());
	}

}
