// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.guide.Plant.Question;
import io.github.mqttboot.guide.Plant.Reading;
import io.github.mqttboot.guide.Plant.Status;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.test.EmbeddedMqtt;
import io.github.mqttboot.test.EmbeddedMqttBroker;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Runs the examples of {@code README.md} and {@code docs/starter.md}, as parts of one
 * application with a broker.
 */
@EmbeddedMqtt
@SpringBootTest(properties = { "mqtt.listener.retry.delay=10ms", "mqtt.listener.retry.max-delay=10ms",
		"mqtt.listener.observation-enabled=true", "mqtt.reconnect=100ms" })
@ExtendWith(OutputCaptureExtension.class)
class StarterGuideTests {

	private static final Logger log = LoggerFactory.getLogger(StarterGuideTests.class);

	@Autowired
	private EmbeddedMqttBroker broker;

	@Autowired
	private MqttClient application;

	@Autowired
	private MqttTemplate template;

	@Autowired
	private MqttListenerRegistry registry;

	@Autowired
	private Plant plant;

	private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();

	private MqttClient client;

	@BeforeEach
	void connectAnotherClient() {
		await().until(this.application::subscriptions, StarterGuideTests::areAnswered);
		this.plant.done.clear();
		this.client = MqttClient
			.create(MqttClientOptions.builder(this.broker.uri()).version(MqttVersion.V5).clean(true).build());
		this.client.blocking().connect();
	}

	/** A message that comes before the server has subscribed the application is lost. */
	private static boolean areAnswered(List<SubscriptionStatus> subscriptions) {
		return !subscriptions.isEmpty()
				&& subscriptions.stream().noneMatch((each) -> each.state() == SubscriptionStatus.State.REQUESTED);
	}

	@AfterEach
	void closeTheOtherClient() {
		this.client.close();
	}

	@Test
	void aReadingIsShown(CapturedOutput output) {
		MqttTemplate mqttTemplate = this.template;

		// tag::first-message[]
		mqttTemplate.convertAndSend("plant/hall-a/press-1/temperature", new Thermometers.Reading(71.5));
		// end::first-message[]

		await().until(output::toString, (text) -> text.contains("hall-a/press-1: 71.5 °C"));
	}

	@Test
	void whatIsSentIsJsonOrTextOrBytes() throws Exception {
		MqttTemplate template = this.template;
		byte[] bytes = { 1, 2, 3 };
		subscribe("plant/#");

		// tag::sending[]
		template.convertAndSend("plant/hall-a/press-1/temperature", new Reading(71.5));
		template.convertAndSend("plant/hall-a/press-1/state", "running", (message) -> message.retain(true));
		template.send(MqttMessage.builder("plant/hall-a/press-1/raw").payload(bytes).build());
		// end::sending[]

		assertThat(next().payloadAsString()).isEqualTo("{\"celsius\":71.5}");
		assertThat(next().payloadAsString()).isEqualTo("running");
		assertThat(next()).satisfies((message) -> {
			assertThat(message.payload()).isEqualTo(bytes);
			assertThat(message.properties().userProperties()).extracting("name", "value")
				.containsExactly(tuple("tenant", "a"));
		});
	}

	@Test
	void aListenerThatSendsReturnsTheFuture() throws Exception {
		subscribe("plant/hall-b/+/state");

		this.template.convertAndSend("plant/hall-b/press-2/command", new Press.Command("stopped"));

		assertThat(next().payloadAsString()).isEqualTo("stopped");
	}

	@Test
	void whatFailsForGoodGoesToTheDeadLetters(CapturedOutput output) throws Exception {
		subscribe("failed/#");

		this.template.convertAndSend("plant/hall-a/oven-1/temperature", new Reading(1001));

		assertThat(next().topic()).isEqualTo("failed/plant/hall-a/oven-1/temperature");
		assertThat(output).contains("the column is full, attempts: 6");
	}

	@Test
	void headersAreThoseOfTheMessage() {
		this.template.convertAndSend("plant/hall-a/order", new Plant.Order("bolts"),
				(message) -> message.userProperty("tag", "new").userProperty("tag", "large"));

		awaitDone("bolts for a, tags [new, large], topic plant/hall-a/order");
	}

	@Test
	void aQuestionIsAnswered() throws Exception {
		// tag::ask[]
		CompletableFuture<Status> status = this.template.convertSendAndReceive("plant/hall-a/press-1/status",
				new Question("celsius"), Status.class);
		// end::ask[]

		assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(new Status("hall-a/press-1", "celsius"));
	}

	@Test
	void listenersStopAndStart(CapturedOutput output) {
		// tag::stop-listener[]
		this.registry.container("readings").stop().thenRun(() -> log.info("readings are at rest"));
		// end::stop-listener[]
		await().until(output::toString, (text) -> text.contains("readings are at rest"));

		// tag::start-listener[]
		this.registry.container("readings").start();
		// end::start-listener[]
		await().until(this.application::subscriptions, StarterGuideTests::areAnswered);
		this.template.convertAndSend("plant/hall-a/press-1/humidity", "0.4");
		awaitDone("humidity 0.4");
	}

	@Test
	void aClientTellsOfItself(CapturedOutput output) {
		MqttClient client = this.client;

		// tag::one-client-events[]
		client.on(MqttEvent.Disconnected.class, (event) -> log.warn(event.reason()));
		// end::one-client-events[]
		client.disconnect();

		await().until(output::toString, (text) -> text.contains("disconnected by the client"));
	}

	@Test
	void whatHappensToClientsIsToldToTheApplication(CapturedOutput output) {
		this.broker.restart();

		await().until(output::toString, (text) -> text.contains("Plant") && text.contains("Connected["));
		assertThat(this.application.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void topicsAreNotObserved(@Autowired TestObservationRegistry observations) {
		this.template.convertAndSend("plant/hall-a/order", new Plant.Order("nuts"));

		awaitDone("nuts for a, tags null, topic plant/hall-a/order");
		await().untilAsserted(() -> assertThat(observations).hasObservationWithNameEqualTo("mqtt.process")
			.that()
			.doesNotHaveHighCardinalityKeyValueWithKey("messaging.destination.name"));
	}

	@Test
	void theLimitOfConnectingClientsIsAnotherOne() {
		assertThat(this.application.options().connectLimit()).isNotSameAs(this.client.options().connectLimit());
	}

	private void subscribe(String filter) throws Exception {
		this.client
			.subscribe(Subscription.of(filter, QoS.AT_LEAST_ONCE), (delivery) -> this.received.add(delivery.message()))
			.get(20, TimeUnit.SECONDS);
	}

	private void awaitDone(String what) {
		await().untilAsserted(() -> assertThat(this.plant.done).contains(what));
	}

	private MqttMessage next() throws InterruptedException {
		MqttMessage next = this.received.poll(20, TimeUnit.SECONDS);
		assertThat(next).as("what comes within 20 s").isNotNull();
		return next;
	}

}
