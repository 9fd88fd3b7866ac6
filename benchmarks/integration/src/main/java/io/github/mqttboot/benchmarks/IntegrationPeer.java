// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Transformers;
import org.springframework.integration.mqtt.core.Mqttv3ClientManager;
import org.springframework.integration.mqtt.inbound.MqttPahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.support.DefaultPahoMessageConverter;

/**
 * An application with Spring Integration's adapter for Eclipse Paho: a flow from the
 * topic to a method, which runs on Paho's thread, without a channel in between that would
 * hand over.
 */
public final class IntegrationPeer implements Peer {

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		SpringApplication application = new SpringApplication(Application.class);
		Map<String, Object> properties = new HashMap<>();
		properties.put("server", "tcp://" + Settings.HOST + ":" + settings.port());
		properties.put("json", settings.variant().contains("json"));
		properties.put("spring.main.banner-mode", "off");
		application.setDefaultProperties(properties);
		return CompletableFuture.completedStage(new IntegrationClient(application.run()));
	}

	@EnableAutoConfiguration
	public static class Application {

		/** Set before the first message is asked for. */
		private volatile MessageHandler handler = (number) -> {
		};

		@Bean
		Mqttv3ClientManager client(@Value("${server}") String server) {
			MqttConnectOptions options = new MqttConnectOptions();
			options.setServerURIs(new String[] { server });
			return new Mqttv3ClientManager(options, "integration");
		}

		@Bean
		MqttPahoMessageDrivenChannelAdapter inbound(Mqttv3ClientManager client) {
			MqttPahoMessageDrivenChannelAdapter adapter = new MqttPahoMessageDrivenChannelAdapter(client,
					"plant/+/+/temperature");
			DefaultPahoMessageConverter converter = new DefaultPahoMessageConverter();
			converter.setPayloadAsBytes(true);
			adapter.setConverter(converter);
			adapter.setQos(1);
			return adapter;
		}

		@Bean
		IntegrationFlow readings(MqttPahoMessageDrivenChannelAdapter inbound, @Value("${json}") boolean json) {
			return json ? IntegrationFlow.from(inbound)
				.transform(Transformers.fromJson(Reading.class))
				.handle(this, "onReading")
				.get() : IntegrationFlow.from(inbound).handle(this, "onBytes").get();
		}

		public void onBytes(byte[] payload) {
			this.handler.received(payload);
		}

		public void onReading(Reading reading) {
			this.handler.received(reading.number());
		}

	}

	private record IntegrationClient(ConfigurableApplicationContext context) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) throws MqttException {
			return Objects.requireNonNull(this.context.getBean(Mqttv3ClientManager.class).getClient())
				.publish(topic, payload, qos, false);
		}

		@Override
		public void await(Object mark) throws MqttException {
			((IMqttToken) mark).waitForCompletion(30_000);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) {
			this.context.getBean(Application.class).handler = handler;
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
