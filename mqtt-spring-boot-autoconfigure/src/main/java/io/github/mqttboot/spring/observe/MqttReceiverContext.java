// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.List;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor.Invocation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.jspecify.annotations.Nullable;

/**
 * What is observed of an attempt of a listener to handle a message, or a batch. The
 * carrier is the message: what has travelled with it are its user properties (section
 * 3.3.2.3.7). Messages of a batch may be of different traces, so it goes on with none.
 */
public final class MqttReceiverContext extends ReceiverContext<MqttMessage> {

	private final Invocation invocation;

	/**
	 * Makes a context.
	 * @param invocation the attempt
	 */
	public MqttReceiverContext(Invocation invocation) {
		super((invocation.deliveries().size() == 1) ? MqttReceiverContext::userProperty : (message, name) -> null,
				Kind.CONSUMER);
		this.invocation = invocation;
		setCarrier(delivery().message());
	}

	private static @Nullable String userProperty(MqttMessage message, String name) {
		for (UserProperty property : message.properties().userProperties()) {
			if (property.name().equals(name)) {
				return property.value();
			}
		}
		return null;
	}

	/**
	 * What has come.
	 * @return the message as it was delivered, or the first one of a batch
	 */
	public Delivery delivery() {
		return this.invocation.delivery();
	}

	/**
	 * All that has come.
	 * @return the message, or those of a batch
	 */
	public List<Delivery> deliveries() {
		return this.invocation.deliveries();
	}

	/**
	 * The listener.
	 * @return its id
	 */
	public String listenerId() {
		return this.invocation.listenerId();
	}

	/**
	 * What the listener has subscribed to.
	 * @return the topic with the names of its variables
	 */
	public String subscribedTopic() {
		return this.invocation.topic();
	}

	/**
	 * Which attempt this is.
	 * @return 1 for the first one
	 */
	public int attempt() {
		return this.invocation.attempt();
	}

}
