// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

/** The client of this project, as it is by default. */
public final class OursPeer implements Peer {

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		MqttClient client = MqttClient.create(MqttClientOptions
			.builder((settings.tls() ? "mqtts://" : "mqtt://") + Settings.HOST + ":" + settings.port())
			.clean(true)
			.version((settings.version() == 5) ? MqttVersion.V5 : MqttVersion.V3_1_1)
			.clientId(settings.clientId())
			.maximumPacketSize(Math.max(16 << 20, settings.largestPacket()))
			.build());
		return client.connect().thenApply((connAck) -> new Ours(client));
	}

	private record Ours(MqttClient client) implements PeerClient {

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
			this.client
				.subscribe(Subscription.of(filter, QoS.of(qos)),
						(delivery) -> handler.received(delivery.message().payload()))
				.get(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
