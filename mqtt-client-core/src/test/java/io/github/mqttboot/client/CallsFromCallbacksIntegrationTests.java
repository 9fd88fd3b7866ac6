// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.github.mqttboot.testbrokers.SharedBrokers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every call of a client may be made from every callback of it: it works, or fails at
 * once with an error that says why, and never waits for itself. Only the observer of the
 * traffic is called on the thread of the network.
 */
class CallsFromCallbacksIntegrationTests {

	/** Shorter than any time limit of the client's own. */
	private static final long LIMIT_SECONDS = 15;

	/** What the application calls. */
	enum Call {

		CONNECT, RECONNECT, SUBSCRIBE, SUBSCRIBE_WITH_HANDLER, UNSUBSCRIBE, PUBLISH_QOS_0, PUBLISH_QOS_1, PUBLISH_QOS_2,
		PING, REAUTHENTICATE, AUTH, DISCONNECT, GET_CONNECT, GET_RECONNECT, GET_SUBSCRIBE, GET_UNSUBSCRIBE, GET_PUBLISH,
		JOIN_PUBLISH, GET_DISCONNECT, GET_PING, GET_REAUTHENTICATE, BLOCKING_CONNECT, BLOCKING_SUBSCRIBE,
		BLOCKING_UNSUBSCRIBE, BLOCKING_PUBLISH, BLOCKING_DISCONNECT, CLOSE_CONNECTION, CLOSE;

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
				case REAUTHENTICATE -> client.reauthenticate();
				case AUTH -> client.auth(ReasonCode.RE_AUTHENTICATE,
						PacketProperties.builder().set(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256").build());
				case DISCONNECT -> client.disconnect();
				case GET_CONNECT -> client.connect().get();
				case GET_RECONNECT -> client.reconnect("test").get();
				case GET_SUBSCRIBE -> client.subscribe(subscription).get();
				case GET_UNSUBSCRIBE -> client.unsubscribe(topic).get();
				case GET_PUBLISH -> client.publish(message).get();
				case JOIN_PUBLISH -> client.publish(message).join();
				case GET_DISCONNECT -> client.disconnect().get();
				case GET_PING -> client.lowLevel().sendPing().get();
				case GET_REAUTHENTICATE -> client.reauthenticate().get();
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

		HANDLER, EVENT, CONTINUATION, OBSERVER, CREDENTIALS, CONNECT_START, CONNECT_PROCEED, CONNECT_FINISH,
		CONNECT_VALID_UNTIL, REAUTHENTICATE_START, REAUTHENTICATE_PROCEED, REAUTHENTICATE_FINISH,
		REAUTHENTICATE_VALID_UNTIL;

		/** Whether it is a method of the authenticator, while it connects or later. */
		boolean inAuthenticator() {
			return compareTo(CONNECT_START) >= 0;
		}

		boolean whileConnecting() {
			return this == CREDENTIALS || name().startsWith("CONNECT_");
		}

		Stream<BrokerKind> brokers() {
			return inAuthenticator() ? Stream.of(BrokerKind.HIVEMQ) : Stream.of(BrokerKind.values());
		}

	}

	static Stream<Arguments> all() {
		return Stream.of(Place.values())
			.flatMap((place) -> Stream.of(Call.values())
				.flatMap((call) -> place.brokers()
					.flatMap((broker) -> Stream.of(true, false)
						.map((oneThread) -> Arguments.of(place, call, oneThread, broker)))));
	}

	@ParameterizedTest(name = "{1} from {0}, executor with one thread: {2}, {3}")
	@MethodSource("all")
	void everyCallFromEveryCallbackEnds(Place place, Call call, boolean oneThread, BrokerKind broker) throws Exception {
		TestClients clients = TestClients.of(new Setup(broker, MqttVersion.V5));
		ExecutorService executor = Executors.newSingleThreadExecutor();
		CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
		AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
		CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
		MqttClient client = clients
			.create(options(clients.options(), place, new Once(next)).executor(oneThread ? executor : null)
				.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(1)))
				.disconnectTimeout(Duration.ofSeconds(2 * LIMIT_SECONDS)));
		try {
			client.blocking().connect();
			bring(client, place, clients.topic("callback"), () -> {
				inLoop.complete(((DefaultMqttClient) client).inLoop());
				make(call, client, clients.topic("called"), outcome);
			}, next);

			Throwable failure = outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);

			assertThat(inLoop.join()).as("on the thread of the network").isEqualTo(place == Place.OBSERVER);
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

	private static MqttClientOptions.Builder options(MqttClientOptions.Builder options, Place place, Once once) {
		if (place.inAuthenticator()) {
			return options.authenticator(new OnStep(place, once,
					ScramAuthenticator.sha256(SharedBrokers.USER, SharedBrokers.PASSWORD.toCharArray())));
		}
		return switch (place) {
			case CREDENTIALS -> options.credentialsProvider(new OnAsked(once));
			case OBSERVER -> options.trafficObserver(new OnReceived(once));
			default -> options;
		};
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
			AtomicReference<@Nullable Runnable> next) {
		Subscription subscription = Subscription.of(topic, QoS.AT_LEAST_ONCE);
		MqttMessage message = MqttMessage.builder(topic).qos(QoS.AT_LEAST_ONCE).build();
		if (place == Place.OBSERVER) {
			client.blocking().subscribe(subscription);
		}
		next.set(action);
		if (place.whileConnecting()) {
			client.closeConnection("to be asked again");
		}
		else if (place.inAuthenticator()) {
			client.reauthenticate();
		}
		else {
			switch (place) {
				case HANDLER -> {
					client.blocking().subscribe(subscription, (delivery) -> new Once(next).run());
					client.publish(message);
				}
				case EVENT -> {
					client.on(MqttEvent.Subscribed.class, (event) -> new Once(next).run());
					client.subscribe(subscription);
				}
				case CONTINUATION ->
					client.subscribe(List.of(subscription), PacketProperties.NONE).thenRun(new Once(next));
				default -> client.publish(message);
			}
		}
	}

	/** Runs the next action, once: the call may cause the same callback again. */
	private record Once(AtomicReference<@Nullable Runnable> next) implements Runnable {

		@Override
		public void run() {
			Runnable action = this.next.getAndSet(null);
			if (action != null) {
				action.run();
			}
		}

	}

	/** Runs something when it is asked for credentials. */
	private record OnAsked(Once action) implements CredentialsProvider {

		@Override
		public CompletionStage<Credentials> credentials() {
			this.action.run();
			return CompletableFuture.completedFuture(Credentials.NONE);
		}

	}

	/** Runs something in one step of an authentication. */
	private record OnStep(Place place, Once action, Authenticator authenticator) implements Authenticator {

		@Override
		public String method() {
			return this.authenticator.method();
		}

		@Override
		public CompletionStage<byte[]> start() {
			reached(Place.CONNECT_START, Place.REAUTHENTICATE_START);
			return this.authenticator.start();
		}

		@Override
		public CompletionStage<byte[]> proceed(byte[] data) {
			reached(Place.CONNECT_PROCEED, Place.REAUTHENTICATE_PROCEED);
			return this.authenticator.proceed(data);
		}

		@Override
		public CompletionStage<Void> finish(byte[] data) {
			reached(Place.CONNECT_FINISH, Place.REAUTHENTICATE_FINISH);
			return this.authenticator.finish(data);
		}

		@Override
		public @Nullable Instant validUntil() {
			reached(Place.CONNECT_VALID_UNTIL, Place.REAUTHENTICATE_VALID_UNTIL);
			return this.authenticator.validUntil();
		}

		private void reached(Place whileConnecting, Place later) {
			if (this.place == whileConnecting || this.place == later) {
				this.action.run();
			}
		}

	}

	/** Runs something on the thread of the network. */
	private record OnReceived(Once action) implements TrafficObserver {

		@Override
		public void received(QoS qos, int bytes) {
			this.action.run();
		}

	}

}
