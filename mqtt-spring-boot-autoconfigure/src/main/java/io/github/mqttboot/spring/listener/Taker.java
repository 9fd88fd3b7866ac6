// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.TopicFilter;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a listener: takes what matches it, and is told whether the server has
 * subscribed it.
 */
final class Taker implements MessageHandler {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private final MqttListenerContainer container;

	private final int index;

	private final SharedSubscription subscription;

	/**
	 * Whether messages come for other listeners alone; written by the subscription.
	 */
	private volatile boolean passedOver;

	/** Whether the server has refused at first; written by the client's thread. */
	private volatile boolean refused;

	/**
	 * Makes what takes nothing yet.
	 * @param container the listener
	 * @param index which of its topics
	 * @param subscription the subscription to that
	 */
	Taker(MqttListenerContainer container, int index, SharedSubscription subscription) {
		this.container = container;
		this.index = index;
		this.subscription = subscription;
	}

	int index() {
		return this.index;
	}

	MqttListenerEndpoint.Topic topic() {
		return this.container.endpoint().topics().get(this.index);
	}

	/**
	 * Whether a message comes this way, too: one that says which subscriptions it is for
	 * does not come from one that is refused.
	 */
	boolean brings(MqttMessage message) {
		TopicFilter filter = topic().subscription().filter();
		if (!filter.matches(message.topicName())) {
			return false;
		}
		if (!this.refused) {
			return true;
		}
		boolean byTopic = message.properties().subscriptionIdentifiers().isEmpty();
		return this.container.client()
			.subscriptions()
			.stream()
			.filter((status) -> status.filter().equals(filter))
			.anyMatch((status) -> byTopic || status.granted() != null);
	}

	/** Subscribes or gives up the subscription, as the listener wants now. */
	CompletableFuture<?> align() {
		return this.subscription.align(this);
	}

	/** Whether the listener is to have messages; from any thread. */
	boolean isWanted() {
		return this.container.isWanted();
	}

	/** Takes nothing, or takes what comes again. */
	void passOver(boolean passedOver) {
		this.passedOver = passedOver;
	}

	boolean isPassedOver() {
		return this.passedOver;
	}

	/** The server has answered, or will not. */
	void subscribed(@Nullable SubAck subAck, @Nullable Throwable failure) {
		Throwable cause = Handling.unwrapped(failure);
		boolean connectionRefused = cause != null && cause == this.container.client().status().lastError();
		this.refused = cause instanceof MqttRejectedException && !connectionRefused;
		if (this.refused && cause != null) {
			log.error("listener '" + this.container.id() + "' gets no messages for '" + topic().template() + "': "
					+ cause.getMessage());
		}
		else if (cause != null) {
			log.debug("listener '" + this.container.id() + "' did not subscribe to '" + topic().template() + "'",
					cause);
		}
	}

	@Override
	public void handle(Delivery delivery) {
		this.container.take(delivery, this);
	}

	/** All topics of a listener in one line. */
	@Override
	public Object lane() {
		return this.container;
	}

}
