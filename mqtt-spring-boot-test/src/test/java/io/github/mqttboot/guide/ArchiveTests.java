// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.guide.Archive.Row;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.test.EmbeddedMqttBroker;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

/** What the recipe of {@code docs/starter.md} for writing in batches promises. */
class ArchiveTests {

	private static final String NEVER = "--archive.write-after=1h";

	private static final String OFTEN = "--archive.write-after=20ms";

	private final Table table = new Table();

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();

	private final MqttClient machines = MqttClient
		.create(MqttClientOptions.builder(this.broker.uri()).clean(true).build());

	private final List<ConfigurableApplicationContext> started = new ArrayList<>();

	@BeforeEach
	void connectMachines() {
		this.machines.blocking().connect();
	}

	@AfterEach
	void close() {
		this.started.forEach(ConfigurableApplicationContext::close);
		this.machines.close();
		this.broker.close();
	}

	@Test
	void aFullBatchIsWrittenAtOnce() throws Exception {
		start(NEVER);

		send(0, 1000);

		await().until(() -> this.table.rows().size() == 1000);
		assertThat(this.table.batches()).extracting(List::size).containsExactly(500, 500);
	}

	@Test
	void whatTheServerSendsWithoutAcknowledgementIsWrittenInTimeEvenIfItIsNoFullBatch() throws Exception {
		start(OFTEN, "--mqtt.receive-maximum=10");

		send(0, 35);

		await().until(() -> this.table.rows().size() == 35);
		assertThat(this.table.batches()).allSatisfy((batch) -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
	}

	@Test
	void aWriteThatFailsIsTriedAgain() throws Exception {
		ConfigurableApplicationContext application = start(OFTEN);
		this.table.goAway();
		send(0, 3);
		await().until(() -> this.table.failures() > 1);
		assertThat(unacknowledged(application)).isPositive();

		this.table.comeBack();

		await().until(() -> unacknowledged(application) == 0);
		assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3));
	}

	@Test
	void aFullBatchThatCannotBeWrittenLeavesItsLastMessageUnacknowledgedToo() throws Exception {
		ConfigurableApplicationContext application = start(NEVER);
		this.table.goAway();

		send(0, 501);

		await().until(() -> unacknowledged(application) == 501);
		assertThat(this.table.failures()).isEqualTo(1);
	}

	@Test
	void whatWasNotWrittenComesAgainToTheNextProcess() throws Exception {
		ConfigurableApplicationContext application = start(NEVER);
		this.table.goAway();
		send(0, 3);
		await().until(() -> unacknowledged(application) == 3);
		application.close();
		assertThat(this.table.failures()).isEqualTo(1);

		this.table.comeBack();
		start(OFTEN);

		await().untilAsserted(() -> assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3)));
	}

	@Test
	void whatWaitsAtTheEndOfTheApplicationIsWrittenAndDoesNotComeAgain() throws Exception {
		ConfigurableApplicationContext application = start(NEVER);
		send(0, 3);
		await().until(() -> unacknowledged(application) == 3);

		application.close();
		assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3));

		start(OFTEN);
		send(3, 4);
		await().untilAsserted(() -> assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 4)));
	}

	@Test
	void afterALostConnectionWhatWaitsIsThereTwice() throws Exception {
		ConfigurableApplicationContext application = start(NEVER);
		send(0, 3);
		await().until(() -> unacknowledged(application) == 3);

		application.getBean(MqttClient.class).reconnect("a test");
		await().until(() -> unacknowledged(application) == 6);
		application.close();

		assertThat(this.table.rows()).containsAll(rows(0, 3)).hasSize(6);
	}

	private ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--mqtt.uri=" + this.broker.uri(), "--mqtt.clean=false", "--mqtt.id=archive"));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.initializers((GenericApplicationContext made) -> made.registerBean(Table.class, () -> this.table))
			.run(all.toArray(String[]::new));
		this.started.add(context);
		MqttClient client = context.getBean(MqttClient.class);
		await().until(() -> client.subscriptions()
			.stream()
			.anyMatch((each) -> each.state() == SubscriptionStatus.State.GRANTED));
		return context;
	}

	private static int unacknowledged(ConfigurableApplicationContext application) {
		return application.getBean(MqttListenerRegistry.class).container("archive").unacknowledged();
	}

	private void send(int first, int end) throws Exception {
		CompletableFuture<?>[] sent = rows(first, end).stream()
			.map((row) -> this.machines
				.publish(MqttMessage.builder("plant/" + row.line() + "/" + row.machine() + "/temperature")
					.payload("{\"celsius\": " + row.celsius() + "}")
					.qos(QoS.AT_LEAST_ONCE)
					.build()))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(sent).get(30, TimeUnit.SECONDS);
	}

	private static List<Row> rows(int first, int end) {
		return IntStream.range(first, end).mapToObj((i) -> new Row("hall-a", "press-1", i)).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	@Import(Archive.class)
	static class Application {

	}

}
