// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.spring.listener.Ordering;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.TestBroker;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * An application context is stopped or paused, as Spring's test framework does with those
 * it does not need just now, and goes on later.
 */
@Timeout(120)
class MqttRestartIntegrationTests {

	private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	static Stream<Arguments> brokersAndWays() {
		return Stream.of(BrokerKind.values())
			.flatMap((broker) -> Stream.of(
					arguments(broker, action("stop", ConfigurableApplicationContext::stop),
							action("start", ConfigurableApplicationContext::start)),
					arguments(broker, action("pause", ConfigurableApplicationContext::pause),
							action("restart", ConfigurableApplicationContext::restart))));
	}

	private static Named<Consumer<ConfigurableApplicationContext>> action(String name,
			Consumer<ConfigurableApplicationContext> action) {
		return Named.of(name, action);
	}

	@ParameterizedTest
	@MethodSource("brokersAndWays")
	void whatOthersSentMeanwhileComesAndTheTemplateSendsAgain(BrokerKind kind,
			Consumer<ConfigurableApplicationContext> stop, Consumer<ConfigurableApplicationContext> start)
			throws Exception {
		TestBroker broker = kind.shared();
		try (ConfigurableApplicationContext context = run(broker); MqttClient other = connected(broker)) {
			Application application = context.getBean(Application.class);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.convertAndSend(this.word + "/order/1", "before").get(30, TimeUnit.SECONDS);
			assertThat(application.orders.poll(30, TimeUnit.SECONDS)).isEqualTo("before");

			stop.accept(context);

			assertThat(context.getBean(MqttClient.class).status().state()).isEqualTo(ConnectionState.DISCONNECTED);
			publish(other, "order/1", "from others");
			publish(other, "parallel/1", "from others");
			publish(other, "failing/1", "from others");
			assertThat(template.convertAndSend(this.word + "/order/1", "too late")).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableThat()
				.withCauseInstanceOf(MqttConnectionException.class);

			start.accept(context);

			assertThat(application.orders.poll(30, TimeUnit.SECONDS)).isEqualTo("from others");
			assertThat(application.parallel.poll(30, TimeUnit.SECONDS)).isEqualTo("from others");
			assertThat(application.failing.poll(30, TimeUnit.SECONDS)).isEqualTo("from others");
			assertThat(application.failing.poll(30, TimeUnit.SECONDS)).isEqualTo("from others");
			template.convertAndSend(this.word + "/order/1", "afterwards").get(30, TimeUnit.SECONDS);
			assertThat(application.orders.poll(30, TimeUnit.SECONDS)).isEqualTo("afterwards");
		}
	}

	private void publish(MqttClient client, String topic, String payload) throws Exception {
		client.publish(MqttMessage.builder(this.word + "/" + topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build())
			.get(30, TimeUnit.SECONDS);
	}

	private ConfigurableApplicationContext run(TestBroker broker) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--mqtt.uri=" + broker.uri(), "--mqtt.clean=false", "--mqtt.id=" + this.word, "--mqtt.startup=wait",
					"--mqtt.version=5", "--mqtt.template.qos=1", "--word=" + this.word);
	}

	private MqttClient connected(TestBroker broker) throws Exception {
		MqttClient client = MqttClient
			.create(MqttClientOptions.builder(broker.uri()).clientId(this.word + "-other").clean(true).build());
		client.connect().get(30, TimeUnit.SECONDS);
		return client;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> parallel = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> failing = new LinkedBlockingQueue<>();

		private final AtomicBoolean failed = new AtomicBoolean();

		@MqttSubscribe("${word}/order/+")
		void onOrder(String payload) {
			this.orders.add(payload);
		}

		@MqttSubscribe(topics = "${word}/parallel/+", ordering = Ordering.TOPIC, concurrency = "2")
		void onParallel(String payload) {
			this.parallel.add(payload);
		}

		@MqttSubscribe(topics = "${word}/failing/+", retry = "1")
		void onFailing(String payload) {
			this.failing.add(payload);
			if (this.failed.compareAndSet(false, true)) {
				throw new IllegalStateException("once");
			}
		}

	}

}
