// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.BlockingMqttClient;
import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ClientStatus;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.LowLevelMqttClient;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.Registration;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

/**
 * A client without a network: the test says what the server does, and reads what was
 * asked for.
 */
public final class FakeMqttClient implements MqttClient {

	/** What was asked for, in order. */
	public final List<String> calls = new CopyOnWriteArrayList<>();

	/** What was published. */
	public final List<MqttMessage> published = new CopyOnWriteArrayList<>();

	private final MqttClientOptions options;

	private final List<Handler<?>> handlers = new CopyOnWriteArrayList<>();

	private final List<MessageHandler> messageHandlers = new CopyOnWriteArrayList<>();

	private CompletableFuture<ConnAck> connected = new CompletableFuture<>();

	private ClientStatus status;

	private ClientBacklog backlog = new ClientBacklog(0, 0, 0);

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

	/** A message comes from the server. */
	public void deliver(MqttMessage message) throws Exception {
		for (MessageHandler handler : this.messageHandlers) {
			handler.handle(new FakeDelivery(message));
		}
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
		this.backlog = new ClientBacklog(inFlight, queued, undelivered);
	}

	public int handlers() {
		return this.handlers.size();
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
		return CompletableFuture.completedFuture(PublishResult.SUCCESS);
	}

	@Override
	public <E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler) {
		Handler<E> added = new Handler<>(type, handler);
		this.handlers.add(added);
		return () -> this.handlers.remove(added);
	}

	@Override
	public CompletableFuture<SubAck> subscribe(Subscription subscription, AckMode ackMode, MessageHandler handler) {
		this.calls.add("subscribe " + subscription.filter() + " " + subscription.qos().level());
		this.messageHandlers.add(handler);
		return new CompletableFuture<>();
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
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<SubAck> subscribe(Subscription subscription, MessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<UnsubAck> unsubscribe(List<TopicFilter> filters, PacketProperties properties) {
		throw new UnsupportedOperationException();
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

	private record FakeDelivery(MqttMessage message) implements Delivery {

		@Override
		public boolean duplicate() {
			return false;
		}

		@Override
		public int packetId() {
			return 0;
		}

		@Override
		public void acknowledge(ReasonCode reasonCode, PacketProperties properties) {
			// QoS 0: nothing to do
		}

	}

	private record Handler<E extends MqttEvent>(Class<E> type, Consumer<? super E> consumer) {

		void offer(MqttEvent event) {
			if (this.type.isInstance(event)) {
				this.consumer.accept(this.type.cast(event));
			}
		}

	}

}
