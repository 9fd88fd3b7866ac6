// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/** Templates ask and listeners reply, through brokers. */
@Timeout(120)
class RequestReplyIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	private ConfigurableApplicationContext start(String uri, Class<?> listeners, String... properties) {
		return new SpringApplicationBuilder(AutoConfigured.class, listeners).web(WebApplicationType.NONE)
			.properties("mqtt.uri=" + uri, "mqtt.version=5", "mqtt.startup=fail-fast", "word=" + this.word,
					"mqtt.template.reply-timeout=30s", "mqtt.reconnect.min=10ms")
			.properties(properties)
			.run();
	}

	/** An application whose listeners are there for others to ask. */
	private ConfigurableApplicationContext startReplying(String uri) {
		ConfigurableApplicationContext context = start(uri, Machine.class);
		// answered after the subscriptions of the listeners
		context.getBean(MqttClient.class).blocking().subscribe(Subscription.of(topic("ready"), QoS.AT_MOST_ONCE));
		return context;
	}

	private String topic(String name) {
		return this.word + "/" + name;
	}

	private static <T> T get(CompletableFuture<T> future) {
		assertThat(future).succeedsWithin(LIMIT);
		return future.join();
	}

	@ParameterizedTest
	@EnumSource
	void anotherApplicationRepliesWithRecordsListsAndText(BrokerKind kind) {
		try (var machine = startReplying(kind.shared().uri()); var asking = start(kind.shared().uri(), Nothing.class)) {
			assertThat(machine.isRunning()).isTrue();
			MqttOperations template = asking.getBean(MqttOperations.class);

			var status = template.convertSendAndReceive(topic("press-1/status"), new Question("celsius"), Status.class);
			var list = template.convertSendAndReceive(topic("press-2/history"), 3,
					new ParameterizedTypeReference<List<Status>>() {
					});
			var raw = template.sendAndReceive(MqttMessage.builder(topic("press-3/echo")).payload("hello").build());

			assertThat(get(status)).isEqualTo(new Status("press-1", "celsius", 71.5));
			assertThat(get(list)).hasSize(3).allMatch((each) -> each.machine().equals("press-2"));
			assertThat(get(raw).payloadAsString()).isEqualTo("hello");
			assertThat(get(raw).qos()).isEqualTo(QoS.AT_MOST_ONCE);
		}
	}

	@ParameterizedTest
	@EnumSource
	void anApplicationMayAskItselfManyTimesAtOnce(BrokerKind kind) {
		try (var context = startReplying(kind.shared().uri())) {
			MqttOperations template = context.getBean(MqttOperations.class);

			List<CompletableFuture<Integer>> replies = IntStream.range(0, 200)
				.mapToObj((i) -> template.convertSendAndReceive(topic("press-1/next"), i, Integer.class))
				.toList();

			IntStream.range(0, 200).forEach((i) -> assertThat(get(replies.get(i))).isEqualTo(i + 1));
		}
	}

	@ParameterizedTest
	@EnumSource
	void nobodyThereIsToldAtOnce(BrokerKind kind) {
		try (var asking = start(kind.shared().uri(), Nothing.class)) {
			var reply = asking.getBean(MqttOperations.class).convertSendAndReceive(topic("nobody"), "?", String.class);

			assertThat(reply).failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.havingCause()
				.isInstanceOfSatisfying(MqttRejectedException.class,
						(failure) -> assertThat(failure.reasonCode()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS));
		}
	}

	@ParameterizedTest
	@EnumSource
	void noReplyInTimeIsATimeout(BrokerKind kind) {
		try (var machine = startReplying(kind.shared().uri());
				var asking = start(kind.shared().uri(), Nothing.class, "mqtt.template.reply-timeout=300ms")) {
			assertThat(machine.isRunning()).isTrue();

			var reply = asking.getBean(MqttOperations.class)
				.convertSendAndReceive(topic("press-1/mute"), "?", String.class);

			assertThat(reply).failsWithin(LIMIT)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(TimeoutException.class)
				.withMessage("no reply to the request to '" + topic("press-1/mute") + "' within PT0.3S");
		}
	}

	@ParameterizedTest
	@EnumSource
	void waitingForAReplyOnAThreadOfTheClientFailsAtOnce(BrokerKind kind) {
		try (var context = start(kind.shared().uri(), Impatient.class)) {
			context.getBean(MqttOperations.class).convertAndSend(topic("wait"), "");

			assertThat(context.getBean(Impatient.class).thrown).succeedsWithin(Duration.ofSeconds(20))
				.isInstanceOf(IllegalStateException.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void repliesFindTheirWayAfterTheConnectionWasLost(BrokerKind kind) {
		try (TcpProxy proxy = TcpProxy.to(kind.shared());
				var machine = startReplying(kind.shared().uri());
				var asking = start(proxy.uri(), Nothing.class)) {
			assertThat(machine.isRunning()).isTrue();
			MqttOperations template = asking.getBean(MqttOperations.class);
			MqttClient client = asking.getBean(MqttClient.class);
			assertThat(get(template.convertSendAndReceive(topic("press-1/next"), 1, Integer.class))).isEqualTo(2);

			proxy.refuse();
			proxy.reset();
			await().atMost(LIMIT).until(() -> client.status().state() != ConnectionState.CONNECTED);
			var askedMeanwhile = template.convertSendAndReceive(topic("press-1/next"), 2, Integer.class);
			assertThat(askedMeanwhile).isNotDone();
			proxy.admit();

			assertThat(get(askedMeanwhile)).isEqualTo(3);
			assertThat(get(template.convertSendAndReceive(topic("press-1/next"), 3, Integer.class))).isEqualTo(4);
		}
	}

	@ParameterizedTest
	@EnumSource
	void inMqtt311AReplyGoesWhereTheAnnotationSays(BrokerKind kind) throws Exception {
		CompletableFuture<MqttMessage> state = new CompletableFuture<>();
		try (MqttClient device = MqttClient
			.create(MqttClientOptions.builder(kind.shared().uri()).clean(true).version(MqttVersion.V3_1_1).build());
				var context = start(kind.shared().uri(), Commands.class, "mqtt.version=3.1.1")) {
			assertThat(context.isRunning()).isTrue();
			device.blocking().connect();
			device.blocking()
				.subscribe(Subscription.of(topic("press-1/state"), QoS.AT_LEAST_ONCE),
						(delivery) -> state.complete(delivery.message()));
			context.getBean(MqttClient.class).blocking().subscribe(Subscription.of(topic("ready"), QoS.AT_MOST_ONCE));

			device.blocking()
				.publish(MqttMessage.builder(topic("press-1/command")).payload("start").qos(QoS.AT_LEAST_ONCE).build());

			assertThat(state.get(60, TimeUnit.SECONDS).payloadAsString()).isEqualTo("start done");
		}
	}

	record Question(String about) {
	}

	record Status(String machine, String about, double value) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

	static class Nothing {

	}

	static class Machine {

		@MqttSubscribe("${word}/{machine}/status")
		Status status(Question question, String machine) {
			return new Status(machine, question.about(), 71.5);
		}

		@MqttSubscribe("${word}/{machine}/history")
		CompletionStage<List<Status>> history(int count, String machine) {
			return CompletableFuture.supplyAsync(
					() -> IntStream.range(0, count).mapToObj((i) -> new Status(machine, "celsius", i)).toList());
		}

		@MqttSubscribe("${word}/{machine}/echo")
		byte[] echo(byte[] payload) {
			return payload;
		}

		@MqttSubscribe("${word}/{machine}/next")
		int next(int payload) {
			return payload + 1;
		}

		@MqttSubscribe("${word}/{machine}/mute")
		void mute(byte[] payload) {
		}

	}

	static class Impatient {

		final CompletableFuture<Throwable> thrown = new CompletableFuture<>();

		private final MqttOperations template;

		Impatient(MqttOperations template) {
			this.template = template;
		}

		@MqttSubscribe("${word}/wait")
		void on(MqttMessage message) {
			CompletableFuture<String> reply = this.template.convertSendAndReceive(message.topic() + "/mute", "?",
					String.class);
			this.thrown.complete(catchThrowable(reply::join));
		}

		@MqttSubscribe("${word}/wait/mute")
		void mute(byte[] payload) {
		}

	}

	static class Commands {

		@MqttSubscribe("${word}/{machine}/command")
		@SendTo("${word}/{machine}/state")
		String on(String command) {
			return command + " done";
		}

	}

}
