// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.listener.MqttListenerInterceptor.Invocation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;

import org.jspecify.annotations.Nullable;

/**
 * What is observed of an attempt of a listener to handle a message. The carrier is the
 * message: what has travelled with it are its user properties (section 3.3.2.3.7).
 */
public final class MqttReceiverContext extends ReceiverContext<MqttMessage> {

	private final Invocation invocation;

	/**
	 * Makes a context.
	 * @param invocation the attempt
	 */
	public MqttReceiverContext(Invocation invocation) {
		super(MqttReceiverContext::userProperty, Kind.CONSUMER);
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
	 * @return the message as it was delivered
	 */
	public Delivery delivery() {
		return this.invocation.delivery();
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
