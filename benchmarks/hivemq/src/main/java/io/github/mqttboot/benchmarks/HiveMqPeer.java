// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * HiveMQ's client. Callbacks run on the thread of the network: on its default executor it
 * drops messages of QoS 0 when they come faster than they are handled, and is slower.
 */
public final class HiveMqPeer implements Peer {

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		return (settings.version() == 5) ? connect5(settings) : connect3(settings);
	}

	private static CompletionStage<PeerClient> connect3(Settings settings) {
		Mqtt3ClientBuilder builder = MqttClient.builder()
			.useMqttVersion3()
			.identifier(settings.clientId())
			.serverHost(Settings.HOST)
			.serverPort(settings.port());
		Mqtt3AsyncClient client = (settings.tls() ? builder.sslWithDefaultConfig() : builder).buildAsync();
		return client.connect().thenApply((connAck) -> new Version3(client));
	}

	private static CompletionStage<PeerClient> connect5(Settings settings) {
		Mqtt5ClientBuilder builder = MqttClient.builder()
			.useMqttVersion5()
			.identifier(settings.clientId())
			.serverHost(Settings.HOST)
			.serverPort(settings.port());
		Mqtt5AsyncClient client = (settings.tls() ? builder.sslWithDefaultConfig() : builder).buildAsync();
		return client.connect().thenApply((connAck) -> new Version5(client));
	}

	private record Version3(Mqtt3AsyncClient client) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			return this.client
				.publish(Mqtt3Publish.builder().topic(topic).qos(MqttQos.fromCode(qos)).payload(payload).build());
		}

		@Override
		public void await(Object mark) throws Exception {
			((CompletableFuture<?>) mark).get(30, TimeUnit.SECONDS);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws Exception {
			this.client.subscribeWith()
				.topicFilter(filter)
				.qos(MqttQos.fromCode(qos))
				.callback(
						(publish) -> publish.getPayload().ifPresentOrElse(handler::received, () -> handler.received(0)))
				.executor(Runnable::run)
				.send()
				.get(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() throws Exception {
			this.client.disconnect().get(30, TimeUnit.SECONDS);
		}

	}

	private record Version5(Mqtt5AsyncClient client) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			return this.client
				.publish(Mqtt5Publish.builder().topic(topic).qos(MqttQos.fromCode(qos)).payload(payload).build());
		}

		@Override
		public void await(Object mark) throws Exception {
			((CompletableFuture<?>) mark).get(30, TimeUnit.SECONDS);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws Exception {
			this.client.subscribeWith()
				.topicFilter(filter)
				.qos(MqttQos.fromCode(qos))
				.callback(
						(publish) -> publish.getPayload().ifPresentOrElse(handler::received, () -> handler.received(0)))
				.executor(Runnable::run)
				.send()
				.get(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() throws Exception {
			this.client.disconnect().get(30, TimeUnit.SECONDS);
		}

	}

}
