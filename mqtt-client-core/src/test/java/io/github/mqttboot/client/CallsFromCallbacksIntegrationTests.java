// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every call of a client may be made from every callback of it: it works, or fails at
 * once with an error that says why, and never waits for itself.
 */
class CallsFromCallbacksIntegrationTests {

	/** Shorter than any time limit of the client's own that is involved. */
	private static final long LIMIT_SECONDS = 15;

	/** What the application calls. */
	enum Call {

		CONNECT, RECONNECT, SUBSCRIBE, SUBSCRIBE_WITH_HANDLER, UNSUBSCRIBE, PUBLISH_QOS_0, PUBLISH_QOS_1, PUBLISH_QOS_2,
		PING, DISCONNECT, GET_CONNECT, GET_RECONNECT, GET_SUBSCRIBE, GET_UNSUBSCRIBE, GET_PUBLISH, JOIN_PUBLISH,
		GET_DISCONNECT, GET_PING, BLOCKING_CONNECT, BLOCKING_SUBSCRIBE, BLOCKING_UNSUBSCRIBE, BLOCKING_PUBLISH,
		BLOCKING_DISCONNECT, CLOSE_CONNECTION, CLOSE;

		void make(MqttClient client, String topic) throws Exception {
			MqttMessage message = MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build();
			Subscription subscription = Subscription.of(topic, QoS.AT_LEAST_ONCE);
			switch (this) {
				case CONNECT -> client.connect();
				case RECONNECT -> client.reconnect("test");
				case SUBSCRIBE -> client.subscribe(subscription);
				case SUBSCRIBE_WITH_HANDLER -> client.subscribe(subscription, (delivery) -> {
				});
				case UNSUBSCRIBE -> client.unsubscribe(topic);
				case PUBLISH_QOS_0 -> client.publish(message.toBuilder().qos(QoS.AT_MOST_ONCE).build());
				case PUBLISH_QOS_1 -> client.publish(message);
				case PUBLISH_QOS_2 -> client.publish(message.toBuilder().qos(QoS.EXACTLY_ONCE).build());
				case PING -> client.lowLevel().sendPing();
				case DISCONNECT -> client.disconnect();
				case GET_CONNECT -> client.connect().get();
				case GET_RECONNECT -> client.reconnect("test").get();
				case GET_SUBSCRIBE -> client.subscribe(subscription).get();
				case GET_UNSUBSCRIBE -> client.unsubscribe(topic).get();
				case GET_PUBLISH -> client.publish(message).get();
				case JOIN_PUBLISH -> client.publish(message).join();
				case GET_DISCONNECT -> client.disconnect().get();
				case GET_PING -> client.lowLevel().sendPing().get();
				case BLOCKING_CONNECT -> client.blocking().connect();
				case BLOCKING_SUBSCRIBE -> client.blocking().subscribe(subscription);
				case BLOCKING_UNSUBSCRIBE -> client.blocking().unsubscribe(topic);
				case BLOCKING_PUBLISH -> client.blocking().publish(message);
				case BLOCKING_DISCONNECT -> client.blocking().disconnect();
				case CLOSE_CONNECTION -> client.closeConnection("test");
				case CLOSE -> client.close();
			}
		}

	}

	/** Where it calls it. */
	enum Place {

		HANDLER, EVENT, CONTINUATION, OBSERVER, CREDENTIALS

	}

	static Stream<Arguments> all() {
		return Stream.of(Place.values())
			.flatMap((place) -> Stream.of(Call.values())
				.flatMap((call) -> Stream.of(Arguments.of(place, call, true, BrokerKind.MOSQUITTO),
						Arguments.of(place, call, false, BrokerKind.MOSQUITTO),
						Arguments.of(place, call, false, BrokerKind.HIVEMQ))));
	}

	@ParameterizedTest(name = "{1} from {0}, executor with one thread: {2}, {3}")
	@MethodSource("all")
	void everyCallFromEveryCallbackEnds(Place place, Call call, boolean oneThread, BrokerKind broker) throws Exception {
		TestClients clients = TestClients.of(new Setup(broker, MqttVersion.V5));
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
		AtomicReference<@Nullable Runnable> inObserver = new AtomicReference<>();
		AtomicReference<@Nullable Runnable> inProvider = new AtomicReference<>();
		MqttClient client = clients.create(clients.options()
			.executor(oneThread ? executor : null)
			.credentialsProvider(new OnAsked(inProvider))
			.trafficObserver(new OnReceived(inObserver)));
		try {
			client.blocking().connect();
			Runnable action = () -> make(call, client, clients.topic("called"), outcome);
			if (place == Place.CREDENTIALS) {
				inProvider.set(action);
				client.closeConnection("to be asked again");
			}
			else {
				bring(client, place, clients.topic("callback"), action, inObserver);
			}

			Throwable failure = outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);

			if (failure != null) {
				assertThat(failure).isInstanceOfAny(IllegalStateException.class, MqttException.class);
				assertThat(failure.getMessage()).isNotBlank();
			}
			CompletableFuture.runAsync(client::close).get(LIMIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(call + " from " + place + " waits for itself", ex);
		}
		finally {
			clients.close();
			executor.shutdownNow();
		}
	}

	private static void make(Call call, MqttClient client, String topic,
			CompletableFuture<@Nullable Throwable> outcome) {
		try {
			call.make(client, topic);
			outcome.complete(null);
		}
		catch (ExecutionException ex) {
			outcome.complete(ex.getCause());
		}
		catch (Throwable ex) {
			outcome.complete(ex);
		}
	}

	private static void bring(MqttClient client, Place place, String topic, Runnable action,
			AtomicReference<@Nullable Runnable> inObserver) {
		switch (place) {
			case HANDLER ->
				client.blocking().subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE), (delivery) -> action.run());
			case EVENT -> {
				client.on(MqttEvent.Subscribed.class, new Once(action));
				client.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE));
			}
			case CONTINUATION ->
				client.subscribe(List.of(Subscription.of(topic, QoS.AT_LEAST_ONCE)), PacketProperties.NONE)
					.thenRun(action);
			case OBSERVER -> {
				client.blocking().subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE));
				inObserver.set(action);
			}
			case CREDENTIALS -> throw new IllegalArgumentException("the server does not cause it");
		}
		if (place == Place.HANDLER || place == Place.OBSERVER) {
			client.publish(MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build());
		}
	}

	/** The call may cause the same event again. */
	private static final class Once implements Consumer<MqttEvent> {

		private final AtomicReference<@Nullable Runnable> action;

		Once(Runnable action) {
			this.action = new AtomicReference<>(action);
		}

		@Override
		public void accept(MqttEvent event) {
			Runnable action = this.action.getAndSet(null);
			if (action != null) {
				action.run();
			}
		}

	}

	/** Runs something once when it is asked for credentials. */
	private record OnAsked(AtomicReference<@Nullable Runnable> action) implements CredentialsProvider {

		@Override
		public CompletionStage<Credentials> credentials() {
			Runnable action = this.action.getAndSet(null);
			if (action != null) {
				action.run();
			}
			return CompletableFuture.completedFuture(Credentials.NONE);
		}

	}

	/** Runs something once on the thread of the network. */
	private record OnReceived(AtomicReference<@Nullable Runnable> action) implements TrafficObserver {

		@Override
		public void received(QoS qos, int bytes) {
			Runnable action = this.action.getAndSet(null);
			if (action != null) {
				action.run();
			}
		}

	}

}
