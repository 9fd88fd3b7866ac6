// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/** One delivery on its way to one method. Used by one thread at a time. */
final class Incoming {

	private final String listenerId;

	private final Delivery delivery;

	private final TopicTemplate template;

	private final int topicIndex;

	private String @Nullable [] variables;

	/**
	 * Joins a delivery with the topic it was subscribed by.
	 * @param listenerId the listener
	 * @param delivery the delivery
	 * @param template the template of the subscription
	 * @param topicIndex which of the listener's topics that is
	 */
	Incoming(String listenerId, Delivery delivery, TopicTemplate template, int topicIndex) {
		this.listenerId = listenerId;
		this.delivery = delivery;
		this.template = template;
		this.topicIndex = topicIndex;
	}

	String listenerId() {
		return this.listenerId;
	}

	TopicTemplate template() {
		return this.template;
	}

	Delivery delivery() {
		return this.delivery;
	}

	int topicIndex() {
		return this.topicIndex;
	}

	String variable(int index) {
		if (this.variables == null) {
			this.variables = this.template.values(this.delivery.message().topic());
		}
		return this.variables[index];
	}

	/** The payload cannot be read as what the parameter wants. */
	MqttListenerException payloadInvalid(String reason, @Nullable Throwable cause) {
		return notCalled(ReasonCode.PAYLOAD_FORMAT_INVALID, reason, cause);
	}

	/** The method cannot be called. */
	MqttListenerException notCalled(ReasonCode reasonCode, String reason, @Nullable Throwable cause) {
		return MqttListenerException.notCalled(this.listenerId, this.delivery, reasonCode, reason, cause);
	}

}
