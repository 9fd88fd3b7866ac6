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
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.spring.listener.Ordering;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.handler.annotation.Header;

/**
 * An application with our starter, all as it is by default. The variant says what the
 * listener method takes or how it is called, and what is switched on: {@code meters},
 * {@code observed}, {@code virtual} threads. With {@code each} there is a listener for
 * each topic.
 */
public final class StarterPeer implements Peer {

	private static final List<String> METERS = List.of(MetricsAutoConfiguration.class.getName(),
			CompositeMeterRegistryAutoConfiguration.class.getName(),
			SimpleMetricsExportAutoConfiguration.class.getName());

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
		properties.put("mqtt.listener.observation-enabled", settings.variant().contains("observed"));
		if (!settings.variant().contains("meters")) {
			properties.put("spring.autoconfigure.exclude", METERS);
		}
		application.setDefaultProperties(properties);
		ConfigurableApplicationContext context = application.run();
		return CompletableFuture.completedStage(new StarterClient(context, context.getBean(MqttClient.class)));
	}

	private static void addListeners(GenericApplicationContext context, Settings settings) {
		if (settings.variant().equals("each")) {
			context.registerBean("numbers", AtomicInteger.class);
			for (int i = 0; i < settings.filters(); i++) {
				context.registerBean("listener" + i, ListenerForOne.class);
			}
		}
		else {
			context.registerBean(listener(settings.variant().split(" ")[0]));
		}
	}

	private static Class<?> listener(String variant) {
		return switch (variant) {
			case "json" -> JsonListener.class;
			case "text" -> TextListener.class;
			case "headers" -> HeadersListener.class;
			case "topic" -> OrderedListener.class;
			case "batch" -> BatchListener.class;
			case "unordered" -> UnorderedListener.class;
			default -> BytesListener.class;
		};
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

	record TextListener(Relay relay) {

		@MqttSubscribe("plant/+/+/temperature")
		void onReading(String payload) {
			this.relay.handler.received(Reading.numberIn(payload));
		}

	}

	record HeadersListener(Relay relay) {

		@MqttSubscribe("plant/{hall}/{press}/temperature")
		void onReading(byte[] payload, String press, @Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			if (!topic.contains(press)) {
				throw new IllegalStateException(press + " is not in " + topic);
			}
			this.relay.handler.received(payload);
		}

	}

	record OrderedListener(Relay relay) {

		@MqttSubscribe(topics = "plant/+/+/temperature", ordering = Ordering.TOPIC, concurrency = "4")
		void onReading(byte[] payload) {
			this.relay.handler.received(payload);
		}

	}

	record BatchListener(Relay relay) {

		@MqttSubscribe(topics = "plant/+/+/temperature", batchSize = "500")
		void onReadings(List<byte[]> payloads) {
			payloads.forEach(this.relay.handler::received);
		}

	}

	record UnorderedListener(Relay relay) {

		@MqttSubscribe(topics = "plant/+/+/temperature", ordering = Ordering.NONE, concurrency = "4")
		void onReading(byte[] payload) {
			this.relay.handler.received(payload);
		}

	}

	record ListenerForOne(Relay relay) {

		@MqttSubscribe("plant/+/press-#{@numbers.getAndIncrement()}/temperature")
		void onReading(byte[] payload) {
			this.relay.handler.received(payload);
		}

	}

	private record StarterClient(ConfigurableApplicationContext context, MqttClient client) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			return this.client.publish(MqttMessage.builder(topic).payload(payload).qos(QoS.of(qos)).build());
		}

		@Override
		public void await(Object mark) throws Exception {
			((CompletableFuture<?>) mark).get(30, TimeUnit.SECONDS);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws Exception {
			if (filter.startsWith("plant/")) {
				this.context.getBean(Relay.class).handler = handler; // listeners have
																		// subscribed
				return;
			}
			this.client
				.subscribe(Subscription.of(filter, QoS.of(qos)),
						(delivery) -> handler.received(delivery.message().payload()))
				.get(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
