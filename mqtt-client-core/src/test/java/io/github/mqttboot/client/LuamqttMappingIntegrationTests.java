// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.transport.TlsOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What {@code docs/luamqtt.md} says of methods, options and events that no other test
 * looks at on its own.
 */
class LuamqttMappingIntegrationTests {

	private static final PacketProperties USER_PROPERTIES = PacketProperties.builder()
		.userProperty("line", "2")
		.userProperty("line", "1")
		.build();

	@Nested
	class Options {

		@Test
		void areCheckedWhereTheyAreSet() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttClientOptions.builder("broker.example").keepAlive(Duration.ofHours(20)))
				.withMessage("keepAlive must be 0..65535 whole seconds, was PT20H");
			assertThatIllegalArgumentException().isThrownBy(MqttClientOptions::builder)
				.withMessage("uri must name at least one server");
			assertThatIllegalStateException().isThrownBy(() -> MqttClientOptions.builder("broker.example").build())
				.withMessageStartingWith("clean must be set");
		}

		@Test
		void areThoseOfLuamqttUnlessSetButForReconnecting() {
			MqttClientOptions options = MqttClientOptions.builder("broker.example").clean(true).build();

			assertThat(options.version()).isEqualTo(MqttVersion.V3_1_1);
			assertThat(options.keepAlive()).isEqualTo(Duration.ofSeconds(60));
			assertThat(options.tls()).isNull();
			assertThat(options.will()).isNull();
			assertThat(options.userName()).isNull();
			assertThat(options.reconnect()).isEqualTo(ReconnectPolicy.exponential());
		}

		@Test
		void idIsMadeUpAtRandomUnlessSet() {
			MqttClientOptions.Builder options = MqttClientOptions.builder("broker.example").clean(true);

			assertThat(options.build().clientId()).matches("mqttboot-[0-9a-f]{14}")
				.isNotEqualTo(options.build().clientId());
			assertThat(options.clientId("press-1").build().clientId()).isEqualTo("press-1");
		}

		@Test // [v3 MQTT-3.1.2-22]
		void passwordNeedsAUserNameInMqtt311AndNoneInMqtt5() {
			MqttClientOptions.Builder options = MqttClientOptions.builder("broker.example")
				.clean(true)
				.credentials(null, "hush-secret".toCharArray());

			assertThatIllegalArgumentException().isThrownBy(options::build)
				.withMessage("password must not be set without user name in MQTT 3.1.1");
			assertThatNoException().isThrownBy(options.version(MqttVersion.V5)::build);
		}

	}

	@Nested
	class OnTheWire {

		private final ManualTransport network = new ManualTransport();

		private final MqttClient client = MqttClient.create(MqttClientOptions.builder("broker.example")
			.clean(false)
			.clientId("press-1")
			.version(MqttVersion.V5)
			.connectProperties(USER_PROPERTIES.toBuilder().set(Property.REQUEST_RESPONSE_INFORMATION, true).build())
			.ackMode(AckMode.MANUAL)
			.executor(this.network::execute)
			.transport(this.network)
			.build());

		private Peer connected() {
			this.client.connect();
			this.network.run();
			this.network.peer().acceptWith(false, PacketProperties.NONE);
			return this.network.peer();
		}

		@Test
		void connectCarriesItsProperties() {
			this.client.connect();
			this.network.run();
			this.network.peer().accept();

			Connect connect = (Connect) this.network.peer().take().get(0);
			assertThat(connect.properties().get(Property.REQUEST_RESPONSE_INFORMATION)).isTrue();
			assertThat(connect.properties().userProperties()).isEqualTo(USER_PROPERTIES.userProperties());
		}

		@Test
		void subscribeCarriesItsProperties() {
			Peer peer = connected();
			PacketProperties properties = USER_PROPERTIES.toBuilder().subscriptionIdentifier(7).build();
			List<Subscription> subscriptions = List.of(Subscription.of("plant/#", QoS.AT_LEAST_ONCE));

			this.client.subscribe(subscriptions, properties);
			this.network.run();

			assertThat(peer.take()).singleElement()
				.isInstanceOfSatisfying(Subscribe.class,
						(subscribe) -> assertThat(subscribe.properties()).isEqualTo(properties));
		}

		@Test
		void unsubscribeCarriesItsProperties() {
			Peer peer = connected();
			this.client.subscribe(Subscription.of("plant/#", QoS.AT_LEAST_ONCE));
			this.network.run();
			Subscribe subscribe = (Subscribe) peer.take().get(0);
			peer.say(new SubAck(subscribe.packetId(), List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			this.client.unsubscribe(List.of(TopicFilter.of("plant/#")), USER_PROPERTIES);
			this.network.run();

			assertThat(peer.take()).singleElement()
				.isInstanceOfSatisfying(Unsubscribe.class,
						(unsubscribe) -> assertThat(unsubscribe.properties()).isEqualTo(USER_PROPERTIES));
		}

		@Test
		void acknowledgementsCarryReasonAndProperties() {
			PacketProperties full = USER_PROPERTIES.toBuilder().set(Property.REASON_STRING, "full").build();
			this.client.on(MqttEvent.MessageReceived.class,
					(event) -> event.delivery().acknowledge(ReasonCode.QUOTA_EXCEEDED, full));
			Peer peer = connected();

			peer.say(new Publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build(), false, 1),
					new Publish(MqttMessage.builder("t").qos(QoS.EXACTLY_ONCE).build(), false, 2));

			assertThat(peer.take()).containsExactly(new PubAck(1, ReasonCode.QUOTA_EXCEEDED, full),
					new PubRec(2, ReasonCode.QUOTA_EXCEEDED, full));
		}

		@Test
		void disconnectCarriesReasonAndProperties() {
			Peer peer = connected();
			PacketProperties properties = USER_PROPERTIES.toBuilder()
				.set(Property.SESSION_EXPIRY_INTERVAL, 60L)
				.set(Property.REASON_STRING, "maintenance")
				.build();

			this.client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, properties);
			this.network.run();

			assertThat(peer.take())
				.containsExactly(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, properties));
		}

		@Test
		void authCarriesItsProperties() {
			Peer peer = connected();
			PacketProperties properties = USER_PROPERTIES.toBuilder()
				.set(Property.AUTHENTICATION_METHOD, "riddle")
				.build();

			this.client.auth(ReasonCode.RE_AUTHENTICATE, properties);
			this.network.run();

			assertThat(peer.take()).singleElement()
				.hasToString("Auth[reasonCode=0x19 re-authenticate, properties=" + properties + "]");
		}

		@Test
		void disconnectEndsReconnecting() {
			Peer peer = connected();

			this.client.disconnect();
			this.network.advance(Duration.ofHours(1));

			assertThat(peer.ended()).isTrue();
			assertThat(this.network.peers).hasSize(1);
		}

		@Test
		void closeConnectionTellsItsReason() {
			Queue<String> reasons = new ConcurrentLinkedQueue<>();
			this.client.on(MqttEvent.Disconnected.class, (event) -> reasons.add(event.reason()));
			Peer peer = connected();

			this.client.closeConnection("the operator said so");
			this.network.run();

			assertThat(peer.take()).isEmpty();
			assertThat(reasons).containsExactly("the operator said so");
		}

		@Test
		void handlersAreCalledInOrderUntilTheyAreTakenOff() {
			Queue<String> calls = new ConcurrentLinkedQueue<>();
			Registration first = this.client.on(MqttEvent.Disconnected.class, (event) -> calls.add("first"));
			this.client.on(MqttEvent.Disconnected.class, (event) -> {
				throw new IllegalStateException("a fault of the second");
			});
			this.client.on(MqttEvent.Disconnected.class, (event) -> calls.add("third"));
			this.client.on(MqttEvent.Failed.class, (event) -> calls.add(String.valueOf(event.cause().getMessage())));
			connected();

			this.client.closeConnection("test");
			this.network.run();
			assertThat(calls).containsExactly("first", "third", "a fault of the second");

			calls.clear();
			first.close();
			connectedAgain();
			this.client.closeConnection("test");
			this.network.run();
			assertThat(calls).containsExactly("third", "a fault of the second");
		}

		private void connectedAgain() {
			this.network.advance(Duration.ofSeconds(1));
			this.network.peer().acceptWith(true, PacketProperties.NONE);
		}

	}

	@Nested
	class WithABroker {

		@AutoClose
		private final TestClients clients = new TestClients(SharedBrokers.hiveMq(), MqttVersion.V5);

		private final String topic = this.clients.topic("mapping");

		@Test
		void eventsTellOfEachStep() {
			MqttClient client = this.clients.create(this.clients.options());
			RecordedEvents events = RecordedEvents.of(client);

			ConnAck connAck = client.blocking().connect();
			assertThat(events.next(MqttEvent.Connected.class).connAck()).isEqualTo(connAck);

			SubAck subAck = client.blocking().subscribe(Subscription.of(this.topic, QoS.AT_LEAST_ONCE));
			assertThat(events.next(MqttEvent.Subscribed.class).subAck()).isEqualTo(subAck);

			MqttMessage message = MqttMessage.builder(this.topic).payload("71.5").qos(QoS.AT_LEAST_ONCE).build();
			client.blocking().publish(message);
			assertThat(events.has(MqttEvent.Failed.class)).isFalse();

			UnsubAck unsubAck = client.blocking().unsubscribe(this.topic);
			assertThat(events.next(MqttEvent.Unsubscribed.class).unsubAck()).isEqualTo(unsubAck);
		}

		@Test
		void acknowledgeEventComesAtPubackAndPubcomp() {
			MqttClient client = this.clients.connect();
			RecordedEvents events = RecordedEvents.of(client);

			for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
				MqttMessage message = MqttMessage.builder(this.topic).qos(qos).build();
				client.blocking().publish(message);

				assertThat(events.next(MqttEvent.MessageAcknowledged.class).message()).isEqualTo(message);
			}
		}

		@Test
		void answersCarryTheirPacketIdentifier() {
			MqttClient client = this.clients.connect();

			assertThat(client.blocking().subscribe(Subscription.of(this.topic, QoS.AT_MOST_ONCE)).packetId())
				.isPositive();
			assertThat(client.blocking().unsubscribe(this.topic).packetId()).isPositive();
		}

		@Test
		void secureChoosesTheVersionsOfTls() {
			connectsWith((tls) -> tls.protocols(List.of("TLSv1.2")));
			doesNotConnectWith((tls) -> tls.protocols(List.of("TLSv9")));
		}

		@Test
		void secureChoosesTheCipherSuites() {
			connectsWith((tls) -> tls.cipherSuites(List.of("TLS_AES_256_GCM_SHA384")));
			doesNotConnectWith((tls) -> tls.cipherSuites(List.of("TLS_RSA_WITH_AES_128_CBC_SHA")));
		}

		private void connectsWith(UnaryOperator<TlsOptions.Builder> more) {
			assertThat(this.clients.connect(tls(more)).status().state()).isEqualTo(ConnectionState.CONNECTED);
		}

		private void doesNotConnectWith(UnaryOperator<TlsOptions.Builder> more) {
			MqttClientOptions.Builder options = tls(more).reconnect(ReconnectPolicy.never());

			assertThatExceptionOfType(MqttConnectionException.class).isThrownBy(() -> this.clients.connect(options));
		}

		private MqttClientOptions.Builder tls(UnaryOperator<TlsOptions.Builder> more) {
			TlsOptions.Builder tls = TlsOptions.builder().caFile(SharedBrokers.certificates().caFile());
			return this.clients.options(this.clients.broker().tlsUri()).tls(more.apply(tls).build());
		}

		@Test
		void manyClientsRunWithoutALoopOfTheApplication() {
			MqttClient receiver = this.clients.connect();
			ReceivedMessages received = ReceivedMessages.of(receiver, this.clients.topic("+/hello"), QoS.AT_LEAST_ONCE);

			for (int i = 0; i < 20; i++) {
				this.clients.connect()
					.publish(MqttMessage.builder(this.clients.topic(i + "/hello")).qos(QoS.AT_LEAST_ONCE).build());
			}

			assertThat(received.next(20)).hasSize(20);
		}

	}

}
