// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
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
import org.dromara.mica.mqtt.core.client.MqttClientCreator;
import org.dromara.mica.mqtt.core.common.MqttPendingPublish;
import org.tio.core.ChannelContext;
import org.tio.utils.thread.ThreadUtils;
import org.tio.utils.thread.pool.SynThreadPoolExecutor;
import org.tio.utils.timer.DefaultTimerTaskService;
import org.tio.utils.timer.TimerTaskService;

/**
 * mica-mqtt. It tells nobody when a message was acknowledged; the session that it keeps
 * open messages in can be replaced, so this one counts those that are removed. That
 * session is used by two threads without a lock and then loses messages, more so with
 * larger windows, so its methods are synchronized here. On its own executor it delivers
 * out of order, so callbacks run on the thread of the network. What clients can share of
 * its threads they do; those of the network they cannot.
 */
public final class MicaPeer implements Peer {

	/** Its default, so that idle connections need no more memory than they have to. */
	private static final int DEFAULT_BUFFER = 8 * 1024;

	private static final int LARGE_BUFFER = 64 * 1024;

	private static final SynThreadPoolExecutor IO_THREADS = ThreadUtils.getTioExecutor();

	private static final TimerTaskService TIMER = new DefaultTimerTaskService();

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) throws IOException {
		CompletableFuture<PeerClient> connected = new CompletableFuture<>();
		CountingSession session = new CountingSession();
		CompletableFuture<MqttClient> client = new CompletableFuture<>();
		MqttClientCreator creator = MqttClient.create();
		if (settings.tls()) {
			creator.useSsl(Files.newInputStream(Path.of(System.getProperty("javax.net.ssl.trustStore"))),
					System.getProperty("javax.net.ssl.trustStorePassword"));
		}
		client.complete(creator.ip("127.0.0.1")
			.port(settings.port())
			.clientId(settings.clientId())
			.cleanStart(true)
			.version((settings.version() == 5) ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
			.maxBytesInMessage(settings.largestPacket())
			.readBufferSize(settings.idle() ? DEFAULT_BUFFER : LARGE_BUFFER)
			.clientSession(session)
			.tioExecutor(IO_THREADS)
			.taskService(TIMER)
			.mqttExecutor(new CallerThread())
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

	/** Runs tasks at once. */
	private static final class CallerThread extends AbstractExecutorService {

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public void shutdown() {
			// there is nothing to stop
		}

		@Override
		public List<Runnable> shutdownNow() {
			return List.of();
		}

		@Override
		public boolean isShutdown() {
			return false;
		}

		@Override
		public boolean isTerminated() {
			return false;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return true;
		}

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
