// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.store.DurableMemory;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.transport.Transport;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What a client with a store does when, and what another one finds after a crash. */
class StoredSessionTests {

	/** Longer than the client waits with what may wait. */
	private static final Duration A_MOMENT = Duration.ofMillis(200);

	private ManualTransport network = new ManualTransport();

	private final DurableMemory store = new DurableMemory(() -> this.network.nanoTime());

	private MqttClient client = client();

	private RecordedEvents events = RecordedEvents.of(this.client);

	private MqttClient client() {
		return client((options) -> options);
	}

	private MqttClient client(UnaryOperator<MqttClientOptions.Builder> more) {
		this.network.wire = (packet) -> this.store.log.add("> " + packet.type());
		MqttClientOptions.Builder options = MqttClientOptions.builder("broker.example")
			.clean(false)
			.version(MqttVersion.V5)
			.clientId("me")
			.keepAlive(Duration.ZERO)
			.store(this.store)
			.reconnect(ReconnectPolicy.fixed(Duration.ofSeconds(3)))
			.executor((task) -> this.network.execute(task))
			.transport(this.network);
		return MqttClient.create(more.apply(options).build());
	}

	/** The process dies, and another one takes its place. */
	private void crash() {
		crash((options) -> options);
	}

	private void crash(UnaryOperator<MqttClientOptions.Builder> more) {
		this.network = new ManualTransport();
		this.client = client(more);
		this.events = RecordedEvents.of(this.client);
	}

	private Peer connect(boolean sessionPresent) {
		this.client.connect();
		this.network.run();
		this.network.peer().acceptWith(sessionPresent, PacketProperties.NONE);
		return this.network.peer();
	}

	private CompletableFuture<PublishResult> publish(QoS qos, String payload) {
		return this.client.publish(message(qos, payload));
	}

	private static MqttMessage message(QoS qos, String payload) {
		return MqttMessage.builder("t").qos(qos).payload(payload).build();
	}

	private static Publish packet(QoS qos, String payload, boolean duplicate, int packetId) {
		return new Publish(message(qos, payload), duplicate, packetId);
	}

	private List<String> takeLog() {
		List<String> taken = List.copyOf(this.store.log);
		this.store.log.clear();
		return taken;
	}

	@Nested
	class BeforeAnythingLeaves {

		private final Peer server = connect(false);

		BeforeAnythingLeaves() {
			takeLog();
		}

		@Test
		void aMessageIsStoredWithItsIdentifier() {
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();

			assertThat(takeLog()).containsExactly("add a", "assign 1", "commit", "> PUBLISH");
		}

		@Test
		void manyMessagesAreStoredAtOnce() {
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");
			network.run();

			assertThat(takeLog()).containsExactly("add a", "assign 1", "add b", "assign 2", "commit", "> PUBLISH",
					"> PUBLISH");
		}

		@Test
		void aMessageOfQos0IsNotStored() {
			publish(QoS.AT_MOST_ONCE, "a");
			network.run();

			assertThat(takeLog()).containsExactly("> PUBLISH");
		}

		@Test
		void pubrecIsStoredBeforePubrel() {
			publish(QoS.EXACTLY_ONCE, "a");
			network.run();
			takeLog();

			this.server.say(new PubRec(1));

			assertThat(takeLog()).containsExactly("release", "commit", "> PUBREL");
		}

		@Test
		void theIdentifierOfAnIncomingMessageIsStoredBeforePubrec() {
			this.server.say(packet(QoS.EXACTLY_ONCE, "a", false, 7));

			assertThat(takeLog()).containsExactly("add incoming 7", "commit", "> PUBREC");
		}

		@Test
		void theIdentifierOfAnIncomingMessageIsForgottenBeforePubcomp() {
			this.server.say(packet(QoS.EXACTLY_ONCE, "a", false, 7));
			takeLog();

			this.server.say(new PubRel(7));

			assertThat(takeLog()).containsExactly("remove incoming 7", "commit", "> PUBCOMP");
		}

		@Test
		void whatGoesOutWithTheLastFlushIsStoredToo() {
			publish(QoS.AT_LEAST_ONCE, "a");
			client.closeConnection("test");
			network.run();

			assertThat(takeLog()).containsExactly("add a", "assign 1", "commit", "> PUBLISH");
		}

		@Test
		void anAcknowledgedMessageIsForgottenAMomentLater() {
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();
			takeLog();

			this.server.say(new PubAck(1));
			assertThat(takeLog()).containsExactly("remove");

			network.advance(A_MOMENT);
			assertThat(takeLog()).containsExactly("commit");
		}

	}

	@Nested
	class WithoutConnection {

		@Test
		void messagesAreStoredWhenTheLoopHasDoneWhatIsAtHand() {
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.AT_LEAST_ONCE, "b");
			network.run();

			assertThat(takeLog()).containsExactly("add a", "add b", "commit");
		}

		@Test
		void messagesOfAnAbandonedClientAreSentInOrderByTheNext() {
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");
			publish(QoS.AT_LEAST_ONCE, "c");
			network.run();

			crash();

			assertThat(connect(false).take()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", false, 1),
					packet(QoS.EXACTLY_ONCE, "b", false, 2), packet(QoS.AT_LEAST_ONCE, "c", false, 3));
		}

		@Test
		void closingFailsTheFutureAndKeepsTheMessage() {
			CompletableFuture<?> publishing = publish(QoS.AT_LEAST_ONCE, "a");
			network.run();
			close();

			assertThat(publishing).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(MqttConnectionException.class)
				.withMessageContaining("kept in the store");
			assertThat(store.isOpen("me")).isFalse();

			crash();
			assertThat(connect(false).take()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", false, 1));
		}

		@Test
		void disconnectingKeepsTheMessageForTheNextConnection() {
			publish(QoS.AT_LEAST_ONCE, "a");
			client.disconnect();
			network.run();

			Peer server = connect(false);
			assertThat(server.take()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", false, 1));
			server.say(new PubAck(1));
			assertThat(events.all(MqttEvent.MessageAcknowledged.class)).hasSize(1);
		}

	}

	/** Closes on the loop, which does not wait for the end. */
	private void close() {
		this.network.execute(this.client::close);
		this.network.run();
	}

	@Nested
	class AfterACrash {

		@Test
		void whatWasInFlightIsSentAgainWithItsIdentifier() {
			connect(false);
			publish(QoS.AT_LEAST_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");
			network.run();

			crash();
			publish(QoS.AT_LEAST_ONCE, "c");

			assertThat(connect(true).take()).containsExactly(packet(QoS.AT_LEAST_ONCE, "a", true, 1),
					packet(QoS.EXACTLY_ONCE, "b", true, 2), packet(QoS.AT_LEAST_ONCE, "c", false, 3));
		}

		@Test // [MQTT-4.6.0-4]
		void releasesGoOnInTheOrderOfThePubrecs() {
			Peer server = connect(false);
			publish(QoS.EXACTLY_ONCE, "a");
			publish(QoS.EXACTLY_ONCE, "b");
			publish(QoS.EXACTLY_ONCE, "c");
			network.run();
			server.say(new PubRec(3), new PubRec(1));

			crash();

			assertThat(connect(true).take()).containsExactly(new PubRel(3), new PubRel(1),
					packet(QoS.EXACTLY_ONCE, "b", true, 2));
		}

		@Test
		void whatWasAcknowledgedIsNotSentAgain() {
			Peer server = connect(false);
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();
			server.say(new PubAck(1));
			network.advance(A_MOMENT);

			crash();

			assertThat(connect(true).take()).isEmpty();
		}

		@Test
		void theEndsOfMessagesWithoutACallerAreEvents() {
			publish(QoS.AT_LEAST_ONCE, "good");
			publish(QoS.AT_LEAST_ONCE, "bad");
			network.run();

			crash();
			connect(false).say(new PubAck(1), new PubAck(2, ReasonCode.QUOTA_EXCEEDED, PacketProperties.NONE));

			assertThat(events.all(MqttEvent.MessageAcknowledged.class)).singleElement()
				.satisfies((event) -> assertThat(event.message().payloadAsString()).isEqualTo("good"));
			assertThat(events.all(MqttEvent.MessageFailed.class)).singleElement().satisfies((event) -> {
				assertThat(event.message().payloadAsString()).isEqualTo("bad");
				assertThat(event.cause()).hasMessageContaining("quota exceeded");
			});
		}

		@Test
		void aClockThatWentBackMakesNoMessageWorthMore() {
			network.advance(Duration.ofHours(1)); // the next one begins at zero
			List<MqttMessage> messages = List.of(expiring(Duration.ofMinutes(1)),
					expiring(Duration.ofSeconds(4_294_967_295L)));
			messages.forEach(client::publish);
			network.run();

			crash();

			assertThat(connect(false).take()).containsExactly(new Publish(messages.get(0), false, 1),
					new Publish(messages.get(1), false, 2));
		}

		private static MqttMessage expiring(Duration expiry) {
			return message(QoS.AT_LEAST_ONCE, "a").toBuilder().messageExpiry(expiry).build();
		}

		@Test // [MQTT-4.3.3-10]
		void anIncomingMessageThatWasHandledIsAnsweredAndNotDeliveredAgain() {
			connect(false).say(packet(QoS.EXACTLY_ONCE, "a", false, 7));

			crash();
			Peer server = connect(true);
			server.say(packet(QoS.EXACTLY_ONCE, "a", true, 7));
			assertThat(server.take()).containsExactly(new PubRec(7));
			server.say(new PubRel(7));
			assertThat(server.take()).containsExactly(new PubComp(7));
			server.say(packet(QoS.EXACTLY_ONCE, "b", false, 7));

			assertThat(events.all(MqttEvent.MessageReceived.class)).singleElement()
				.satisfies((event) -> assertThat(event.delivery().message().payloadAsString()).isEqualTo("b"));
		}

		@Test
		void anIncomingMessageThatWasReleasedIsCompleted() {
			connect(false).say(packet(QoS.EXACTLY_ONCE, "a", false, 7));

			crash();
			Peer server = connect(true);
			server.say(new PubRel(7));

			assertThat(server.take()).containsExactly(new PubComp(7));
		}

		@Test
		void aSessionThatTheServerHasLostIsTold() {
			connect(false);

			crash();
			connect(false);

			assertThat(events.all(MqttEvent.Connected.class)).singleElement()
				.satisfies((event) -> assertThat(event.sessionLost()).isTrue());
		}

		@Test
		void aSessionThatTheServerHasFoundIsNotLost() {
			connect(false);

			crash();
			connect(true);

			assertThat(events.all(MqttEvent.Connected.class)).singleElement()
				.satisfies((event) -> assertThat(event.sessionLost()).isFalse());
		}

	}

	@ParameterizedTest
	@EnumSource
	void whatALostSessionHadInFlightIsPublishedAgainOrFailsAsConfigured(SessionLoss sessionLoss) {
		connect(false);
		publish(QoS.AT_LEAST_ONCE, "a");
		publish(QoS.EXACTLY_ONCE, "b");
		this.network.run();

		crash((options) -> options.sessionLoss(sessionLoss));
		publish(QoS.EXACTLY_ONCE, "never sent");
		List<Packet> sent = connect(false).take();

		assertThat(sent).map((packet) -> ((Publish) packet).message().payloadAsString())
			.containsExactlyElementsOf(switch (sessionLoss) {
				case PUBLISH_ALL -> List.of("a", "b", "never sent");
				case PUBLISH_QOS_1 -> List.of("a", "never sent");
				case FAIL_ALL -> List.of("never sent");
			});
		assertThat(sent).noneMatch((packet) -> ((Publish) packet).duplicate());
		assertThat(this.events.all(MqttEvent.MessageFailed.class)).hasSize(3 - sent.size())
			.allSatisfy((event) -> assertThat(event.cause()).hasMessageContaining("the server has lost the session"));
	}

	@Test
	void whatALostSessionHadReleasedIsPublishedFromTheBeginning() {
		Peer server = connect(false);
		publish(QoS.EXACTLY_ONCE, "a");
		this.network.run();
		server.say(new PubRec(1));

		crash((options) -> options.sessionLoss(SessionLoss.PUBLISH_ALL));
		assertThat(connect(false).take()).containsExactly(packet(QoS.EXACTLY_ONCE, "a", false, 2));

		crash();
		assertThat(connect(true).take()).containsExactly(packet(QoS.EXACTLY_ONCE, "a", true, 2));
	}

	@Nested
	class WhenTheStoreFails {

		private final MqttStoreException full = new MqttStoreException("the disk is full", null);

		@Test
		void nothingGoesOutThatIsNotStored() {
			Peer server = connect(false);
			store.failWith(this.full);

			CompletableFuture<?> publishing = publish(QoS.AT_LEAST_ONCE, "a");
			network.run();

			assertThat(server.take()).isEmpty();
			assertThat(server.ended()).isTrue();
			assertThat(publishing).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCause(this.full);
		}

		@Test
		void theClientStopsAndSaysWhy() {
			connect(false);
			store.failWith(this.full);
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();
			network.advance(Duration.ofMinutes(1));

			assertThat(network.peers).as("connections").hasSize(1);
			assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
			assertThat(client.status().lastError()).isSameAs(this.full);
			assertThat(events.all(MqttEvent.Failed.class)).singleElement()
				.satisfies((event) -> assertThat(event.cause()).isSameAs(this.full));
		}

		@Test
		void acknowledgementsDoNotGoOutEither() {
			Peer server = connect(false);
			store.failWith(this.full);

			server.say(packet(QoS.EXACTLY_ONCE, "a", false, 7));

			assertThat(server.take()).isEmpty();
			assertThat(server.ended()).isTrue();
		}

		@Test
		void itDoesNotConnectAgain() {
			connect(false);
			store.failWith(this.full);
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();
			store.failWith(null);

			CompletableFuture<?> connecting = client.connect();
			CompletableFuture<?> publishing = publish(QoS.AT_LEAST_ONCE, "b");
			network.run();

			assertThat(connecting).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCause(this.full);
			assertThat(publishing).isCompletedExceptionally();
		}

		@Test
		void aMessageWithoutConnectionFails() {
			store.failWith(this.full);

			CompletableFuture<?> publishing = publish(QoS.AT_LEAST_ONCE, "a");
			network.run();

			assertThat(publishing).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCause(this.full);
			assertThat(client.status().lastError()).isSameAs(this.full);
		}

		@Test
		void nothingGoesOutWhileDisconnecting() {
			Peer server = connect(false);
			store.failWith(this.full);

			publish(QoS.AT_LEAST_ONCE, "a");
			CompletableFuture<?> disconnecting = client.disconnect();
			network.run();

			assertThat(server.take()).isEmpty();
			assertThat(disconnecting).isCompleted();
			assertThat(client.status().lastError()).isSameAs(this.full);
		}

		@Test
		void closingStillLetsGoOfTheStore() {
			connect(false);
			store.failWith(this.full);
			publish(QoS.AT_LEAST_ONCE, "a");
			network.run();

			close();

			assertThat(store.isOpen("me")).isFalse();
		}

	}

	@Test
	void aMessageTooLargeForMqttFailsAndTheOthersAreStored(@TempDir Path directory) {
		this.client = client((options) -> options.store(new FileSessionStore(directory)));
		Peer server = connect(false);
		server.take();
		List<UserProperty> properties = Collections.nCopies(4097, new UserProperty("a", "x".repeat(65_535)));

		CompletableFuture<?> publishing = this.client.publish(
				message(QoS.AT_LEAST_ONCE, "a").toBuilder().property(Property.USER_PROPERTIES, properties).build());
		this.network.run();
		publish(QoS.AT_LEAST_ONCE, "b");
		this.network.run();

		assertThat(publishing).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttRejectedException.class)
			.withMessageContaining("PUBLISH must have at most 268435460 bytes");
		assertThat(server.take()).containsExactly(packet(QoS.AT_LEAST_ONCE, "b", false, 1));
		close();
	}

	@Test
	void closingLetsGoOfTheStoreWhenAllIsSent() {
		Peer server = connect(false);
		publish(QoS.AT_LEAST_ONCE, "a");

		close();
		assertThat(server.take()).singleElement().isInstanceOf(Publish.class);
		server.say(new PubAck(1));

		assertThat(server.take()).endsWith(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE));
		assertThat(this.store.isOpen("me")).isFalse();
		assertThat(this.store.log).endsWith("close");
	}

	@Test
	void aClientThatCannotBeMadeLetsGoOfItsSession() {
		Transport broken = () -> {
			throw new IllegalStateException("too many open files");
		};

		assertThatIllegalStateException()
			.isThrownBy(() -> client((options) -> options.clientId("other").transport(broken)))
			.withMessage("too many open files");
		assertThat(this.store.isOpen("other")).isFalse();
	}

}
