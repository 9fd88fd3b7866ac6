// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Eclipse Paho, whose clients for the two versions are two libraries. It throws when too
 * many messages are in flight, so it is allowed as many as there are identifiers; its
 * client for MQTT 5 cannot publish with a receive maximum of 65 535, which it reads as
 * -1, and cannot subscribe with a listener: its list of subscription identifiers is empty
 * and it asks for the first one. It does not switch Nagle's algorithm off by itself and
 * has no option for it; a socket factory does it here.
 */
public final class PahoPeer implements Peer {

	private static final long LIMIT = 30_000;

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) throws Exception {
		String uri = (settings.tls() ? "ssl://" : "tcp://") + Settings.HOST + ":" + settings.port();
		return (settings.version() == 5) ? connect5(uri, settings) : connect3(uri, settings);
	}

	private static CompletionStage<PeerClient> connect3(String uri, Settings settings) throws MqttException {
		MqttAsyncClient client = new MqttAsyncClient(uri, settings.clientId(), new MemoryPersistence());
		MqttConnectOptions options = new MqttConnectOptions();
		options.setCleanSession(true);
		options.setMaxInflight(65_535);
		options.setSocketFactory(settings.tls() ? new NoDelayTlsSocketFactory() : new NoDelaySocketFactory());
		CompletableFuture<PeerClient> connected = new CompletableFuture<>();
		client.connect(options, null, new IMqttActionListener() {

			@Override
			public void onSuccess(IMqttToken token) {
				connected.complete(new Version3(client));
			}

			@Override
			public void onFailure(IMqttToken token, Throwable failure) {
				connected.completeExceptionally(failure);
			}

		});
		return connected;
	}

	private static CompletionStage<PeerClient> connect5(String uri, Settings settings)
			throws org.eclipse.paho.mqttv5.common.MqttException {
		var client = new org.eclipse.paho.mqttv5.client.MqttAsyncClient(uri, settings.clientId(),
				new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
		MqttConnectionOptions options = new MqttConnectionOptions();
		options.setCleanStart(true);
		options.setReceiveMaximum(10_000);
		options.setSocketFactory(settings.tls() ? new NoDelayTlsSocketFactory() : new NoDelaySocketFactory());
		CompletableFuture<PeerClient> connected = new CompletableFuture<>();
		client.connect(options, null, new org.eclipse.paho.mqttv5.client.MqttActionListener() {

			@Override
			public void onSuccess(org.eclipse.paho.mqttv5.client.IMqttToken token) {
				connected.complete(new Version5(client));
			}

			@Override
			public void onFailure(org.eclipse.paho.mqttv5.client.IMqttToken token, Throwable failure) {
				connected.completeExceptionally(failure);
			}

		});
		return connected;
	}

	private record Callback(MessageHandler handler) implements MqttCallback {

		@Override
		public void messageArrived(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message) {
			this.handler.received(message.getPayload());
		}

		@Override
		public void disconnected(MqttDisconnectResponse response) {
			// the measurement notices
		}

		@Override
		public void mqttErrorOccurred(org.eclipse.paho.mqttv5.common.MqttException failure) {
			// the measurement notices
		}

		@Override
		public void deliveryComplete(org.eclipse.paho.mqttv5.client.IMqttToken token) {
			// whoever waits for the token knows
		}

		@Override
		public void connectComplete(boolean again, String uri) {
			// whoever waits for the token knows
		}

		@Override
		public void authPacketArrived(int reasonCode, MqttProperties properties) {
			// there is no such thing here
		}

	}

	private record Version3(MqttAsyncClient client) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos) throws MqttException {
			MqttMessage message = new MqttMessage(payload);
			message.setQos(qos);
			return this.client.publish(topic, message);
		}

		@Override
		public void await(Object mark) throws MqttException {
			((IMqttToken) mark).waitForCompletion(LIMIT);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws MqttException {
			this.client.subscribe(filter, qos, (topic, message) -> handler.received(message.getPayload()))
				.waitForCompletion(LIMIT);
		}

		@Override
		public void close() throws MqttException {
			this.client.disconnect().waitForCompletion(LIMIT);
			this.client.close();
		}

	}

	/** One handler gets the messages of all subscriptions. */
	private record Version5(org.eclipse.paho.mqttv5.client.MqttAsyncClient client) implements PeerClient {

		@Override
		public Object publish(String topic, byte[] payload, int qos)
				throws org.eclipse.paho.mqttv5.common.MqttException {
			var message = new org.eclipse.paho.mqttv5.common.MqttMessage(payload);
			message.setQos(qos);
			return this.client.publish(topic, message);
		}

		@Override
		public void await(Object mark) throws org.eclipse.paho.mqttv5.common.MqttException {
			((org.eclipse.paho.mqttv5.client.IMqttToken) mark).waitForCompletion(LIMIT);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler)
				throws org.eclipse.paho.mqttv5.common.MqttException {
			this.client.setCallback(new Callback(handler));
			this.client.subscribe(filter, qos).waitForCompletion(LIMIT);
		}

		@Override
		public void close() throws org.eclipse.paho.mqttv5.common.MqttException {
			this.client.disconnect().waitForCompletion(LIMIT);
			this.client.close();
		}

	}

}
