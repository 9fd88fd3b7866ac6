// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The client on a network without threads; callbacks run as tasks of the same loop. */
class DefaultMqttClientTests {

	private final ManualTransport network = new ManualTransport();

	private final Executor inTasks = this.network::execute;

	private final MqttClient client = client((options) -> options);

	private MqttClient client(UnaryOperator<MqttClientOptions.Builder> more) {
		MqttClientOptions.Builder options = MqttClientOptions.builder("broker.example")
			.clean(true)
			.version(MqttVersion.V5)
			.clientId("me")
			.reconnect(ReconnectPolicy.fixed(Duration.ofSeconds(3)))
			.executor(this.inTasks)
			.transport(this.network);
		return MqttClient.create(more.apply(options).build());
	}

	private Peer connected(MqttClient client) {
		client.connect();
		this.network.run();
		this.network.peer().acceptWith(false, PacketProperties.NONE);
		return this.network.peer();
	}

	private static MqttMessage message(QoS qos) {
		return MqttMessage.builder("t").qos(qos).payload("x").build();
	}

	private static Publish publish(QoS qos, int packetId) {
		return new Publish(message(qos), false, packetId);
	}

	@Nested
	class Connecting {

		@Test
		void sendsConnectAndEndsWithConnack() {
			CompletableFuture<ConnAck> connecting = client.connect();
			network.run();
			network.peer().accept();

			assertThat(network.peer().take()).singleElement().isInstanceOfSatisfying(Connect.class, (connect) -> {
				assertThat(connect.clientId()).isEqualTo("me");
				assertThat(connect.cleanStart()).isTrue();
				assertThat(connect.keepAliveSeconds()).isEqualTo(60);
			});
			assertThat(connecting).isNotDone();

			network.peer().say(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE));
			assertThat(connecting).isCompleted();
			assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
		}

		@Test
		void isTriedAgainUntilItSucceeds() {
			CompletableFuture<ConnAck> connecting = client.connect();
			network.run();
			network.peer().lose();
			assertThat(client.status().state()).isEqualTo(ConnectionState.WAITING);
			assertThat(client.status().lastError()).hasMessage("network lost");
			assertThat(connecting).isNotDone();

			network.advance(Duration.ofSeconds(3));
			network.peer().acceptWith(false, PacketProperties.NONE);

			assertThat(network.peers).hasSize(2);
			assertThat(connecting).isCompleted();
			assertThat(client.status().lastError()).isNull();
		}

		@Test
		void endsWhenThePolicyGivesUp() {
			MqttClient never = client((options) -> options.reconnect(ReconnectPolicy.never()));
			CompletableFuture<ConnAck> connecting = never.connect();
			network.run();

			network.peer().lose();

			assertThat(failure(connecting)).isInstanceOf(MqttConnectionException.class).hasMessage("network lost");
			assertThat(never.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		}

		@Test
		void endsWhenTheServerRefusesForGood() {
			CompletableFuture<ConnAck> connecting = client.connect();
			network.run();
			network.peer().accept();

			network.peer().say(new ConnAck(false, ReasonCode.BAD_USER_NAME_OR_PASSWORD, PacketProperties.NONE));

			assertThat(failure(connecting)).isInstanceOf(MqttRejectedException.class)
				.hasMessageContaining("0x86 bad user name or password");
			assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		}

		@Test
		void goesOnWhenTheServerIsBusy() {
			client.connect();
			network.run();
			network.peer().accept();

			network.peer().say(new ConnAck(false, ReasonCode.SERVER_BUSY, PacketProperties.NONE));
			network.advance(Duration.ofSeconds(3));

			assertThat(network.peers).hasSize(2);
		}

		@Test
		void failsAnAttemptWithoutConnackInTime() {
			client.connect();
			network.run();
			network.peer().accept();

			network.advance(Duration.ofSeconds(20));

			assertThat(network.peer().ended()).isTrue();
			assertThat(client.status().lastError()).isInstanceOf(MqttTimeoutException.class)
				.hasMessageContaining("no CONNACK");
		}

		@Test // [MQTT-3.2.0-1]
		void refusesAPacketBeforeConnackAndDeliversNothing() {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE), deliveries::add);
			client.connect();
			network.run();
			network.peer().accept();

			network.peer().say(publish(QoS.AT_MOST_ONCE, 0));

			assertThat(deliveries).isEmpty();
			assertThat(network.peer().ended()).isTrue();
			assertThat(client.status().lastError()).hasMessageContaining("must be CONNACK, was PUBLISH");
		}

		@Test // [MQTT-3.2.2-2]
		void refusesASessionAfterACleanStart() {
			client.connect();
			network.run();
			network.peer().accept();

			network.peer().say(new ConnAck(true, ReasonCode.SUCCESS, PacketProperties.NONE));

			assertThat(client.status().lastError()).isInstanceOf(MqttProtocolException.class);
		}

		@Test
		void triesTheOtherServersOfTheListWithoutAPause() {
			MqttClient client = MqttClient.create(MqttClientOptions.builder("one", "two:1884")
				.clean(true)
				.reconnect(ReconnectPolicy.fixed(Duration.ofSeconds(3)))
				.executor(inTasks)
				.transport(network)
				.build());
			client.connect();
			network.run();
			network.peer().lose();
			assertThat(network.peer().request.endpoint()).hasToString("mqtt://two:1884");

			network.peer().lose();
			assertThat(network.peers).hasSize(2);
			network.advance(Duration.ofSeconds(3));

			assertThat(network.peer().request.endpoint()).hasToString("mqtt://one:1883");
		}

		@Test
		void keepsTheIdentifierThatTheServerAssigned() {
			MqttClient anonymous = client((options) -> options.clientId(""));
			anonymous.connect();
			network.run();
			network.peer()
				.acceptWith(false,
						PacketProperties.builder().set(Property.ASSIGNED_CLIENT_IDENTIFIER, "assigned").build());

			network.peer().lose();
			network.advance(Duration.ofSeconds(3));
			network.peer().accept();

			assertThat(anonymous.status().clientId()).isEqualTo("assigned");
			assertThat(network.peer().take()).singleElement()
				.isInstanceOfSatisfying(Connect.class,
						(connect) -> assertThat(connect.clientId()).isEqualTo("assigned"));
		}

	}

	@Nested
	class Disconnecting {

		@Test
		void sendsDisconnectAndStopsReconnecting() {
			Peer peer = connected(client);

			CompletableFuture<Void> disconnecting = client.disconnect();
			network.advance(Duration.ofMinutes(1));

			assertThat(peer.take()).containsExactly(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE));
			assertThat(disconnecting).isCompleted();
			assertThat(network.peers).hasSize(1);
			assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		}

		@Test
		void winsWhileConnecting() {
			CompletableFuture<ConnAck> connecting = client.connect();
			network.run();

			CompletableFuture<Void> disconnecting = client.disconnect();
			network.advance(Duration.ofMinutes(1));

			assertThat(disconnecting).isCompleted();
			assertThat(failure(connecting)).isInstanceOf(MqttConnectionException.class);
			assertThat(network.peers).hasSize(1);
		}

		@Test
		void winsWhileWaitingForTheNextAttempt() {
			client.connect();
			network.run();
			network.peer().lose();

			CompletableFuture<Void> disconnecting = client.disconnect();
			network.advance(Duration.ofMinutes(1));

			assertThat(disconnecting).isCompleted();
			assertThat(network.peers).hasSize(1);
		}

		@Test
		void takesBoundedTimeWhenTheNetworkTakesNothing() {
			Peer peer = connected(client);
			peer.stuck = true;
			CompletableFuture<Void> disconnecting = client.disconnect();
			network.advance(Duration.ofSeconds(4));
			assertThat(disconnecting).isNotDone();

			network.advance(Duration.ofSeconds(1));

			assertThat(disconnecting).isCompleted();
		}

		@Test
		void connectCalledMeanwhileConnectsAgain() {
			connected(client);
			CompletableFuture<Void> disconnecting = client.disconnect();
			CompletableFuture<ConnAck> connecting = client.connect();
			network.run();

			network.peer().acceptWith(false, PacketProperties.NONE);

			assertThat(network.peers).hasSize(2);
			assertThat(disconnecting).isCompleted();
			assertThat(connecting).isCompleted();
		}

		@Test
		void failsWhatIsUnfinished() {
			connected(client);
			CompletableFuture<PublishResult> unacknowledged = client.publish(message(QoS.AT_LEAST_ONCE));
			network.run();

			client.disconnect();
			network.run();
			CompletableFuture<PublishResult> later = client.publish(message(QoS.AT_LEAST_ONCE));
			network.advance(client.options().disconnectTimeout());

			assertThat(failure(unacknowledged)).isInstanceOf(MqttConnectionException.class);
			assertThat(failure(later)).isInstanceOf(MqttConnectionException.class)
				.hasMessageContaining("not connected, and not connecting");
			assertThat(client.backlog()).isEqualTo(new ClientBacklog(0, 0, 0, 0, 0));
		}

		@Test
		void anAcknowledgementThatComesTooLateIsDroppedQuietly() {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			Peer peer = connected(client);
			peer.say(publish(QoS.AT_LEAST_ONCE, 1));
			peer.take();
			peer.stuck = true;
			client.disconnect();
			network.advance(Duration.ofSeconds(4));

			deliveries.get(0).acknowledge();
			network.run();

			assertThat(peer.take()).containsExactly(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE));
		}

		@Test
		void harmsNothingWhenThereIsNoConnection() {
			CompletableFuture<Void> first = client.disconnect();
			CompletableFuture<Void> second = client.disconnect();
			network.run();

			assertThat(first).isCompleted();
			assertThat(second).isCompleted();
		}

	}

	@Nested
	class LosingTheConnection {

		@Test
		void isToldAndTheConnectionIsMadeAgain() {
			List<MqttEvent> events = new ArrayList<>();
			client.on(MqttEvent.class, events::add);
			connected(client);

			network.peer().lose();
			network.advance(Duration.ofSeconds(3));
			network.peer().acceptWith(false, PacketProperties.NONE);

			assertThat(events).hasExactlyElementsOfTypes(MqttEvent.Connected.class, MqttEvent.Disconnected.class,
					MqttEvent.Reconnecting.class, MqttEvent.Connected.class);
			assertThat(((MqttEvent.Connected) events.get(3)).sessionLost()).as("of a clean start").isFalse();
		}

		@Test
		void tellsThatAKeptSessionIsLost() {
			MqttClient kept = client((options) -> options.clean(false));
			List<MqttEvent.Connected> events = new ArrayList<>();
			kept.on(MqttEvent.Connected.class, events::add);
			connected(kept);
			network.peer().lose();
			network.advance(Duration.ofSeconds(3));
			network.peer().acceptWith(true, PacketProperties.NONE);
			network.peer().lose();
			network.advance(Duration.ofSeconds(3));
			network.peer().acceptWith(false, PacketProperties.NONE);

			assertThat(events).extracting(MqttEvent.Connected::sessionLost).containsExactly(false, false, true);
		}

		@Test
		void keepsQos1ForTheNextConnection() {
			connected(client);
			CompletableFuture<PublishResult> publishing = client.publish(message(QoS.AT_LEAST_ONCE));
			network.peer().lose();
			network.advance(Duration.ofSeconds(3));
			network.peer().acceptWith(false, PacketProperties.NONE);

			List<Packet> sent = network.peer().take();
			assertThat(sent).hasSize(1);
			network.peer().say(new PubAck(((Publish) sent.get(0)).packetId()));

			assertThat(publishing).isCompleted();
		}

		@Test // [MQTT-4.13.1-1]
		void garbageIsAnsweredWithDisconnectAndTheReason() {
			Peer peer = connected(client);

			peer.sendGarbage(ReasonCode.MALFORMED_PACKET);

			assertThat(peer.take()).containsExactly(new Disconnect(ReasonCode.MALFORMED_PACKET, PacketProperties.NONE));
			assertThat(client.status().lastError()).isInstanceOf(MqttProtocolException.class);
		}

		@Test
		void theServersDisconnectIsHandedToTheApplication() {
			List<MqttEvent.Disconnected> events = new ArrayList<>();
			client.on(MqttEvent.Disconnected.class, events::add);
			connected(client);
			Disconnect packet = new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, PacketProperties.NONE);

			network.peer().say(packet);

			assertThat(events).singleElement()
				.satisfies((event) -> assertThat(event.packet()).isEqualTo(packet),
						(event) -> assertThat(event.reason()).contains("0x8B server shutting down"));
			network.advance(Duration.ofSeconds(3));
			assertThat(network.peers).hasSize(2);
		}

		@Test
		void anotherClientWithTheSameIdentifierIsNotFoughtOver() {
			Disconnect takenOver = new Disconnect(ReasonCode.SESSION_TAKEN_OVER, PacketProperties.NONE);
			List<MqttEvent.TakenOver> events = new ArrayList<>();
			List<MqttEvent.Failed> failures = new ArrayList<>();
			client.on(MqttEvent.TakenOver.class, events::add);
			client.on(MqttEvent.Failed.class, failures::add);
			connected(client);

			for (int i = 1; i <= 3; i++) {
				network.peer().say(takenOver);
				assertThat(client.status().takeovers()).isEqualTo(i);
				network.advance(Duration.ofMinutes(1));
				network.peer().acceptWith(false, PacketProperties.NONE);
			}
			network.peer().say(takenOver);
			network.advance(Duration.ofMinutes(10));

			assertThat(network.peers).hasSize(4);
			assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
			assertThat(events).extracting(MqttEvent.TakenOver::times).containsExactly(1, 2, 3, 4);
			assertThat(events).allMatch(MqttEvent.TakenOver::certain);
			assertThat(failures).singleElement()
				.satisfies(
						(event) -> assertThat(event.message()).contains("keeps taking over", "identifier of its own"));
		}

		@Test
		void connectionsThatKeepEndingSoonMakeOneSuspectAnotherClient() {
			List<MqttEvent.TakenOver> events = new ArrayList<>();
			client.on(MqttEvent.TakenOver.class, events::add);
			connected(client);

			for (int i = 0; i < 3; i++) {
				network.peer().lose();
				network.advance(Duration.ofMinutes(1));
				network.peer().acceptWith(false, PacketProperties.NONE);
			}

			assertThat(events).singleElement().satisfies((event) -> {
				assertThat(event.certain()).isFalse();
				assertThat(event.times()).isEqualTo(3);
			});
			assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
		}

		@Test
		void aMessageThatIsInFlightEachTimeIsSuspectAsWell() {
			try (RecordedLog log = new RecordedLog()) {
				MqttClient kept = client((options) -> options.clean(false));
				connected(kept);
				kept.publish(message(QoS.AT_LEAST_ONCE));
				kept.publish(MqttMessage.builder("large").qos(QoS.AT_LEAST_ONCE).payload("x".repeat(5000)).build());

				for (int i = 0; i < 3; i++) {
					network.run();
					network.peer().lose();
					network.advance(Duration.ofMinutes(1));
					network.peer().acceptWith(true, PacketProperties.NONE);
				}

				assertThat(log.lines("may be taking over")).containsExactly(
						"WARN Another client with the identifier me may be taking over at mqtt://broker.example:1883"
								+ " (3 in a row); or the server does not take a message that is sent again each time:"
								+ " the largest has 5000 bytes and goes to large");
			}
		}

		@Test
		void aServerThatDoesNotAnswerPingsIsGivenUp() {
			Peer peer = connected(client);

			network.advance(Duration.ofSeconds(45));
			assertThat(peer.take()).containsExactly(PingReq.INSTANCE);
			network.advance(Duration.ofSeconds(20));

			assertThat(peer.ended()).isTrue();
			assertThat(client.status().lastError()).isInstanceOf(MqttTimeoutException.class);
		}

		@Test
		void closingTheConnectionByHandIsALossWithoutDisconnect() {
			Peer peer = connected(client);

			client.closeConnection("test");
			network.advance(Duration.ofSeconds(3));

			assertThat(peer.take()).isEmpty();
			assertThat(network.peers).hasSize(2);
		}

	}

	@Nested
	class Misuse {

		@Test
		@SuppressWarnings("NullAway") // what callers without such checks may do
		void whatMustNotBeNullIsSaidAtOnce() {
			Subscription subscription = Subscription.of("t", QoS.AT_LEAST_ONCE);

			assertThatNullPointerException().isThrownBy(() -> client.publish(null))
				.withMessage("message must not be null");
			assertThatNullPointerException().isThrownBy(() -> client.subscribe(subscription, (MessageHandler) null))
				.withMessage("handler must not be null");
			assertThatNullPointerException().isThrownBy(() -> client.subscribe(subscription, null, (delivery) -> {
			})).withMessage("ackMode must not be null");
			assertThatNullPointerException().isThrownBy(() -> Subscription.of("t", null))
				.withMessage("qos must not be null");
			assertThatNullPointerException().isThrownBy(() -> Subscription.of(null, QoS.AT_LEAST_ONCE))
				.withMessage("topic filter must not be null");
			assertThatNullPointerException().isThrownBy(() -> MqttClientOptions.builder((String) null))
				.withMessage("uri must not be null");
		}

		@Test
		void aTopicFilterTwiceInOneCallIsRefusedAtOnce() {
			List<Subscription> twice = List.of(Subscription.of("a", QoS.AT_LEAST_ONCE),
					Subscription.of("b", QoS.AT_LEAST_ONCE), Subscription.of("a", QoS.EXACTLY_ONCE));
			String rule = "each topic filter must be subscribed to once in a call, was twice: \"a\"";

			assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(twice, PacketProperties.NONE))
				.withMessage(rule);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client.subscribe(twice, PacketProperties.NONE, AckMode.AUTO, (delivery) -> {
				}))
				.withMessage(rule);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client.blocking().subscribe(twice, PacketProperties.NONE))
				.withMessage(rule);
		}

		@Test
		void theSameFilterInAGroupAndAloneAreTwoFilters() {
			client.subscribe(
					List.of(Subscription.of("a", QoS.AT_LEAST_ONCE), Subscription.of("$share/g/a", QoS.AT_LEAST_ONCE)),
					PacketProperties.NONE);

			assertThat(connected(client).take()).hasAtLeastOneElementOfType(Subscribe.class);
		}

		@Test
		void unsubscribingAFilterTwiceInOneCallIsHarmless() {
			List<String> handled = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> handled.add("t"));
			Peer peer = connected(client);
			peer.say(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
			CompletableFuture<UnsubAck> unsubscribing = client
				.unsubscribe(List.of(TopicFilter.of("t"), TopicFilter.of("t")), PacketProperties.NONE);
			network.run();
			peer.say(new UnsubAck(2, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED),
					PacketProperties.NONE));

			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(unsubscribing).isCompleted();
			assertThat(handled).isEmpty();
		}

		@Test
		void moreRequestsThanMayWaitFailAndLeaveNothingBehind() {
			for (int i = 0; i < 65_535; i++) {
				client.unsubscribe("t");
			}

			CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("more", QoS.AT_LEAST_ONCE));
			CompletableFuture<UnsubAck> unsubscribing = client.unsubscribe("more");
			network.run();

			assertThat(failure(subscribing)).isInstanceOf(MqttQueueFullException.class)
				.hasMessage("no more than 65535 SUBSCRIBE and UNSUBSCRIBE may have no answer");
			assertThat(failure(unsubscribing)).isInstanceOf(MqttQueueFullException.class);
			assertThat(client.subscriptions()).isEmpty();
		}

		@Test
		void theFutureEndsIfSomethingFailsOnTheLoop() {
			MqttClient observed = client((options) -> options.trafficObserver(new TrafficObserver() {

				@Override
				public void sent(QoS qos, int bytes) {
					throw new IllegalStateException("on purpose");
				}

			}));
			Peer peer = connected(observed);

			CompletableFuture<PublishResult> result = observed.publish(message(QoS.AT_LEAST_ONCE));
			network.run();

			assertThat(result).failsWithin(Duration.ZERO)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(MqttConnectionException.class)
				.withMessage("a fault of the client: java.lang.IllegalStateException: on purpose");
			assertThat(peer.ended()).isFalse();
		}

	}

	@Nested
	class Receiving {

		private final List<String> handled = new ArrayList<>();

		@Test
		void handlersAreThereBeforeConnectIsSent() {
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("t"));
			client.connect();
			network.run();
			network.peer().accept();

			network.peer()
				.say(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE), publish(QoS.AT_LEAST_ONCE, 1));

			assertThat(this.handled).containsExactly("t");
			assertThat(network.peer().take()).contains(new PubAck(1));
		}

		@Test
		void manualAcknowledgementWaitsForTheHandler() {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			Peer peer = connected(client);
			peer.take();
			peer.say(publish(QoS.AT_LEAST_ONCE, 1));
			assertThat(peer.take()).isEmpty();

			deliveries.get(0).acknowledge();
			network.run();

			assertThat(peer.take()).containsExactly(new PubAck(1));
		}

		@Test
		void aHandlerThatThrowsHarmsNothingElse() {
			List<MqttEvent.Failed> failures = new ArrayList<>();
			client.on(MqttEvent.Failed.class, failures::add);
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> {
				throw new AssertionError("broken");
			});
			client.subscribe(Subscription.of("#", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("#"));
			Peer peer = connected(client);
			peer.take();

			peer.say(publish(QoS.AT_LEAST_ONCE, 1), publish(QoS.AT_LEAST_ONCE, 2));

			assertThat(this.handled).containsExactly("#", "#");
			assertThat(failures).hasSize(2).allSatisfy((failed) -> assertThat(failed.cause()).hasMessage("broken"));
			assertThat(peer.take()).containsExactly(
					new PubAck(1, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, PacketProperties.NONE),
					new PubAck(2, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, PacketProperties.NONE));
			assertThat(peer.ended()).isFalse();
		}

		@Test
		void aHandlerThatThrowsForQos2DoesNotRefuseTheMessage() {
			client.subscribe(Subscription.of("t", QoS.EXACTLY_ONCE), (delivery) -> {
				throw new IllegalStateException("broken");
			});
			Peer peer = connected(client);
			peer.take();

			peer.say(publish(QoS.EXACTLY_ONCE, 1));

			assertThat(peer.take()).containsExactly(new PubRec(1));
		}

		@Test // section 3.3.4
		void filtersOfOnePacketHaveAnIdentifierBesideThoseOfOthers() {
			client.subscribe(Subscription.of("t/#", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("one"));
			client.subscribe(
					List.of(Subscription.of("s", QoS.AT_LEAST_ONCE), Subscription.of("t/a", QoS.AT_LEAST_ONCE)),
					PacketProperties.NONE, AckMode.AUTO, (delivery) -> this.handled.add("several"));
			Peer peer = connected(client);
			PacketProperties.Builder identifiers = PacketProperties.builder();
			peer.take()
				.stream()
				.map(Subscribe.class::cast)
				.flatMap((subscribe) -> subscribe.properties().subscriptionIdentifiers().stream())
				.forEach(identifiers::subscriptionIdentifier);

			peer.say(new Publish(
					new MqttMessage(TopicName.of("t/a"), new byte[0], QoS.AT_LEAST_ONCE, false, identifiers.build()),
					false, 1));

			assertThat(this.handled).containsExactly("one", "several");
		}

		@Test
		void whatWasSentForSeveralFiltersOfAnEarlierLifeGoesToTheHandlersOfAllThatMatch() {
			client.subscribe(
					List.of(Subscription.of("t/#", QoS.AT_LEAST_ONCE), Subscription.of("t/a", QoS.AT_LEAST_ONCE)),
					PacketProperties.NONE, AckMode.AUTO, (delivery) -> this.handled.add("both"));
			int both = identifier(connected(client));
			MqttClient next = client((options) -> options);
			next.subscribe(Subscription.of("t/#", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("wide"));
			next.subscribe(Subscription.of("t/a", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("narrow"));
			Peer peer = connected(next);

			peer.say(sentFor(both, "t/a"));

			assertThat(this.handled).containsExactly("wide", "narrow");
		}

		@Test
		void whatWasSentForAFilterOfAnEarlierLifeGoesToItsHandlerAmongSeveral() {
			client.subscribe(Subscription.of("t/a", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("alone"));
			int alone = identifier(connected(client));
			MqttClient next = client((options) -> options);
			next.subscribe(Subscription.of("t/#", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("wide"));
			next.subscribe(List.of(Subscription.of("s", QoS.AT_LEAST_ONCE), Subscription.of("t/a", QoS.AT_LEAST_ONCE)),
					PacketProperties.NONE, AckMode.AUTO, (delivery) -> this.handled.add("several"));
			Peer peer = connected(next);

			peer.say(sentFor(alone, "t/a"));

			assertThat(this.handled).containsExactly("several");
		}

		/** Of the subscription that was asked for. */
		private int identifier(Peer peer) {
			return peer.take()
				.stream()
				.filter(Subscribe.class::isInstance)
				.flatMap((packet) -> ((Subscribe) packet).properties().subscriptionIdentifiers().stream())
				.findFirst()
				.orElseThrow();
		}

		private Publish sentFor(int identifier, String topic) {
			return new Publish(new MqttMessage(TopicName.of(topic), new byte[0], QoS.AT_LEAST_ONCE, false,
					PacketProperties.builder().subscriptionIdentifier(identifier).build()), false, 1);
		}

		@Test
		void severalHandlersAcknowledgeTogether() {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			Peer peer = connected(client);
			peer.take();
			peer.say(publish(QoS.AT_LEAST_ONCE, 1));

			deliveries.get(0).acknowledge();
			deliveries.get(0).acknowledge();
			network.run();
			assertThat(peer.take()).isEmpty();

			deliveries.get(1).acknowledge();
			network.run();
			assertThat(peer.take()).containsExactly(new PubAck(1));
		}

		@Test
		void ofManyAcknowledgementsOneIsSent() throws InterruptedException {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			Peer peer = connected(client);
			peer.take();
			peer.say(publish(QoS.AT_LEAST_ONCE, 1));
			CountDownLatch start = new CountDownLatch(1);
			List<Thread> threads = Stream.generate(() -> new Thread(() -> {
				awaitUninterruptibly(start);
				deliveries.get(0).acknowledge();
			})).limit(8).toList();

			threads.forEach(Thread::start);
			start.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			network.run();

			assertThat(peer.take()).containsExactly(new PubAck(1));
		}

		private void awaitUninterruptibly(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Test
		void aHandlerThatSubscribesAgainAfterATimeoutHasEachMessageOnce() {
			MessageHandler handler = (delivery) -> this.handled.add("t");
			CompletableFuture<SubAck> unanswered = client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), handler);
			Peer peer = connected(client);
			network.advance(client.options().responseTimeout());
			assertThat(failure(unanswered)).isInstanceOf(MqttTimeoutException.class);
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), handler);
			network.run();

			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(this.handled).containsExactly("t");
		}

		@Test
		void aHandlerThatSubscribesAgainStaysWhenThatIsRefused() {
			MessageHandler handler = (delivery) -> this.handled.add("t");
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), handler);
			Peer peer = connected(client);
			peer.say(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
			client.subscribe(Subscription.of("t", QoS.EXACTLY_ONCE), handler);
			network.run();
			peer.say(new SubAck(2, List.of(ReasonCode.NOT_AUTHORIZED), PacketProperties.NONE));

			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(this.handled).containsExactly("t");
		}

		@Test // section 3.3.4
		void whatIsSentForASubscriptionWithoutHandlerIsForNoHandlerOfAnother() {
			List<String> seen = new ArrayList<>();
			client.on(MqttEvent.MessageReceived.class, (event) -> seen.add(event.delivery().message().topic()));
			client.subscribe(Subscription.of("t/#", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("wide"));
			client.subscribe(Subscription.of("t/a", QoS.AT_LEAST_ONCE));
			Peer peer = connected(client);
			List<Integer> identifiers = peer.take()
				.stream()
				.flatMap((packet) -> ((Subscribe) packet).properties().subscriptionIdentifiers().stream())
				.toList();

			identifiers.forEach((each) -> peer.say(sentFor(each, "t/a")));

			assertThat(this.handled).containsExactly("wide");
			assertThat(seen).containsExactly("t/a", "t/a");
		}

		@Test
		void whatIsSentForAFilterWithAndWithoutHandlerIsForTheHandler() {
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("t"));
			client.subscribe(Subscription.of("t", QoS.EXACTLY_ONCE));

			Peer peer = connected(client);
			peer.say(sentFor(identifier(peer), "t"));

			assertThat(this.handled).containsExactly("t");
		}

		@Test
		void theEventSeesEveryMessage() {
			client.on(MqttEvent.MessageReceived.class, (event) -> this.handled.add(event.delivery().message().topic()));
			Peer peer = connected(client);

			peer.say(publish(QoS.AT_LEAST_ONCE, 1));

			assertThat(this.handled).containsExactly("t");
			assertThat(peer.take()).containsExactly(new PubAck(1));
		}

		@Test
		void aRefusedSubscriptionForgetsItsHandler() {
			CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE),
					(delivery) -> this.handled.add("refused"));
			Peer peer = connected(client);
			peer.say(new SubAck(1, List.of(ReasonCode.NOT_AUTHORIZED), PacketProperties.NONE));
			assertThat(failure(subscribing)).isInstanceOf(MqttRejectedException.class);

			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("granted"));
			network.run();
			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(this.handled).containsExactly("granted");
		}

		@Test // section 3.8.4
		void aRefusedChangeOfASubscriptionForgetsItsOwnHandlerAlone() {
			List<MqttEvent.SubscriptionRefused> refusals = new ArrayList<>();
			client.on(MqttEvent.SubscriptionRefused.class, refusals::add);
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("granted"));
			Peer peer = connected(client);
			peer.say(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
			CompletableFuture<SubAck> changing = client.subscribe(Subscription.of("t", QoS.EXACTLY_ONCE),
					(delivery) -> this.handled.add("refused"));
			network.run();
			peer.say(new SubAck(2, List.of(ReasonCode.NOT_AUTHORIZED), PacketProperties.NONE));

			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(failure(changing)).isInstanceOf(MqttRejectedException.class);
			assertThat(this.handled).containsExactly("granted");
			assertThat(client.subscriptions()).singleElement().satisfies((status) -> {
				assertThat(status.state()).isEqualTo(SubscriptionStatus.State.GRANTED);
				assertThat(status.requested()).isEqualTo(QoS.AT_LEAST_ONCE);
			});
			assertThat(refusals).singleElement()
				.satisfies((refused) -> assertThat(refused.subscription().qos()).isEqualTo(QoS.EXACTLY_ONCE));
		}

		@Test // section 3.8.4
		void aChangeThatTheNextServerSaysIsInvalidForgetsItsOwnHandlerAlone() {
			MqttClient stubborn = client((options) -> options.retryRefusedSubscriptions(true));
			stubborn.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("granted"));
			Peer peer = connected(stubborn);
			peer.say(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
			stubborn.subscribe(Subscription.of("t", QoS.EXACTLY_ONCE), (delivery) -> this.handled.add("invalid"));
			network.run();
			peer.say(new SubAck(2, List.of(ReasonCode.NOT_AUTHORIZED), PacketProperties.NONE));
			peer.lose();
			network.advance(Duration.ofSeconds(3));
			Peer next = network.peer();
			next.acceptWith(false, PacketProperties.NONE);
			next.say(new SubAck(subscribeId(next), List.of(ReasonCode.TOPIC_FILTER_INVALID), PacketProperties.NONE));
			network.advance(Duration.ofSeconds(1));
			next.say(new SubAck(subscribeId(next), List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			next.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(this.handled).containsExactly("granted");
		}

		/** Of the SUBSCRIBE that was sent last. */
		private int subscribeId(Peer peer) {
			return peer.take()
				.stream()
				.filter(Subscribe.class::isInstance)
				.mapToInt((packet) -> ((Subscribe) packet).packetId())
				.reduce((first, last) -> last)
				.orElseThrow();
		}

		@Test
		void aRefusedSubscriptionForgetsItsHandlerAlsoWhileAnotherIsUnderWay() {
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("refused"));
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), (delivery) -> this.handled.add("granted"));
			Peer peer = connected(client);
			peer.say(new SubAck(1, List.of(ReasonCode.NOT_AUTHORIZED), PacketProperties.NONE),
					new SubAck(2, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));

			peer.say(publish(QoS.AT_LEAST_ONCE, 9));

			assertThat(this.handled).containsExactly("granted");
		}

		@Test
		void aFullInboxStopsReadingAndAnEmptierOneResumes() {
			List<Runnable> held = new ArrayList<>();
			MqttClient slow = client((options) -> options.executor(held::add));
			slow.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE), (delivery) -> this.handled.add("t"));
			Peer peer = connected(slow);
			Publish[] flood = new Publish[8192];
			Arrays.fill(flood, publish(QoS.AT_MOST_ONCE, 0));
			peer.say(flood);
			assertThat(peer.reading).isFalse();

			network.advance(Duration.ofMinutes(5));
			assertThat(peer.ended()).as("silence says nothing while nobody reads").isFalse();

			while (!held.isEmpty()) {
				held.remove(0).run();
			}
			network.run();
			assertThat(peer.reading).isTrue();
			assertThat(this.handled).hasSize(8192);
		}

		@Test
		void aReasonCodeThatPubackMustNotHaveIsRefused() {
			List<Delivery> deliveries = new ArrayList<>();
			client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE), AckMode.MANUAL, deliveries::add);
			connected(client).say(publish(QoS.AT_LEAST_ONCE, 1));

			assertThatIllegalArgumentException()
				.isThrownBy(() -> deliveries.get(0).acknowledge(ReasonCode.BANNED, PacketProperties.NONE))
				.withMessageContaining("0x8A banned");
		}

	}

	@Nested
	class Publishing {

		@Test
		void batchesLeaveWithOneFlush() {
			Peer peer = connected(client);
			for (int i = 0; i < 5; i++) {
				client.publish(message(QoS.AT_MOST_ONCE));
			}

			network.run();

			assertThat(peer.take()).hasSize(5);
		}

		@Test
		void moreThanTheCapacityFailsAtOnceAndRoomComesBack() {
			MqttClient small = client((options) -> options.publishQueue(PublishQueue.DEFAULT.withMessages(2)));
			Peer peer = connected(small);
			small.publish(message(QoS.AT_LEAST_ONCE));
			small.publish(message(QoS.AT_LEAST_ONCE));

			assertThat(failure(small.publish(message(QoS.AT_LEAST_ONCE)))).isInstanceOf(MqttQueueFullException.class)
				.hasMessage("no more than 2 publishes of 67108864 bytes together may be unfinished");

			network.run();
			peer.say(new PubAck(1));
			assertThat(small.publish(message(QoS.AT_LEAST_ONCE))).isNotDone();
		}

		@ParameterizedTest
		@EnumSource(names = { "AT_MOST_ONCE", "AT_LEAST_ONCE" })
		void theFutureEndsWhateverAnObserverDoes(QoS qos) {
			MqttClient observed = client((options) -> options.trafficObserver(new TrafficObserver() {

				@Override
				public void publishEnded(QoS qos, Duration elapsed, @Nullable Throwable failure) {
					throw new IllegalStateException("the observer is broken");
				}

			}));
			Peer peer = connected(observed);

			CompletableFuture<PublishResult> publishing = observed.publish(message(qos));
			network.run();
			if (qos == QoS.AT_LEAST_ONCE) {
				assertThatIllegalStateException().isThrownBy(() -> peer.say(new PubAck(1)));
				network.run();
			}

			assertThat(publishing).isCompleted();
		}

		@Test // [MQTT-3.3.4-6]
		void aMessageThatWasReceivedCanBePublishedAsItIs() {
			client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE), (delivery) -> client.publish(delivery.message()));
			Peer peer = connected(client);
			peer.take();
			PacketProperties properties = PacketProperties.builder().set(Property.CONTENT_TYPE, "text/plain").build();

			peer.say(new Publish(
					new MqttMessage(TopicName.of("t"), new byte[0], QoS.AT_MOST_ONCE, false,
							properties.toBuilder().subscriptionIdentifier(1).set(Property.TOPIC_ALIAS, 3).build()),
					false, 0));

			assertThat(peer.take()).containsExactly(new Publish(
					new MqttMessage(TopicName.of("t"), new byte[0], QoS.AT_MOST_ONCE, false, properties), false, 0));
		}

		@Test
		void aPropertyThatNoPublishHasIsRefusedAtTheCall() {
			MqttMessage message = new MqttMessage(TopicName.of("t"), new byte[0], QoS.AT_LEAST_ONCE, false,
					PacketProperties.builder().set(Property.SERVER_REFERENCE, "other").build());

			assertThatIllegalArgumentException().isThrownBy(() -> client.publish(message))
				.withMessage("PUBLISH must not have the property server reference");
		}

		@Test
		void whatNeedsVersion5IsRefusedAtTheCall() {
			MqttClient old = client((options) -> options.version(MqttVersion.V3_1_1));

			assertThatIllegalArgumentException()
				.isThrownBy(() -> old.publish(MqttMessage.builder("t").contentType("text/plain").build()))
				.withMessageContaining("need MQTT 5");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> old.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE).withNoLocal(true)))
				.withMessageContaining("need MQTT 5");
		}

		@Test
		void aHandlerThatWaitsForAFutureOfItsOwnClientFailsAtOnce() {
			List<Throwable> failures = new ArrayList<>();
			client.on(MqttEvent.Failed.class, (failed) -> failures.add(failed.cause()));
			client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE),
					(delivery) -> client.publish(message(QoS.AT_LEAST_ONCE)).thenApply((result) -> "sent").join());

			connected(client).say(publish(QoS.AT_MOST_ONCE, 0));

			assertThat(failures).singleElement()
				.satisfies((failure) -> assertThat(failure).isInstanceOf(IllegalStateException.class)
					.hasMessageContaining("must not wait for a future of its own client"));
		}

		@Test
		void theBlockingFrontRefusesTheThreadOfTheNetwork() {
			List<Throwable> failures = new ArrayList<>();
			network.execute(() -> {
				try {
					client.blocking().publish(message(QoS.AT_MOST_ONCE));
				}
				catch (IllegalStateException ex) {
					failures.add(ex);
				}
			});
			network.run();

			assertThat(failures).singleElement()
				.satisfies((failure) -> assertThat(failure).hasMessageContaining("thread of the network"));
		}

		@Test
		void theBlockingFrontGivesUpInTime() {
			assertThatExceptionOfType(MqttTimeoutException.class)
				.isThrownBy(() -> client.blocking().withTimeout(Duration.ofMillis(1)).connect());
		}

	}

	@Nested
	class Closing {

		@Test
		void leavesTheTransportAndRefusesEverythingLater() {
			connected(client);
			CompletableFuture<PublishResult> unfinished = client.publish(message(QoS.AT_LEAST_ONCE));
			network.execute(client::close);
			network.advance(client.options().disconnectTimeout());
			CompletableFuture<PublishResult> later = client.publish(message(QoS.AT_LEAST_ONCE));
			CompletableFuture<ConnAck> connecting = client.connect();
			CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("t", QoS.AT_MOST_ONCE));
			network.run();

			assertThat(network.left).isTrue();
			assertThat(client.status().state()).isEqualTo(ConnectionState.CLOSED);
			assertThat(failure(unfinished)).isInstanceOf(MqttConnectionException.class);
			assertThat(failure(later)).hasMessage("the client is closed");
			assertThat(failure(connecting)).hasMessage("the client is closed");
			assertThat(failure(subscribing)).hasMessage("the client is closed");
		}

	}

	@Test
	void optionsMustSayWhetherTheSessionIsKept() {
		assertThatIllegalStateException().isThrownBy(() -> MqttClientOptions.builder("localhost").build())
			.withMessageContaining("clean must be set");
	}

	private static @Nullable Throwable failure(CompletableFuture<?> future) {
		try {
			assertThat(future).isDone();
			throw new AssertionError("it did not fail: " + future.join());
		}
		catch (CompletionException ex) {
			return ex.getCause();
		}
	}

}
