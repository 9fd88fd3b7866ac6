// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Handlers beside each other, and what happens when one is behind. */
@Timeout(60)
class LanesTests {

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	private final CountDownLatch released = new CountDownLatch(1);

	private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

	private final AtomicLong droppedBytes = new AtomicLong();

	@AfterEach
	void close() {
		this.released.countDown();
		this.broker.close();
	}

	@Test
	void aHandlerThatBlocksHoldsUpNoOther() throws InterruptedException {
		MqttClient client = client(InboxPolicy.DEFAULT);
		subscribe(client, "slow", this::block);
		subscribe(client, "quick", this::note);

		this.broker.send(publish("slow", "1"), publish("quick", "2"), publish("quick", "3"));

		assertThat(next()).isEqualTo("2");
		assertThat(next()).isEqualTo("3");
	}

	@Test
	void aHandlerTakesItsMessagesInOrderAndNeverTwoAtOnce() {
		MqttClient client = client(InboxPolicy.DEFAULT);
		Queue<String> taken = new ConcurrentLinkedQueue<>();
		ThreadBound bound = new ThreadBound(taken);
		subscribe(client, "a", bound);
		subscribe(client, "b", bound);

		List<String> sent = IntStream.range(0, 2000).mapToObj(Integer::toString).toList();
		for (String each : sent) {
			this.broker.send(publish(each.endsWith("7") ? "a" : "b", each));
		}

		Awaitility.await().atMost(TestClients.LIMIT).until(() -> taken.size() == sent.size());
		assertThat(taken).containsExactlyElementsOf(sent);
	}

	/** Would lose count if two threads were in it at once. */
	private static final class ThreadBound implements MessageHandler {

		private final Queue<String> taken;

		private Thread inside;

		ThreadBound(Queue<String> taken) {
			this.taken = taken;
			this.inside = Thread.currentThread();
		}

		@Override
		public void handle(Delivery delivery) {
			Thread current = Thread.currentThread();
			this.inside = current;
			Thread.yield();
			if (this.inside == current) {
				this.taken.add(delivery.message().payloadAsString());
			}
		}

	}

	@Test
	void aFloodToABlockedHandlerStopsTheReadingAndGoesOnWhenItIsFree() {
		MqttClient client = client(new InboxPolicy(100, 1024 * 1024, false));
		Queue<String> taken = new ConcurrentLinkedQueue<>();
		subscribe(client, "slow", (delivery) -> {
			this.released.await();
			taken.add(delivery.message().payloadAsString());
		});
		List<String> sent = IntStream.range(0, 5000).mapToObj(Integer::toString).toList();

		Thread server = new Thread(() -> sent.forEach((each) -> this.broker.send(publish("slow", each))));
		server.start();
		// the first may have been taken before the reading stopped, or after
		Awaitility.await().atMost(TestClients.LIMIT).until(() -> client.backlog().undelivered() >= 99);
		// what one read from the network brings may go beyond, but no more
		assertThat(client.backlog().undelivered()).isLessThan(5000);
		assertThat(client.backlog().dropped()).isZero();

		this.released.countDown();
		Awaitility.await().atMost(TestClients.LIMIT).until(() -> taken.size() == sent.size());
		assertThat(taken).containsExactlyElementsOf(sent);
	}

	@Test
	void severalBlockedHandlersLeaveRoomForOneThatIsNotBehind() throws InterruptedException {
		MqttClient client = client(new InboxPolicy(100, 1024 * 1024, true));
		List<String> slow = List.of("slow/1", "slow/2", "slow/3");
		slow.forEach((topic) -> subscribe(client, topic, this::block));
		subscribe(client, "quick", this::note);

		for (int i = 0; i < 200; i++) {
			slow.forEach((topic) -> this.broker.send(publish(topic, "flood")));
		}
		this.broker.send(publish("quick", "still here"));

		assertThat(next()).isEqualTo("still here");
		assertThat(client.backlog().undelivered()).isLessThanOrEqualTo(60);
	}

	@Test
	void aFloodToABlockedHandlerIsDroppedAndOthersGoOnIfSoConfigured() throws InterruptedException {
		MqttClient client = client(new InboxPolicy(100, 1024 * 1024, true));
		BlockingQueue<MqttEvent.MessagesDropped> events = new LinkedBlockingQueue<>();
		client.on(MqttEvent.MessagesDropped.class, events::add);
		subscribe(client, "slow", this::block);
		subscribe(client, "quick", this::note);

		for (int i = 0; i < 1000; i++) {
			this.broker.send(publish("slow", "flood"));
		}
		this.broker.send(publish("quick", "still here"));

		assertThat(next()).isEqualTo("still here");
		// a third of the inbox for each of two, and one more that the handler is at
		assertThat(client.backlog().undelivered()).isLessThanOrEqualTo(33);
		assertThat(client.backlog().dropped()).isBetween(966L, 967L);
		assertThat(this.droppedBytes.get()).isEqualTo(client.backlog().dropped() * 14);
		MqttEvent.MessagesDropped event = events.poll(30, TimeUnit.SECONDS); // on a
																				// thread
																				// of its
																				// own
		assertThat(event).isNotNull();
		assertThat(event.topic()).isEqualTo("slow");
		assertThat(events).isEmpty();
	}

	@Test
	void messagesOfQos1AreNeverDropped() {
		MqttClient client = client(new InboxPolicy(10, 1024 * 1024, true));
		subscribe(client, "slow", (delivery) -> {
			this.released.await();
			this.handled.add(delivery.message().payloadAsString());
		});
		Publish[] packets = IntStream.rangeClosed(1, 200)
			.mapToObj((id) -> new Publish(MqttMessage.builder("slow").payload("m" + id).qos(QoS.AT_LEAST_ONCE).build(),
					false, id))
			.toArray(Publish[]::new);

		this.broker.send(packets);
		this.released.countDown();

		for (int i = 1; i <= 200; i++) {
			assertThat(this.broker.expect(PubAck.class).packetId()).isEqualTo(i);
		}
		assertThat(client.backlog().dropped()).isZero();
	}

	@Test
	void pingsGoOnWhileNothingIsRead() {
		MqttClient client = this.broker.connect((options) -> options.keepAlive(Duration.ofSeconds(1))
			.responseTimeout(Duration.ofMillis(500))
			.inbox(new InboxPolicy(10, 1024 * 1024, false)));
		subscribe(client, "slow", this::block);
		for (int i = 0; i < 50; i++) {
			this.broker.send(publish("slow", "flood"));
		}

		for (int i = 0; i < 5; i++) { // more than three intervals
			this.broker.expect(PingReq.INSTANCE);
			this.broker.send(PingResp.INSTANCE);
		}

		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
		this.released.countDown();
		this.broker.send(publish("slow", "x"));
		Awaitility.await().atMost(TestClients.LIMIT).until(() -> client.backlog().undelivered() == 0);
		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void unsubscribingEndsALaneThatIsIdle() {
		MqttClient client = client(InboxPolicy.DEFAULT);
		subscribe(client, "a", this::note);
		client.unsubscribe("a");
		subscribe(client, "a", this::note);

		this.broker.send(publish("a", "1"));

		Awaitility.await().atMost(TestClients.LIMIT).until(() -> this.handled.contains("1"));
	}

	private MqttClient client(InboxPolicy inbox) {
		return this.broker.connect((options) -> options.inbox(inbox).trafficObserver(new TrafficObserver() {

			@Override
			public void dropped(QoS qos, int bytes) {
				LanesTests.this.droppedBytes.addAndGet(bytes);
			}

		}));
	}

	private void subscribe(MqttClient client, String filter, MessageHandler handler) {
		client.subscribe(Subscription.of(filter, QoS.AT_LEAST_ONCE), handler);
		Packet packet = this.broker.expect(Packet.class);
		if (packet instanceof Unsubscribe unsubscribe) {
			this.broker.send(new UnsubAck(unsubscribe.packetId(), List.of(ReasonCode.SUCCESS), PacketProperties.NONE));
			packet = this.broker.expect(Subscribe.class);
		}
		this.broker.send(
				new SubAck(((Subscribe) packet).packetId(), List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
	}

	private void block(Delivery delivery) throws InterruptedException {
		this.released.await();
	}

	private void note(Delivery delivery) {
		this.handled.add(delivery.message().payloadAsString());
	}

	private String next() throws InterruptedException {
		String next = this.handled.poll(30, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private static Publish publish(String topic, String payload) {
		return new Publish(MqttMessage.builder(topic).payload(payload).build(), false, 0);
	}

}
