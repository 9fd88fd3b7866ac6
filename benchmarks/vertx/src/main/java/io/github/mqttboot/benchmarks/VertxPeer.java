// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;

/**
 * Vert.x MQTT. Its future of a publish ends when the message is written; the
 * acknowledgement goes to a handler of the client, which counts. Messages are published
 * from outside the event loop: on it, QoS 0 is ten times slower. One handler gets the
 * messages of all subscriptions. Its client knows MQTT 3.1.1 alone.
 */
public final class VertxPeer implements Peer {

	private static final Vertx VERTX = Vertx.vertx();

	@Override
	public String unsupported(Settings settings) {
		return (settings.version() == 5) ? "its client knows MQTT 3.1.1 alone" : "";
	}

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		MqttClientOptions options = new MqttClientOptions();
		options.setClientId(settings.clientId());
		options.setCleanSession(true);
		options.setMaxInflightQueue(65_535);
		options.setMaxMessageSize(settings.largestPacket());
		if (settings.tls()) {
			options.setSsl(true);
			options.setHostnameVerificationAlgorithm("HTTPS");
			options.setTrustOptions(
					new io.vertx.core.net.PfxOptions().setPath(System.getProperty("javax.net.ssl.trustStore"))
						.setPassword(System.getProperty("javax.net.ssl.trustStorePassword")));
		}
		MqttClient client = MqttClient.create(VERTX, options);
		return client.connect(settings.port(), Settings.HOST)
			.toCompletionStage()
			.thenApply((connAck) -> new VertxClient(client));
	}

	private static final class VertxClient implements PeerClient {

		private final MqttClient client;

		private final AtomicLong published = new AtomicLong();

		/** Of the messages of QoS 1 and 2. */
		private final Completions completions = new Completions();

		VertxClient(MqttClient client) {
			this.client = client;
			client.publishCompletionHandler((packetId) -> this.completions.end());
		}

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			Future<Integer> written = this.client.publish(topic, Buffer.buffer(payload), MqttQoS.valueOf(qos), false,
					false);
			if (qos > 0) {
				this.published.incrementAndGet();
			}
			return written;
		}

		@Override
		public Object mark(Object last) {
			long acknowledged = this.published.get();
			return (acknowledged > 0) ? acknowledged : last;
		}

		@Override
		public void await(Object mark) throws Exception {
			if (mark instanceof Future<?> written) {
				written.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
				return;
			}
			this.completions.await((Long) mark);
		}

		private static long number(Buffer payload) {
			return (payload.length() >= Long.BYTES) ? payload.getLong(0) : 0;
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws Exception {
			this.client.publishHandler((message) -> handler.received(number(message.payload())));
			this.client.subscribe(filter, qos).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() throws Exception {
			this.client.disconnect().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
		}

	}

}
