// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class EmbeddedMqttBrokerTests {

	private static final long SECONDS = 20;

	@ParameterizedTest
	@EnumSource(MqttVersion.class)
	void carriesMessagesOfEachQosAndKeepsRetainedOnes(MqttVersion version) throws Exception {
		BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start(); MqttClient client = client(broker, version)) {
			client.blocking().connect();
			for (QoS qos : QoS.values()) {
				client.publish(message("plant/" + qos.level(), qos)).get(SECONDS, TimeUnit.SECONDS);
			}

			client
				.subscribe(Subscription.of("plant/+", QoS.EXACTLY_ONCE), (delivery) -> received.add(delivery.message()))
				.get(SECONDS, TimeUnit.SECONDS);

			assertThat(List.of(next(received), next(received), next(received))).allMatch(MqttMessage::retain)
				.extracting(MqttMessage::topic)
				.containsExactlyInAnyOrder("plant/0", "plant/1", "plant/2");
			for (QoS qos : QoS.values()) {
				client.publish(message("plant/" + qos.level(), qos)).get(SECONDS, TimeUnit.SECONDS);
				assertThat(next(received)).satisfies((message) -> {
					assertThat(message.topic()).isEqualTo("plant/" + qos.level());
					assertThat(message.qos()).isEqualTo(qos);
					assertThat(message.payloadAsString()).isEqualTo("23.5");
				});
			}
		}
	}

	@Test
	void takesWebSocketsAtTheSamePort() throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
				MqttClient client = client("ws://127.0.0.1:" + broker.port() + "/mqtt", MqttVersion.V5)) {
			assertThat(client.connect().get(SECONDS, TimeUnit.SECONDS).reasonCode().isError()).isFalse();
		}
	}

	@Test
	void clientsComeBackWhenItIsRestarted() throws Exception {
		BlockingQueue<MqttEvent> events = new LinkedBlockingQueue<>();
		BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
				MqttClient client = client(broker, MqttVersion.V5)) {
			int port = broker.port();
			client.on(MqttEvent.Connected.class, events::add);
			client.on(MqttEvent.Disconnected.class, events::add);
			client.subscribe(Subscription.of("plant/+", QoS.AT_LEAST_ONCE),
					(delivery) -> received.add(delivery.message()));
			client.blocking().connect();
			assertThat(next(events)).isInstanceOf(MqttEvent.Connected.class);

			broker.stop();
			assertThat(next(events)).isInstanceOf(MqttEvent.Disconnected.class);
			assertThat(client.status().state()).isNotEqualTo(ConnectionState.CONNECTED);

			broker.restart();
			assertThat(broker.port()).isEqualTo(port);
			client.publish(message("plant/1", QoS.AT_LEAST_ONCE)).get(SECONDS, TimeUnit.SECONDS);
			assertThat(next(received).topic()).isEqualTo("plant/1");
		}
	}

	@Test
	void severalRunBesideEachOther() throws Exception {
		BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
		try (EmbeddedMqttBroker one = EmbeddedMqttBroker.start();
				EmbeddedMqttBroker other = EmbeddedMqttBroker.start();
				MqttClient ofOne = client(one, MqttVersion.V5);
				MqttClient ofOther = client(other, MqttVersion.V5)) {
			ofOne.subscribe(Subscription.of("#", QoS.AT_LEAST_ONCE), (delivery) -> received.add(delivery.message()));
			ofOne.blocking().connect();
			ofOther.blocking().connect();

			ofOther.publish(message("other", QoS.AT_LEAST_ONCE)).get(SECONDS, TimeUnit.SECONDS);
			ofOne.publish(message("one", QoS.AT_LEAST_ONCE)).get(SECONDS, TimeUnit.SECONDS);

			assertThat(next(received).topic()).isEqualTo("one");
		}
	}

	@Test
	void listensUntilClosedAndLeavesNoFilesBehind() throws Exception {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
		int port = broker.port();
		try (Socket socket = new Socket("127.0.0.1", port)) {
			assertThat(socket.isConnected()).isTrue();
		}
		assertThat(broker.directory()).isDirectory();

		broker.close();
		broker.close();

		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket("127.0.0.1", port));
		assertThat(broker.directory()).doesNotExist();
		assertThatIllegalStateException().isThrownBy(broker::restart).withMessage("the broker is closed");
		assertThat(broker).hasToString("EmbeddedMqttBroker{uri=mqtt://127.0.0.1:" + port + "}");
	}

	@Test
	void saysWhichPortIsTaken() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			assertThatIllegalStateException().isThrownBy(() -> EmbeddedMqttBroker.start(other.getLocalPort()))
				.withMessage("port of the broker must be free at 127.0.0.1, was " + other.getLocalPort());
		}
	}

	@Test
	void refusesAPortThatThereCannotBe() {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.start(65_536))
			.withMessage("port must be 0..65535, was 65536");
	}

	private static MqttClient client(EmbeddedMqttBroker broker, MqttVersion version) {
		return client(broker.uri(), version);
	}

	private static MqttClient client(String uri, MqttVersion version) {
		return MqttClient.create(MqttClientOptions.builder(uri)
			.clean(true)
			.version(version)
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(100)))
			.build());
	}

	private static MqttMessage message(String topic, QoS qos) {
		return MqttMessage.builder(topic)
			.payload("23.5".getBytes(StandardCharsets.UTF_8))
			.qos(qos)
			.retain(true)
			.build();
	}

	private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(SECONDS, TimeUnit.SECONDS);
		assertThat(next).as("what comes within %d s", SECONDS).isNotNull();
		return next;
	}

}
