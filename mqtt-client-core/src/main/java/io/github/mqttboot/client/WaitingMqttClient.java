// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.mqttboot.client.Handlers.Recipient;
import io.github.mqttboot.internal.session.Callbacks;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

/**
 * Waits for futures that the loop itself completes, so that a handler may wait as well:
 * what it waits for does not stand behind it in the queue of callbacks.
 */
final class WaitingMqttClient implements BlockingMqttClient {

	private static final Callbacks ON_LOOP = Runnable::run;

	private final DefaultMqttClient client;

	private final Duration timeout;

	WaitingMqttClient(DefaultMqttClient client, Duration timeout) {
		this.client = client;
		this.timeout = timeout;
	}

	@Override
	public MqttClient async() {
		return this.client;
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public BlockingMqttClient withTimeout(Duration timeout) {
		return new WaitingMqttClient(this.client, timeout);
	}

	@Override
	public ConnAck connect() {
		checkThread();
		return await(this.client.connect(ON_LOOP));
	}

	@Override
	public SubAck subscribe(Subscription subscription) {
		return subscribe(List.of(subscription), PacketProperties.NONE);
	}

	@Override
	public SubAck subscribe(List<Subscription> subscriptions, PacketProperties properties) {
		checkThread();
		return await(this.client.subscribe(subscriptions, properties, null, ON_LOOP));
	}

	@Override
	public SubAck subscribe(Subscription subscription, MessageHandler handler) {
		checkThread();
		Recipient recipient = new Recipient(handler, this.client.options().ackMode());
		return await(this.client.subscribe(List.of(subscription), PacketProperties.NONE, recipient, ON_LOOP));
	}

	@Override
	public UnsubAck unsubscribe(String filter) {
		return unsubscribe(List.of(TopicFilter.of(filter)), PacketProperties.NONE);
	}

	@Override
	public UnsubAck unsubscribe(List<TopicFilter> filters, PacketProperties properties) {
		checkThread();
		return await(this.client.unsubscribe(filters, properties, ON_LOOP));
	}

	@Override
	public PublishResult publish(MqttMessage message) {
		checkThread();
		return await(this.client.publish(message, ON_LOOP, this.timeout));
	}

	@Override
	public void disconnect() {
		checkIsNotLoop();
		if (this.client.isCallback()) {
			throw new IllegalStateException("a blocking disconnect must not be made by a handler or by what hangs on a"
					+ " future: it waits for them to end; disconnect() and close() do not");
		}
		await(this.client.disconnect(ReasonCode.SUCCESS, PacketProperties.NONE, ON_LOOP));
	}

	private void checkThread() {
		checkIsNotLoop();
		if (this.client.isAsked()) {
			throw new IllegalStateException("a blocking call must not be made by what is asked for credentials or"
					+ " authenticates: the client waits for it, and answers nothing before");
		}
	}

	private void checkIsNotLoop() {
		if (this.client.inLoop()) {
			throw new IllegalStateException(
					"a blocking call must not be made on the thread of the network: the answer could never be read");
		}
	}

	private <T> T await(CompletableFuture<T> future) {
		boolean forEver = this.timeout.compareTo(MqttClientOptions.LONGEST) > 0;
		Duration limit = forEver ? MqttClientOptions.LONGEST : this.timeout;
		try {
			return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new MqttTimeoutException("no answer within " + this.timeout.toMillis() + " ms", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttTimeoutException("interrupted while waiting for the answer", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

}
