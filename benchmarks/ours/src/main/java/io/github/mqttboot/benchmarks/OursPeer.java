// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.store.file.FileSessionStore;

/**
 * The client of this project, as it is by default. With the variant {@code store} it
 * keeps its session in files.
 */
public final class OursPeer implements Peer {

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) throws IOException {
		String scheme = settings.tls() ? "mqtts://" : "mqtt://";
		MqttClientOptions.Builder options = MqttClientOptions.builder(scheme + Settings.HOST + ":" + settings.port())
			.clean(true)
			.version((settings.version() == 5) ? MqttVersion.V5 : MqttVersion.V3_1_1)
			.clientId(settings.clientId())
			.maxInFlight(8192) // the server takes more than 20 of QoS 2
			.maximumPacketSize(Math.max(16 << 20, settings.largestPacket()));
		if (settings.variant().equals("store")) {
			options.clean(false).store(new FileSessionStore(Files.createTempDirectory("benchmarks")));
		}
		MqttClient client = MqttClient.create(options.build());
		return client.connect().thenApply((connAck) -> new Ours(client));
	}

	private record Ours(MqttClient client) implements PeerClient {

		/** Subscriptions in one packet. */
		private static final int AT_ONCE = 500;

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
		public void subscribeAll(List<String> filters, int qos, MessageHandler handler) throws Exception {
			for (int first = 0; first < filters.size(); first += AT_ONCE) {
				List<Subscription> some = filters.subList(first, Math.min(filters.size(), first + AT_ONCE))
					.stream()
					.map((filter) -> Subscription.of(filter, QoS.of(qos)))
					.toList();
				this.client
					.subscribe(some, PacketProperties.NONE, AckMode.AUTO,
							(delivery) -> handler.received(delivery.message().payload()))
					.get(30, TimeUnit.SECONDS);
			}
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
