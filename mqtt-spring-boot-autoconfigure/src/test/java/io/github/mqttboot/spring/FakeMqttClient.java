// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.BlockingMqttClient;
import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ClientStatus;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.LowLevelMqttClient;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.Registration;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client without a network: the test says what the server does, and reads what was
 * asked for. What a test delivers goes to the handlers that have subscribed, on the
 * thread of the test.
 */
public final class FakeMqttClient implements MqttClient {

	/** What was asked for, in order. */
	public final List<String> calls = new CopyOnWriteArrayList<>();

	/** What was published. */
	public final List<MqttMessage> published = new CopyOnWriteArrayList<>();

	/** What it says to be subscribed to. */
	public final List<SubscriptionStatus> subscriptions = new CopyOnWriteArrayList<>();

	private final MqttClientOptions options;

	private final Map<TopicFilter, MqttRejectedException> refusals = new ConcurrentHashMap<>();

	private final List<Handler<?>> handlers = new CopyOnWriteArrayList<>();

	private final List<Route> routes = new CopyOnWriteArrayList<>();

	/** What waits for its handler. */
	private final List<Runnable> held = new CopyOnWriteArrayList<>();

	private boolean holding;

	private final List<Throwable> escaped = new CopyOnWriteArrayList<>();

	private CompletableFuture<SubAck> subscribed = CompletableFuture
		.completedFuture(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_2), PacketProperties.NONE));

	private CompletableFuture<UnsubAck> unsubscribed = CompletableFuture
		.completedFuture(new UnsubAck(1, List.of(ReasonCode.SUCCESS), PacketProperties.NONE));

	/** Answers publishes; read by the threads of listeners. */
	private volatile Supplier<CompletableFuture<PublishResult>> publishAnswer = () -> CompletableFuture
		.completedFuture(PublishResult.SUCCESS);

	private CompletableFuture<ConnAck> connected = new CompletableFuture<>();

	private ClientStatus status;

	private ClientBacklog backlog = new ClientBacklog(0, 0, 0, 0, 0);

	private @Nullable Runnable onConnect;

	public FakeMqttClient(MqttClientOptions options) {
		this.options = options;
		this.status = new ClientStatus(ConnectionState.DISCONNECTED, Instant.EPOCH, null, options.clientId(), false,
				null, 0);
	}

	public static FakeMqttClient of(MqttVersion version) {
		return new FakeMqttClient(
				MqttClientOptions.builder("broker.example").clientId("fake").version(version).clean(true).build());
	}

	/** Does something as soon as connect is called. */
	public FakeMqttClient onConnect(Runnable action) {
		this.onConnect = action;
		return this;
	}

	/** The server accepts the connection. */
	public void accept() {
		enter(ConnectionState.CONNECTED, null);
		ConnAck connAck = new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE);
		fire(new MqttEvent.Connected(connAck, this.options.endpoints().get(0), false));
		this.connected.complete(connAck);
	}

	/** The connection is lost and the client waits for the next attempt. */
	public void lose(MqttException error) {
		enter(ConnectionState.WAITING, error);
		fire(new MqttEvent.Disconnected("lost", null, error, true));
	}

	/** An attempt fails and the client waits for the next one. */
	public void failAttempt(int next, MqttException error) {
		enter(ConnectionState.WAITING, error);
		fire(new MqttEvent.Reconnecting(next, Duration.ofSeconds(1)));
	}

	/** The client gives up. */
	public void giveUp(MqttException error) {
		enter(ConnectionState.DISCONNECTED, error);
		this.connected.completeExceptionally(error);
	}

	/** The server refuses all subscriptions. */
	public void refuse(MqttRejectedException refusal) {
		this.subscribed = CompletableFuture.failedFuture(refusal);
	}

	/** The server refuses one subscription, and so sends nothing for it. */
	public void refuse(String filter, MqttRejectedException refusal) {
		this.refusals.put(TopicFilter.of(filter), refusal);
	}

	/** The server grants it after all. */
	public void grant(String filter) {
		this.refusals.remove(TopicFilter.of(filter));
	}

	/** The server answers SUBSCRIBE when the future ends. */
	public void answerSubscribes(CompletableFuture<SubAck> answer) {
		this.subscribed = answer;
	}

	/** The server answers UNSUBSCRIBE when the future ends. */
	public void answerUnsubscribes(CompletableFuture<UnsubAck> answer) {
		this.unsubscribed = answer;
	}

	/** What becomes of each publish from now on. */
	public void answerPublishes(Supplier<CompletableFuture<PublishResult>> answer) {
		this.publishAnswer = answer;
	}

	/** What is subscribed to, in order, with repetitions. */
	public List<Subscription> subscribed() {
		return this.routes.stream().map(Route::subscription).toList();
	}

	/** What message handlers have thrown at the client. */
	public List<Throwable> escaped() {
		return this.escaped;
	}

	/** A message of QoS 1 comes from the server, see {@link #deliver(MqttMessage)}. */
	public List<FakeDelivery> deliver(String topic, String payload) {
		return deliver(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	/** A message comes from the server. Returns what each handler was given. */
	public List<FakeDelivery> deliver(MqttMessage message) {
		List<FakeDelivery> deliveries = new ArrayList<>();
		boolean identified = !message.properties().subscriptionIdentifiers().isEmpty();
		for (Route route : this.routes) {
			TopicFilter filter = route.subscription().filter();
			if (filter.matches(message.topicName()) && !(identified && this.refusals.containsKey(filter))) {
				FakeDelivery delivery = new FakeDelivery(message);
				deliveries.add(delivery);
				if (this.holding) {
					this.held.add(() -> handle(route, delivery));
				}
				else {
					handle(route, delivery);
				}
			}
		}
		return deliveries;
	}

	private void handle(Route route, FakeDelivery delivery) {
		try {
			route.handler().handle(delivery);
			if (route.ackMode() == AckMode.AUTO) {
				delivery.acknowledge();
			}
		}
		catch (Throwable ex) {
			this.escaped.add(ex);
		}
	}

	/** Handlers have no time: what comes from now on waits in the client. */
	public void holdDeliveries() {
		this.holding = true;
	}

	/** Handlers have time for what waits. */
	public void releaseDeliveries() {
		this.holding = false;
		this.held.forEach(Runnable::run);
		this.held.clear();
	}

	/** A message of QoS 1 that has one handler comes from the server. */
	public FakeDelivery deliverOne(String topic, String payload) {
		return deliverOne(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	/** A message that has one handler comes from the server. */
	public FakeDelivery deliverOne(MqttMessage message) {
		List<FakeDelivery> deliveries = deliver(message);
		assertThat(deliveries).as("handlers of %s", message.topic()).hasSize(1);
		return deliveries.get(0);
	}

	public void enter(ConnectionState state, @Nullable MqttException lastError) {
		this.status = new ClientStatus(state, Instant.EPOCH, this.options.endpoints().get(0), this.options.clientId(),
				false, lastError, 0);
	}

	public void takenOver(int times) {
		this.status = new ClientStatus(this.status.state(), Instant.EPOCH, this.status.server(),
				this.options.clientId(), false, null, times);
	}

	public void backlog(int inFlight, int queued, int undelivered) {
		this.backlog = new ClientBacklog(inFlight, queued, undelivered, 0, 0);
	}

	public int handlers() {
		return this.handlers.size();
	}

	/** Whether somebody wants to know of such events. */
	public boolean isAskedFor(Class<? extends MqttEvent> type) {
		return this.handlers.stream().anyMatch((handler) -> handler.type().isAssignableFrom(type));
	}

	private void fire(MqttEvent event) {
		new ArrayList<>(this.handlers).forEach((handler) -> handler.offer(event));
	}

	@Override
	public CompletableFuture<ConnAck> connect() {
		this.calls.add("connect");
		if (this.connected.isDone()) {
			this.connected = new CompletableFuture<>();
		}
		if (this.onConnect != null) {
			this.onConnect.run();
		}
		return this.connected;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		this.published.add(message);
		return this.publishAnswer.get();
	}

	@Override
	public <E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler) {
		Handler<E> added = new Handler<>(type, handler);
		this.handlers.add(added);
		return () -> this.handlers.remove(added);
	}

	@Override
	public CompletableFuture<SubAck> subscribe(Subscription subscription, AckMode ackMode, MessageHandler handler) {
		if (subscription.noLocal() && this.options.version() == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("no local needs MQTT 5");
		}
		this.routes.add(new Route(subscription, ackMode, handler));
		CompletableFuture<SubAck> answer = subscribe(List.of(subscription), PacketProperties.NONE);
		MqttRejectedException refusal = this.refusals.get(subscription.filter());
		return (refusal != null) ? CompletableFuture.failedFuture(refusal) : answer;
	}

	@Override
	public CompletableFuture<Void> disconnect(ReasonCode reasonCode, PacketProperties properties) {
		this.calls.add("disconnect");
		enter(ConnectionState.DISCONNECTED, null);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void close() {
		this.calls.add("close");
		enter(ConnectionState.CLOSED, null);
	}

	@Override
	public List<SubscriptionStatus> subscriptions() {
		return List.copyOf(this.subscriptions);
	}

	@Override
	public ClientStatus status() {
		return this.status;
	}

	@Override
	public ClientBacklog backlog() {
		return this.backlog;
	}

	@Override
	public MqttClientOptions options() {
		return this.options;
	}

	@Override
	public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties) {
		subscriptions.forEach((subscription) -> this.calls
			.add("subscribe " + subscription.filter() + " " + subscription.qos().level()));
		return this.subscribed;
	}

	@Override
	public CompletableFuture<SubAck> subscribe(Subscription subscription, MessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<UnsubAck> unsubscribe(List<TopicFilter> filters, PacketProperties properties) {
		filters.forEach((filter) -> this.calls.add("unsubscribe " + filter));
		this.routes.removeIf((route) -> filters.contains(route.subscription().filter()));
		return this.unsubscribed;
	}

	@Override
	public CompletableFuture<ConnAck> reconnect(String reason) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void closeConnection(String reason) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> auth(ReasonCode reasonCode, PacketProperties properties) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties,
			AckMode ackMode, MessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public LowLevelMqttClient lowLevel() {
		throw new UnsupportedOperationException();
	}

	@Override
	public BlockingMqttClient blocking() {
		throw new UnsupportedOperationException();
	}

	private record Route(Subscription subscription, AckMode ackMode, MessageHandler handler) {
	}

	private record Handler<E extends MqttEvent>(Class<E> type, Consumer<? super E> consumer) {

		void offer(MqttEvent event) {
			if (this.type.isInstance(event)) {
				this.consumer.accept(this.type.cast(event));
			}
		}

	}

}
