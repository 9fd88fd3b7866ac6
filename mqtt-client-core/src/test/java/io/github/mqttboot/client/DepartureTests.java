// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What may still end when the application disconnects, and for how long. */
class DepartureTests {

	private static final Disconnect GOODBYE = new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE);

	private final ManualTransport network = new ManualTransport();

	/** Where handlers are to run. */
	private final Queue<Runnable> threads = new ArrayDeque<>();

	private final List<String> handled = new ArrayList<>();

	/** What happens in the midst of a handler's work. */
	private Runnable meanwhile = () -> {
	};

	private MqttClient client = client((options) -> options);

	private Peer server;

	private MqttClient client(UnaryOperator<MqttClientOptions.Builder> more) {
		return MqttClient.create(more.apply(MqttClientOptions.builder("server")
			.clean(false)
			.clientId("me")
			.version(MqttVersion.V5)
			.keepAlive(Duration.ZERO)
			.transport(this.network)
			.executor(this.threads::add)
			.reconnect(ReconnectPolicy.never())).build());
	}

	@BeforeEach
	void connect() {
		connect(false, PacketProperties.NONE);
		subscribe("t", this::handle);
	}

	private void connect(boolean sessionPresent, PacketProperties properties) {
		this.client.connect();
		this.network.run();
		this.server = this.network.peer();
		this.server.acceptWith(sessionPresent, properties);
	}

	private void subscribe(String filter, MessageHandler handler) {
		this.client.subscribe(Subscription.of(filter, QoS.EXACTLY_ONCE), handler);
		this.network.run();
		this.server.take()
			.stream()
			.filter(Subscribe.class::isInstance)
			.forEach((packet) -> this.server.say(new SubAck(((Subscribe) packet).packetId(),
					List.of(ReasonCode.GRANTED_QOS_2), PacketProperties.NONE)));
		settle();
	}

	private void handle(Delivery delivery) {
		this.handled.add(delivery.message().payloadAsString());
		Runnable meanwhile = this.meanwhile;
		this.meanwhile = () -> {
		};
		meanwhile.run();
	}

	/** Lets handlers and loop do all that there is to do. */
	private void settle() {
		this.network.run();
		Runnable task;
		while ((task = this.threads.poll()) != null) {
			task.run();
			this.network.run();
		}
	}

	@Test
	void whatHasComeIsHandledAndAcknowledgedBeforeDisconnect() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE), publish(2, QoS.EXACTLY_ONCE), publish(0, QoS.AT_MOST_ONCE));

		CompletableFuture<Void> leaving = this.client.disconnect();
		this.network.run();

		assertThat(this.server.take()).isEmpty();
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTING);
		settle();
		assertThat(this.handled).containsExactly("1", "2", "0");
		assertThat(this.server.take()).containsExactly(new PubAck(1), new PubRec(2));
		this.server.say(new PubRel(2));
		assertThat(this.server.take()).containsExactly(new PubComp(2), GOODBYE);
		settle();
		assertThat(leaving).isCompleted();
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void whatWasHandledWhileTheLoopWasBusyIsAcknowledgedBeforeDisconnect() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE), publish(2, QoS.EXACTLY_ONCE));

		this.client.disconnect();
		this.threads.remove().run(); // and there is nothing left to handle

		settle();
		assertThat(this.handled).containsExactly("1", "2");
		assertThat(this.server.take()).containsExactly(new PubAck(1), new PubRec(2));
		this.server.say(new PubRel(2));
		assertThat(this.server.take()).containsExactly(new PubComp(2), GOODBYE);
	}

	@Test
	void allLanesAreWaitedFor() {
		subscribe("other", (delivery) -> this.handled.add("other"));
		this.server.say(publish(1, QoS.AT_LEAST_ONCE),
				new Publish(MqttMessage.builder("other").qos(QoS.AT_LEAST_ONCE).build(), false, 2));

		this.client.disconnect();
		settle();

		assertThat(this.handled).containsExactlyInAnyOrder("1", "other");
		assertThat(this.server.take()).containsExactly(new PubAck(1), new PubAck(2), GOODBYE);
	}

	@Test
	void whatComesMeanwhileIsLeftWithTheServer() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE));
		this.client.disconnect();
		this.network.run();

		this.server.say(publish(2, QoS.AT_LEAST_ONCE), publish(3, QoS.EXACTLY_ONCE), publish(0, QoS.AT_MOST_ONCE));
		settle();

		assertThat(this.handled).containsExactly("1");
		assertThat(this.server.take()).containsExactly(new PubAck(1), GOODBYE);
	}

	@Test // [MQTT-4.3.3-10]
	void whatWasLeftWithTheServerIsHandledOnTheNextConnection() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE));
		this.client.disconnect();
		this.network.run();
		this.server.say(publish(2, QoS.EXACTLY_ONCE));
		settle();

		connect(true, PacketProperties.NONE);
		this.server.say(publish(2, QoS.EXACTLY_ONCE));
		settle();

		assertThat(this.handled).containsExactly("1", "2");
		assertThat(this.server.take()).containsExactly(new PubRec(2));
	}

	@Test
	void whatIsInFlightIsAnsweredBeforeDisconnect() {
		CompletableFuture<?> publishing = this.client.publish(message());
		this.network.run();
		Packet sent = only(this.server.take());

		this.client.disconnect();
		this.network.run();
		assertThat(this.server.take()).isEmpty();

		acknowledge(sent);
		settle();
		assertThat(publishing).isCompletedWithValueMatching((result) -> true);
		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	@Test
	void whatWaitsForTheServerIsSentBeforeDisconnect() {
		this.client.disconnect();
		settle();
		connect(true, PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build());
		CompletableFuture<?> first = this.client.publish(message());
		CompletableFuture<?> second = this.client.publish(message());
		this.network.run();

		this.client.disconnect();
		this.network.run();
		acknowledge(only(this.server.take()));
		acknowledge(only(this.server.take()));
		settle();

		assertThat(first).isCompletedWithValueMatching((result) -> true);
		assertThat(second).isCompletedWithValueMatching((result) -> true);
		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	private void acknowledge(Packet publish) {
		this.server.say(new PubAck(((Publish) publish).packetId()));
	}

	@Test
	void anAnswerToUnsubscribeIsWaitedFor() {
		CompletableFuture<UnsubAck> unsubscribing = this.client.unsubscribe("t");
		this.client.disconnect();
		this.network.run();

		Unsubscribe sent = (Unsubscribe) only(this.server.take());
		this.server.say(new UnsubAck(sent.packetId(), List.of(ReasonCode.SUCCESS), PacketProperties.NONE));
		settle();

		assertThat(sent.filters()).containsExactly(TopicFilter.of("t"));
		assertThat(unsubscribing).isCompletedWithValueMatching((result) -> true);
		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	@Test
	void aKeptSessionKeepsItsSubscriptions() {
		this.client.close();
		settle();

		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	@Test
	void aHandlerMayPublishUntilItEnds() {
		List<CompletableFuture<?>> published = new ArrayList<>();
		this.meanwhile = () -> {
			this.client.disconnect();
			this.network.run();
			published.add(this.client.publish(message()));
		};
		this.server.say(publish(1, QoS.AT_LEAST_ONCE));
		settle();

		List<Packet> sent = this.server.take();
		assertThat(sent).hasSize(2).endsWith(new PubAck(1));
		assertThat(this.client.publish(message())).satisfies((late) -> {
			settle();
			assertThat(late).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withMessageContaining("not connected, and not connecting");
		});
		acknowledge(sent.get(0));
		settle();
		assertThat(published).singleElement()
			.satisfies((future) -> assertThat(future).isCompletedWithValueMatching((result) -> true));
		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	@Test
	void withNothingGoingOnItIsLeftAtOnceAndNothingIsPublishedAfterwards() {
		this.client.disconnect();
		CompletableFuture<?> late = this.client.publish(message());
		this.network.run();

		assertThat(this.server.take()).containsExactly(GOODBYE);
		settle();
		assertThat(late).isCompletedExceptionally();
	}

	@Test
	void aHandlerThatDoesNotEndHoldsNobodyUpForLongerThanTheLimit() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE));

		this.client.disconnect();
		this.network.advance(Duration.ofMillis(3999));
		assertThat(this.server.take()).isEmpty();
		this.network.advance(Duration.ofMillis(1));

		assertThat(this.server.take()).containsExactly(GOODBYE);
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void aServerThatDoesNotAnswerHoldsNobodyUpForLongerThanTheLimit() {
		CompletableFuture<?> publishing = this.client.publish(message());
		this.network.run();
		this.server.take();
		this.server.stuck = true;

		CompletableFuture<Void> leaving = this.client.disconnect();
		this.network.advance(Duration.ofMillis(3999));
		assertThat(this.server.take()).isEmpty();
		this.network.advance(Duration.ofMillis(1001));
		settle();

		assertThat(this.server.take()).containsExactly(GOODBYE);
		assertThat(leaving).isCompleted();
		assertThat(publishing).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MqttConnectionException.class)
			.withMessageContaining("disconnected by the application");
	}

	@Test
	void askingAgainTakesNoLonger() {
		this.client.publish(message());
		this.network.run();
		this.server.take();
		CompletableFuture<Void> first = this.client.disconnect();
		this.network.advance(Duration.ofSeconds(2));
		CompletableFuture<Void> second = this.client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE,
				PacketProperties.NONE);
		this.network.advance(Duration.ofSeconds(2));
		settle();

		assertThat(this.server.take()).containsExactly(GOODBYE);
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
	}

	@Test
	void aConnectionThatIsLostMeanwhileIsNotMadeAgain() {
		this.client.publish(message());
		CompletableFuture<Void> leaving = this.client.disconnect();
		this.network.run();

		this.server.lose();
		settle();

		assertThat(leaving).isCompleted();
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
		this.network.advance(Duration.ofHours(1));
		assertThat(this.network.peers).hasSize(1);
	}

	@Test
	void connectingMeanwhileMakesAnotherConnectionAfterThisOne() {
		this.client.publish(message());
		this.client.disconnect();
		CompletableFuture<?> connecting = this.client.connect();
		this.network.run();
		assertThat(this.network.peers).hasSize(1);

		acknowledge(only(this.server.take()));
		settle();
		assertThat(this.server.take()).containsExactly(GOODBYE);
		this.network.peer().acceptWith(true, PacketProperties.NONE);
		settle();

		assertThat(connecting).isCompletedWithValueMatching((result) -> true);
		assertThat(this.network.peers).hasSize(2);
	}

	@Test
	void whatAReplacementHasHeldBackIsSent() {
		this.client.publish(message());
		this.network.run();
		Packet first = only(this.server.take());
		this.client.reconnect("test");
		this.client.publish(message());
		this.network.run();
		assertThat(this.server.take()).isEmpty();

		this.client.disconnect();
		this.network.run();

		Packet second = only(this.server.take());
		acknowledge(first);
		acknowledge(second);
		settle();
		assertThat(this.server.take()).containsExactly(GOODBYE);
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void noHandlerBeginsAfterClose() {
		this.server.say(publish(1, QoS.AT_LEAST_ONCE), publish(2, QoS.EXACTLY_ONCE), publish(0, QoS.AT_MOST_ONCE));

		this.network.execute(this.client::close);
		this.network.advance(Duration.ofSeconds(4));
		assertThat(this.client.status().state()).isEqualTo(ConnectionState.CLOSED);
		settle();

		assertThat(this.handled).isEmpty();
		assertThat(this.server.take()).containsExactly(GOODBYE);
	}

	@Test
	void readingGoesOnForTheSakeOfAnswers() {
		this.client.disconnect();
		settle();
		this.client = client((options) -> options.clientId("other").inbox(new InboxPolicy(2, 1000, false)));
		connect(false, PacketProperties.NONE);
		subscribe("t", this::handle);
		this.server.say(publish(1, QoS.AT_LEAST_ONCE), publish(2, QoS.AT_LEAST_ONCE));
		assertThat(this.server.reading).isFalse();

		this.client.disconnect();
		this.network.run();

		assertThat(this.server.reading).isTrue();
	}

	private static Packet only(List<Packet> packets) {
		assertThat(packets).hasSize(1);
		return packets.get(0);
	}

	private static MqttMessage message() {
		return MqttMessage.builder("out").qos(QoS.AT_LEAST_ONCE).build();
	}

	private static Publish publish(int packetId, QoS qos) {
		return new Publish(MqttMessage.builder("t").payload(Integer.toString(packetId)).qos(qos).build(), false,
				packetId);
	}

}
