// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with our starter, all as it is by default. The variant says what the
 * listener method takes, and what is switched on: {@code meters}, {@code virtual}
 * threads. With {@code each} there is a listener for each topic.
 */
public final class StarterPeer implements Peer {

	private static final List<String> METERS = List.of(MetricsAutoConfiguration.class.getName(),
			CompositeMeterRegistryAutoConfiguration.class.getName(),
			SimpleMetricsExportAutoConfiguration.class.getName());

	@Override
	public boolean supports(Settings settings) {
		return !settings.variant().contains("virtual") || Runtime.version().feature() >= 21;
	}

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		SpringApplication application = new SpringApplication(Application.class, Relay.class);
		application.addInitializers((context) -> addListeners((GenericApplicationContext) context, settings));
		Map<String, Object> properties = new HashMap<>();
		properties.put("mqtt.uri", Settings.HOST + ":" + settings.port());
		properties.put("mqtt.id", settings.clientId());
		properties.put("mqtt.version", (settings.version() == 5) ? "5" : "3.1.1");
		properties.put("mqtt.startup", "fail-fast");
		properties.put("spring.main.banner-mode", "off");
		properties.put("spring.threads.virtual.enabled", settings.variant().contains("virtual"));
		if (!settings.variant().contains("meters")) {
			properties.put("spring.autoconfigure.exclude", METERS);
		}
		application.setDefaultProperties(properties);
		return CompletableFuture.completedStage(new StarterClient(application.run()));
	}

	private static void addListeners(GenericApplicationContext context, Settings settings) {
		if (settings.variant().equals("each")) {
			context.registerBean("numbers", AtomicInteger.class);
			for (int i = 0; i < settings.filters(); i++) {
				context.registerBean("listener" + i, ListenerForOne.class);
			}
		}
		else if (settings.variant().contains("json")) {
			context.registerBean(JsonListener.class);
		}
		else {
			context.registerBean(BytesListener.class);
		}
	}

	@EnableAutoConfiguration
	static class Application {

	}

	/** Where listeners pass on what they are called with. */
	static final class Relay {

		/** Set before the first message is asked for. */
		private volatile MessageHandler handler = (number) -> {
		};

	}

	record BytesListener(Relay relay) {

		@MqttSubscribe("plant/+/+/temperature")
		void onReading(byte[] payload) {
			this.relay.handler.received(payload);
		}

	}

	record JsonListener(Relay relay) {

		@MqttSubscribe("plant/+/+/temperature")
		void onReading(Reading reading) {
			this.relay.handler.received(reading.number());
		}

	}

	record ListenerForOne(Relay relay) {

		@MqttSubscribe("plant/+/press-#{@numbers.getAndIncrement()}/temperature")
		void onReading(byte[] payload) {
			this.relay.handler.received(payload);
		}

	}

	private record StarterClient(ConfigurableApplicationContext context) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			return this.context.getBean(MqttClient.class)
				.publish(MqttMessage.builder(topic).payload(payload).qos(QoS.of(qos)).build());
		}

		@Override
		public void await(Object mark) throws Exception {
			((CompletableFuture<?>) mark).get(30, TimeUnit.SECONDS);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) {
			this.context.getBean(Relay.class).handler = handler;
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
