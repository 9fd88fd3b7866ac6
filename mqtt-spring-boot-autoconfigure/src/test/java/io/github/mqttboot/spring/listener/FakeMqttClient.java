// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.BlockingMqttClient;
import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ClientStatus;
import io.github.mqttboot.client.LowLevelMqttClient;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.Registration;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client without a network: what a test delivers goes to the handlers that have
 * subscribed, on the thread of the test, and each handler's acknowledgement is recorded.
 */
final class FakeMqttClient implements MqttClient {

	private final List<Route> routes = new CopyOnWriteArrayList<>();

	private final List<Throwable> escaped = new CopyOnWriteArrayList<>();

	private CompletableFuture<SubAck> answer = CompletableFuture
		.completedFuture(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_2), PacketProperties.NONE));

	private boolean version5 = true;

	private record Route(Subscription subscription, MessageHandler handler) {
	}

	/** Has the server refuse all subscriptions. */
	void refuse(MqttRejectedException refusal) {
		this.answer = CompletableFuture.failedFuture(refusal);
	}

	/** Has the client speak MQTT 3.1.1. */
	void speakVersion3() {
		this.version5 = false;
	}

	/** What was subscribed to, in order, with repetitions. */
	List<Subscription> subscriptions() {
		return this.routes.stream().map(Route::subscription).toList();
	}

	/** What handlers have thrown at the client. */
	List<Throwable> escaped() {
		return this.escaped;
	}

	List<FakeDelivery> deliver(String topic, String payload) {
		return deliver(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	/** Delivers a message and returns what each handler was given. */
	List<FakeDelivery> deliver(MqttMessage message) {
		List<FakeDelivery> deliveries = new ArrayList<>();
		for (Route route : this.routes) {
			if (route.subscription().filter().matches(message.topicName())) {
				FakeDelivery delivery = new FakeDelivery(message);
				deliveries.add(delivery);
				try {
					route.handler().handle(delivery);
				}
				catch (Throwable ex) {
					this.escaped.add(ex);
				}
			}
		}
		return deliveries;
	}

	/** Delivers a message that has one handler. */
	FakeDelivery deliverOne(MqttMessage message) {
		List<FakeDelivery> deliveries = deliver(message);
		assertThat(deliveries).as("handlers of %s", message.topic()).hasSize(1);
		return deliveries.get(0);
	}

	FakeDelivery deliverOne(String topic, String payload) {
		return deliverOne(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	@Override
	public CompletableFuture<SubAck> subscribe(Subscription subscription, AckMode ackMode, MessageHandler handler) {
		assertThat(ackMode).isEqualTo(AckMode.MANUAL);
		if (!this.version5 && subscription.noLocal()) {
			throw new IllegalArgumentException("no local needs MQTT 5");
		}
		this.routes.add(new Route(subscription, handler));
		return this.answer;
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
	public CompletableFuture<ConnAck> connect() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> disconnect(ReasonCode reasonCode, PacketProperties properties) {
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
	public ClientStatus status() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ClientBacklog backlog() {
		throw new UnsupportedOperationException();
	}

	@Override
	public MqttClientOptions options() {
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

	@Override
	public void close() {
	}

}
