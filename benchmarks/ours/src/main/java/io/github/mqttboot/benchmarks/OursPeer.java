// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.store.file.FileSessionStore;

/**
 * The client of this project, as it is by default, but for what the variant switches on.
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
		switch (settings.variant()) {
			case "kept" -> options.clean(false);
			case "store" -> options.clean(false).store(new FileSessionStore(newDirectory()));
			case "store-sync" -> options.clean(false).store(new FileSessionStore(newDirectory(), Duration.ZERO));
			case "inline" -> options.executor(Runnable::run);
			case "observer" -> options.trafficObserver(new Counter());
			default -> {
			}
		}
		MqttClient client = MqttClient.create(options.build());
		boolean lanes = settings.variant().equals("lanes");
		return client.connect().thenApply((connAck) -> lanes ? new OursWithLanes(client) : new Ours(client));
	}

	/** Where the benchmarks run, which is on a disk, unlike some temporary files. */
	private static Path newDirectory() throws IOException {
		return Files.createTempDirectory(Path.of("").toAbsolutePath(), "store");
	}

	private static final class Counter implements TrafficObserver {

		private final LongAdder bytes = new LongAdder();

		@Override
		public void sent(QoS qos, int bytes) {
			this.bytes.add(bytes);
		}

		@Override
		public void received(QoS qos, int bytes) {
			this.bytes.add(bytes);
		}

	}

	/** Each subscription has a handler of its own, and so a lane. */
	private static final class OursWithLanes extends Ours {

		OursWithLanes(MqttClient client) {
			super(client);
		}

		@Override
		public void subscribeAll(List<String> filters, int qos, MessageHandler handler) throws Exception {
			for (String filter : filters) {
				subscribe(filter, qos, handler);
			}
		}

	}

	private static class Ours implements PeerClient {

		/** Subscriptions in one packet. */
		private static final int AT_ONCE = 500;

		private final MqttClient client;

		Ours(MqttClient client) {
			this.client = client;
		}

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
			io.github.mqttboot.client.MessageHandler one = (delivery) -> handler.received(delivery.message().payload());
			for (int first = 0; first < filters.size(); first += AT_ONCE) {
				List<Subscription> some = filters.subList(first, Math.min(filters.size(), first + AT_ONCE))
					.stream()
					.map((filter) -> Subscription.of(filter, QoS.of(qos)))
					.toList();
				this.client.subscribe(some, PacketProperties.NONE, AckMode.AUTO, one).get(30, TimeUnit.SECONDS);
			}
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
