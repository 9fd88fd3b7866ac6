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

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/starter.md} promises of batches, with a server. */
class ArchiveTests {

	private static final String NO_RETRY = "--mqtt.listener.retry.max-retries=0";

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
	void whatComesWhileRowsAreWrittenIsWrittenTogether() throws Exception {
		ConfigurableApplicationContext application = start();
		this.table.hold();
		send(0, 1);
		await().until(() -> this.table.calls() == 1);
		send(1, 700);
		await().until(() -> unfinished(application) == 700);
		this.table.goOn();

		await().until(() -> this.table.rows().size() == 700);
		assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 700));
		assertThat(this.table.batches()).extracting(List::size).containsExactly(1, 500, 199);
	}

	@Test
	void noMoreRowsAreInABatchThanTheServerSendsWithoutAcknowledgement() throws Exception {
		start("--mqtt.version=5", "--mqtt.receive-maximum=10");

		send(0, 35);

		await().until(() -> this.table.rows().size() == 35);
		assertThat(this.table.batches()).allSatisfy((batch) -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
	}

	@Test
	void aWriteThatFailsIsTriedAgain() throws Exception {
		ConfigurableApplicationContext application = start();
		this.table.goAway();
		send(0, 3);
		await().until(() -> this.table.failures() > 1);
		assertThat(unfinished(application)).isEqualTo(3);

		this.table.comeBack();

		await().until(() -> unfinished(application) == 0);
		assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3));
	}

	@Test
	void whatWasNotWrittenComesAgainToTheNextProcess() throws Exception {
		ConfigurableApplicationContext application = start();
		this.table.goAway();
		send(0, 3);
		await().until(() -> unfinished(application) == 3);
		application.close();
		assertThat(this.table.rows()).isEmpty();

		this.table.comeBack();
		start();

		await().untilAsserted(() -> assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3)));
	}

	@Test
	void whatWaitsAtTheEndOfTheApplicationIsWritten() throws Exception {
		ConfigurableApplicationContext application = start();
		this.table.hold();
		send(0, 3);
		await().until(() -> unfinished(application) == 3);

		CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
		await().until(() -> !application.getBean(MqttListenerRegistry.class).isRunning());
		this.table.goOn();
		closed.get(30, TimeUnit.SECONDS);
		assertThat(this.table.rows()).containsExactlyElementsOf(rows(0, 3));
	}

	@Test
	void oneBadRowTakesNoGoodOnesAlong() throws Exception {
		ConfigurableApplicationContext application = start(NO_RETRY);
		this.table.refuse(2);
		this.table.hold();
		send(0, 1);
		await().until(() -> this.table.calls() == 1);
		send(1, 5);
		await().until(() -> unfinished(application) == 5);
		this.table.goOn();

		await().until(() -> unfinished(application) == 0);
		assertThat(this.table.rows()).extracting(Row::celsius).containsExactly(0.0, 1.0, 3.0, 4.0);
	}

	private ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--mqtt.uri=" + this.broker.uri(), "--mqtt.clean=false", "--mqtt.id=archive",
				"--mqtt.listener.retry.delay=20ms"));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.properties("mqtt.listener.retry.max-retries=1000000")
			.initializers((GenericApplicationContext made) -> made.registerBean(Table.class, () -> this.table))
			.run(all.toArray(String[]::new));
		this.started.add(context);
		MqttClient client = context.getBean(MqttClient.class);
		await().until(() -> client.subscriptions()
			.stream()
			.anyMatch((each) -> each.state() == SubscriptionStatus.State.GRANTED));
		return context;
	}

	private static int unfinished(ConfigurableApplicationContext application) {
		return application.getBean(MqttListenerRegistry.class).container("archive").unfinished();
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
	@Import(Archive.class)
	static class Application {

	}

}
