// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.listener.JsonPayloadConverter;
import io.github.mqttboot.spring.listener.MqttListenerArguments;
import io.github.mqttboot.spring.listener.MqttListenerDefaults;
import io.github.mqttboot.spring.listener.MqttListenerLimits;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttListenerScanner;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.handler.annotation.Header;

/**
 * From a delivery of the client, with 128 bytes in JSON, to a listener method and its
 * acknowledgement. The client is none: it takes what is subscribed.
 */
@State(Scope.Thread)
public class ListenerBenchmark {

	/** What the method takes. */
	@Param({ "bytes", "text", "json", "headers" })
	public String argument;

	private final ToListener delivery = new ToListener();

	private final Listeners listeners = new Listeners();

	private io.github.mqttboot.client.MessageHandler handler;

	/** Set by the client. */
	private io.github.mqttboot.client.@Nullable MessageHandler subscribed;

	/** Has the machinery find the methods, and subscribe one of them. */
	@Setup
	public void setUp() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("client", client());
		beans.registerSingleton("listeners", this.listeners);
		MqttListenerRegistry registry = new MqttListenerRegistry(List.of(), List.of(), null,
				new MqttListenerLimits(1024, Duration.ZERO, Duration.ZERO));
		MqttListenerArguments arguments = new MqttListenerArguments(ApplicationConversionService.getSharedInstance(),
				new JsonPayloadConverter(JsonMapper.builder().build()), null);
		new MqttListenerScanner(beans, registry, arguments,
				new MqttListenerDefaults(QoS.AT_LEAST_ONCE, 0,
						(retries) -> RetryPolicy.builder().maxRetries(retries).build(), MqttSubscribe.NO_DEAD_LETTERS))
			.afterSingletonsInstantiated();
		Objects.requireNonNull(registry.container(this.argument)).start();
		this.handler = Objects.requireNonNull(this.subscribed);
	}

	private MqttClient client() {
		MqttClientOptions options = MqttClientOptions.builder("mqtt://localhost").clean(true).build();
		return (MqttClient) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { MqttClient.class },
				(proxy, method, args) -> switch (method.getName()) {
					case "options" -> options;
					case "subscribe" -> {
						this.subscribed = Arrays.stream(args)
							.filter(io.github.mqttboot.client.MessageHandler.class::isInstance)
							.map(io.github.mqttboot.client.MessageHandler.class::cast)
							.findFirst()
							.orElseThrow();
						yield new CompletableFuture<>();
					}
					case "hashCode" -> 1;
					case "equals" -> proxy == args[0];
					default -> method.getName();
				});
	}

	/**
	 * Calls the method with one message.
	 * @return the number that came to the method
	 * @throws Exception if it fails
	 */
	@Benchmark
	public long handle() throws Exception {
		int before = this.delivery.acknowledged;
		this.handler.handle(this.delivery);
		if (this.delivery.acknowledged != before + 1) {
			throw new IllegalStateException("not acknowledged");
		}
		return this.listeners.number;
	}

	/** A message that comes again and again. */
	private static final class ToListener implements Delivery {

		private final MqttMessage message = MqttMessage.builder(Frames.topic(1))
			.payload(Reading.json(1, 128))
			.qos(QoS.AT_LEAST_ONCE)
			.build();

		private int acknowledged;

		@Override
		public MqttMessage message() {
			return this.message;
		}

		@Override
		public boolean duplicate() {
			return false;
		}

		@Override
		public int packetId() {
			return 1;
		}

		@Override
		public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
			if (reasonCode == ReasonCode.SUCCESS) {
				this.acknowledged++;
			}
		}

	}

	/** The methods, of which one is subscribed. */
	static final class Listeners {

		private long number;

		@MqttSubscribe(topics = "plant/+/+/temperature", id = "bytes")
		void onBytes(byte[] payload) {
			this.number = payload.length;
		}

		@MqttSubscribe(topics = "plant/+/+/temperature", id = "text")
		void onText(String payload) {
			this.number = payload.length();
		}

		@MqttSubscribe(topics = "plant/+/+/temperature", id = "json")
		void onReading(Reading reading) {
			this.number = reading.number();
		}

		@MqttSubscribe(topics = "plant/{hall}/{press}/temperature", id = "headers")
		void onHeaders(byte[] payload, String press, @Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			this.number = payload.length + press.length() + topic.length();
		}

	}

}
