// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.testbrokers.BrokerKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several instances of an application share the work, and one after the other goes. */
@Timeout(120)
class SeveralInstancesIntegrationTests {

	private static final int JOBS = 2000;

	private static final int PUBLISHERS = 8;

	private static final Executor THREADS = (task) -> new Thread(task).start();

	@ParameterizedTest
	@EnumSource
	void withHiveMqNoJobIsLostWhenAnInstanceOfAGroupStops(MqttVersion version) throws Exception {
		try (Jobs jobs = new Jobs(BrokerKind.HIVEMQ, version, Application.class)) {
			jobs.areDoneThoughAnInstanceStops();
		}
	}

	@ParameterizedTest
	@EnumSource
	void withMosquittoNoJobIsLostWhenAnInstanceLeavesItsGroupBeforeItStops(MqttVersion version) throws Exception {
		try (Jobs jobs = new Jobs(BrokerKind.MOSQUITTO, version, Application.class, Farewell.class)) {
			jobs.areDoneThoughAnInstanceStops();
		}
	}

	/** Work for two instances. */
	private static final class Jobs implements AutoCloseable {

		private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

		private final ConfigurableApplicationContext staying;

		private final ConfigurableApplicationContext leaving;

		private final MqttClient publisher;

		Jobs(BrokerKind kind, MqttVersion version, Class<?>... sources) {
			String uri = kind.shared().uri();
			this.staying = run(uri, version, sources);
			this.leaving = run(uri, version, sources);
			this.publisher = MqttClient.create(MqttClientOptions.builder(uri).clean(true).build());
		}

		private ConfigurableApplicationContext run(String uri, MqttVersion version, Class<?>... sources) {
			return new SpringApplicationBuilder(sources).web(WebApplicationType.NONE)
				.run("--mqtt.uri=" + uri, "--mqtt.startup=wait", "--mqtt.version=" + version, "--word=" + this.word);
		}

		void areDoneThoughAnInstanceStops() throws Exception {
			this.publisher.connect().get(30, TimeUnit.SECONDS);
			Queue<String> done = this.leaving.getBean(Application.class).jobs;
			Queue<String> others = this.staying.getBean(Application.class).jobs;
			CompletableFuture<?> published = publish();
			await().until(() -> !done.isEmpty());

			this.leaving.close();

			published.get(30, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(others).hasSize(JOBS - done.size()));
			done.addAll(others);
			assertThat(done)
				.containsExactlyInAnyOrderElementsOf(IntStream.range(0, JOBS).mapToObj(Integer::toString).toList());
		}

		/**
		 * Each thread has one job on its way at a time, so that no queue of a broker
		 * overflows.
		 */
		private CompletableFuture<?> publish() {
			return CompletableFuture.allOf(IntStream.range(0, PUBLISHERS)
				.mapToObj((index) -> CompletableFuture.runAsync(() -> publish(index), THREADS))
				.toArray(CompletableFuture[]::new));
		}

		private void publish(int first) {
			for (int i = first; i < JOBS; i += PUBLISHERS) {
				MqttMessage job = MqttMessage.builder(this.word + "/jobs/" + i)
					.payload(Integer.toString(i))
					.qos(QoS.AT_LEAST_ONCE)
					.build();
				this.publisher.blocking().publish(job);
			}
		}

		@Override
		public void close() {
			this.publisher.close();
			this.leaving.close();
			this.staying.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final Queue<String> jobs = new ConcurrentLinkedQueue<>();

		@MqttSubscribe(id = "jobs", topics = "${word}/jobs/+", group = "workers-${word}")
		void onJob(String payload) {
			this.jobs.add(payload);
		}

	}

	@SuppressWarnings("NullAway") // there is such a listener
	// tag::leave-group[]
	@Component
	static class Farewell {

		private final MqttListenerRegistry registry;

		Farewell(MqttListenerRegistry registry) {
			this.registry = registry;
		}

		@EventListener(ContextClosedEvent.class)
		void leaveGroup() {
			this.registry.container("jobs").stop().completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
		}

	}
	// end::leave-group[]

}
