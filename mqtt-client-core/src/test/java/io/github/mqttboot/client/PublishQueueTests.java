// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.store.DurableMemory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What happens to messages that wait: there is not room for all, nor time. */
class PublishQueueTests {

	private final ManualTransport network = new ManualTransport();

	private final List<String> drops = new ArrayList<>();

	private @Nullable RecordedEvents events;

	private MqttClient client(PublishQueue queue) {
		return client(queue, MqttVersion.V5, null);
	}

	private MqttClient client(PublishQueue queue, MqttVersion version, @Nullable DurableMemory store) {
		MqttClient client = MqttClient.create(MqttClientOptions.builder("broker.example")
			.clean(false)
			.clientId("me")
			.version(version)
			.keepAlive(Duration.ZERO)
			.publishQueue(queue)
			.store(store)
			.trafficObserver(new TrafficObserver() {
				@Override
				public void publishDropped(QoS qos, DropReason reason) {
					PublishQueueTests.this.drops.add(qos.level() + " " + reason);
				}
			})
			.executor(this.network::execute)
			.transport(this.network)
			.build());
		this.events = RecordedEvents.of(client);
		return client;
	}

	private Peer connect(MqttClient client, PacketProperties limits) {
		client.connect();
		this.network.run();
		this.network.peer().acceptWith(false, limits);
		return this.network.peer();
	}

	private CompletableFuture<PublishResult> publish(MqttClient client, String payload) {
		CompletableFuture<PublishResult> future = client.publish(message(payload).build());
		this.network.run();
		return future;
	}

	private static MqttMessage.Builder message(String payload) {
		return MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).payload(payload);
	}

	private List<String> sentTo(Peer server) {
		return server.take().stream().map((packet) -> ((Publish) packet).message().payloadAsString()).toList();
	}

	private List<String> failed() {
		return (this.events == null) ? List.of()
				: this.events.all(MqttEvent.MessageFailed.class)
					.stream()
					.map((event) -> event.message().payloadAsString())
					.toList();
	}

	private static void assertRefused(CompletableFuture<?> future) {
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttQueueFullException.class);
	}

	@Nested
	class WhenThereIsNoRoom {

		@ParameterizedTest
		@EnumSource(names = { "FAIL", "WAIT" })
		void theNewMessageFails(Overflow overflow) {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(2).withOverflow(overflow));
			publish(client, "a");
			publish(client, "b");

			assertRefused(publish(client, "c"));

			assertThat(sentTo(connect(client, PacketProperties.NONE))).containsExactly("a", "b");
			assertThat(drops).isEmpty();
		}

		@Test
		void theNewMessageIsDroppedAndTold() {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(1).withOverflow(Overflow.DROP_NEWEST));
			publish(client, "a");

			assertRefused(publish(client, "b"));

			network.run();
			assertThat(drops).containsExactly("1 OVERFLOW");
			assertThat(failed()).containsExactly("b");
			assertThat(sentTo(connect(client, PacketProperties.NONE))).containsExactly("a");
		}

		@Test
		void theOldestIsDroppedAndTold() {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(2).withOverflow(Overflow.DROP_OLDEST));
			CompletableFuture<?> oldest = publish(client, "a");
			publish(client, "b");
			publish(client, "c");

			assertRefused(oldest);
			assertThat(drops).containsExactly("1 OVERFLOW");
			assertThat(failed()).containsExactly("a");
			assertThat(sentTo(connect(client, PacketProperties.NONE))).containsExactly("b", "c");
		}

		@Test
		void whatIsInFlightIsNeverDropped() {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(2).withOverflow(Overflow.DROP_OLDEST));
			Peer server = connect(client, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());
			CompletableFuture<?> inFlight = publish(client, "a");
			CompletableFuture<?> waiting = publish(client, "b");
			publish(client, "c");

			assertThat(inFlight).isNotDone();
			assertRefused(waiting);
			server.say(new PubAck(1));
			assertThat(sentTo(server)).containsExactly("a", "c");
		}

		@Test
		void whatIsInFlightIsNotDroppedWithoutConnectionEither() {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(1).withOverflow(Overflow.DROP_OLDEST));
			Peer server = connect(client, PacketProperties.NONE);
			CompletableFuture<?> inFlight = publish(client, "a");
			server.lose();

			assertRefused(publish(client, "b"));

			assertThat(inFlight).isNotDone();
		}

		@Test
		void bytesCountAsWell() {
			MqttClient client = client(PublishQueue.DEFAULT.withBytes(100));
			publish(client, "x".repeat(60));

			assertRefused(publish(client, "x".repeat(60)));
			assertThat(publish(client, "x".repeat(30))).isNotDone();
		}

		@Test
		void propertiesCountAsBytes() {
			MqttClient client = client(PublishQueue.DEFAULT.withBytes(100));
			publish(client, "a");

			CompletableFuture<?> refused = client.publish(message("b").userProperty("name", "x".repeat(100)).build());

			assertRefused(refused);
		}

		@Test
		void aMessageThatIsLargerOnItsOwnIsPublishedWhenThereIsNoOther() {
			MqttClient client = client(PublishQueue.DEFAULT.withBytes(100));

			assertThat(publish(client, "x".repeat(1000))).isNotDone();
			assertRefused(publish(client, ""));
		}

		@Test
		void roomThatWasMadeIsUsed() {
			MqttClient client = client(PublishQueue.DEFAULT.withMessages(1).withBytes(50));
			Peer server = connect(client, PacketProperties.NONE);
			for (int i = 1; i <= 100; i++) {
				CompletableFuture<?> publishing = publish(client, "x".repeat(i % 40));
				server.say(new PubAck(i));
				assertThat(publishing).isCompleted();
			}
			assertThat(client.backlog().queued()).isZero();
		}

	}

	@Nested
	class WhenTimeRunsOut {

		private final PublishQueue tenSeconds = PublishQueue.DEFAULT.withTimeToLive(Duration.ofSeconds(10));

		@Test
		void theMessageFailsAtThatTimeAndIsTold() {
			MqttClient client = client(this.tenSeconds);
			CompletableFuture<?> publishing = publish(client, "a");
			network.advance(Duration.ofSeconds(9));
			assertThat(publishing).isNotDone();

			network.advance(Duration.ofSeconds(1));

			assertThat(publishing).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(MqttTimeoutException.class)
				.withMessageContaining("has waited longer than its time to live, and is not sent");
			assertThat(drops).containsExactly("1 EXPIRED");
			assertThat(failed()).containsExactly("a");
			assertThat(connect(client, PacketProperties.NONE).take()).isEmpty();
		}

		@Test
		void aMessageWithAnIntervalOfItsOwnKeepsToThat() {
			MqttClient client = client(this.tenSeconds);
			CompletableFuture<?> longer = client.publish(message("a").messageExpiry(Duration.ofSeconds(30)).build());
			CompletableFuture<?> shorter = client.publish(message("b").messageExpiry(Duration.ofSeconds(5)).build());

			network.advance(Duration.ofSeconds(6));
			assertThat(shorter).isCompletedExceptionally();

			network.advance(Duration.ofSeconds(20));
			assertThat(longer).isNotDone();
		}

		@Test
		void whatLeavesLateCarriesTheRestOfTheInterval() {
			MqttClient client = client(PublishQueue.DEFAULT);
			client.publish(message("a").messageExpiry(Duration.ofSeconds(30)).build());
			network.advance(Duration.ofSeconds(12));

			assertThat(expiryOf(connect(client, PacketProperties.NONE))).isEqualTo(18);
		}

		@Test
		void whatLeavesAtOnceCarriesAllOfIt() {
			MqttClient client = client(PublishQueue.DEFAULT);
			Peer server = connect(client, PacketProperties.NONE);

			client.publish(message("a").messageExpiry(Duration.ofSeconds(30)).build());
			network.run();

			assertThat(expiryOf(server)).isEqualTo(30);
		}

		@Test
		void theTimeToLiveIsTheIntervalOfMessagesWithout() {
			MqttClient client = client(this.tenSeconds);
			publish(client, "a");
			network.advance(Duration.ofMillis(2500));

			assertThat(expiryOf(connect(client, PacketProperties.NONE))).isEqualTo(8);
		}

		@Test
		void inVersion3ItIsNobodyElsesBusiness() {
			MqttClient client = client(this.tenSeconds, MqttVersion.V3_1_1, null);
			publish(client, "a");

			Publish sent = (Publish) connect(client, PacketProperties.NONE).take().get(0);
			assertThat(sent.message().properties().isEmpty()).isTrue();
		}

		private @Nullable Long expiryOf(Peer server) {
			return ((Publish) server.take().get(0)).message().properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
		}

		@Test
		void whatIsInFlightStaysInFlight() {
			MqttClient client = client(this.tenSeconds);
			Peer server = connect(client, PacketProperties.NONE);
			CompletableFuture<?> publishing = publish(client, "a");

			network.advance(Duration.ofMinutes(1));
			assertThat(publishing).isNotDone();

			server.say(new PubAck(1));
			assertThat(publishing).isCompleted();
		}

		@Test
		void whatTheStoreKeepsExpiresWhileNoClientLives() {
			DurableMemory store = new DurableMemory(network::nanoTime);
			MqttClient client = client(this.tenSeconds, MqttVersion.V5, store);
			publish(client, "a");
			network.execute(client::close);
			network.advance(Duration.ofSeconds(11));

			MqttClient next = client(this.tenSeconds, MqttVersion.V5, store);
			network.run();

			assertThat(drops).containsExactly("1 EXPIRED");
			assertThat(next.backlog().queued()).isZero();
		}

	}

	@Test
	void whatTheStoreKeepsCountsBeforeItIsSent() {
		DurableMemory store = new DurableMemory(this.network::nanoTime);
		PublishQueue two = PublishQueue.DEFAULT.withMessages(2);
		MqttClient client = client(two, MqttVersion.V5, store);
		publish(client, "a");
		publish(client, "b");
		this.network.execute(client::close);
		this.network.run();

		MqttClient next = client(two, MqttVersion.V5, store);
		assertRefused(publish(next, "c"));
		Peer server = connect(next, PacketProperties.NONE);
		server.say(new PubAck(1));
		assertThat(publish(next, "d")).isNotDone();

		assertThat(sentTo(server)).containsExactly("a", "b", "d");
	}

	@Test
	void limitsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> PublishQueue.DEFAULT.withMessages(0))
			.withMessage("queue messages must be 1..8000000, was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> PublishQueue.DEFAULT.withBytes(0))
			.withMessageContaining("queue bytes must be 1..");
		assertThatIllegalArgumentException().isThrownBy(() -> PublishQueue.DEFAULT.waiting(Duration.ofSeconds(-1)))
			.withMessage("queue max-wait must be zero or positive, was PT-1S");
		assertThatIllegalArgumentException().isThrownBy(() -> PublishQueue.DEFAULT.withTimeToLive(Duration.ZERO))
			.withMessageContaining("was PT0S");
	}

}
