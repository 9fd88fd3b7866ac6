// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.dromara.mica.mqtt.codec.MqttQoS;
import org.dromara.mica.mqtt.codec.MqttVersion;
import org.dromara.mica.mqtt.codec.message.MqttPublishMessage;
import org.dromara.mica.mqtt.codec.message.MqttSubAckMessage;
import org.dromara.mica.mqtt.core.client.DefaultMqttClientSession;
import org.dromara.mica.mqtt.core.client.IMqttClientConnectListener;
import org.dromara.mica.mqtt.core.client.IMqttClientMessageListener;
import org.dromara.mica.mqtt.core.client.MqttClient;
import org.dromara.mica.mqtt.core.common.MqttPendingPublish;
import org.tio.core.ChannelContext;

/**
 * mica-mqtt. It tells nobody when a message was acknowledged; the session that it keeps
 * open messages in can be replaced, so this one counts those that are removed. That
 * session is used by two threads without a lock and then loses messages, more so with
 * larger windows, so its methods are synchronized here. It delivers out of order by
 * default.
 */
public final class MicaPeer implements Peer {

	@Override
	public boolean supports(Settings settings) {
		return !settings.tls();
	}

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) {
		CompletableFuture<PeerClient> connected = new CompletableFuture<>();
		CountingSession session = new CountingSession();
		CompletableFuture<MqttClient> client = new CompletableFuture<>();
		client.complete(MqttClient.create()
			.ip("127.0.0.1")
			.port(settings.port())
			.clientId(settings.clientId())
			.cleanStart(true)
			.version((settings.version() == 5) ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
			.maxBytesInMessage(settings.largestPacket())
			.readBufferSize(64 * 1024)
			.clientSession(session)
			.connectListener(new IMqttClientConnectListener() {

				@Override
				public void onConnected(ChannelContext context, boolean reconnected) {
					client.thenAccept((made) -> connected.complete(new MicaClient(made, session)));
				}

				@Override
				public void onDisconnect(ChannelContext context, Throwable failure, String remark, boolean removed) {
					// the measurement notices
				}

			})
			.connect());
		return connected;
	}

	private static final class CountingSession extends DefaultMqttClientSession {

		/** Of the messages of QoS 1 and 2. */
		private final Completions completions = new Completions();

		@Override
		public synchronized void addPendingPublish(int packetId, MqttPendingPublish publish) {
			super.addPendingPublish(packetId, publish);
		}

		@Override
		public synchronized MqttPendingPublish getPendingPublish(int packetId) {
			return super.getPendingPublish(packetId);
		}

		@Override
		public synchronized MqttPendingPublish removePendingPublish(int packetId) {
			MqttPendingPublish removed = super.removePendingPublish(packetId);
			if (removed != null) {
				this.completions.end();
			}
			return removed;
		}

	}

	private static final class MicaClient implements PeerClient {

		private final MqttClient client;

		private final CountingSession session;

		/** Messages of QoS 1 and 2 published; raised by publishers. */
		private final AtomicLong published = new AtomicLong();

		MicaClient(MqttClient client, CountingSession session) {
			this.client = client;
			this.session = session;
		}

		@Override
		public Object publish(String topic, byte[] payload, int qos) {
			if (!this.client.publish(topic, payload, MqttQoS.valueOf(qos))) {
				throw new IllegalStateException("not published");
			}
			if (qos > 0) {
				this.published.incrementAndGet();
			}
			return this;
		}

		@Override
		public Object mark(Object last) {
			return this.published.get();
		}

		@Override
		public void await(Object mark) throws Exception {
			this.session.completions.await((Long) mark);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws InterruptedException {
			CountDownLatch subscribed = new CountDownLatch(1);
			this.client.subscribe(filter, MqttQoS.valueOf(qos), new IMqttClientMessageListener() {

				@Override
				public void onSubscribed(ChannelContext context, String topicFilter, MqttQoS granted,
						MqttSubAckMessage message) {
					subscribed.countDown();
				}

				@Override
				public void onMessage(ChannelContext context, String topic, MqttPublishMessage message,
						byte[] payload) {
					handler.received(payload);
				}

			});
			subscribed.await(30, TimeUnit.SECONDS);
		}

		@Override
		public void close() {
			this.client.stop();
		}

	}

}
