// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

/**
 * A front of {@link MqttClient} that waits for each answer. The methods do what those of
 * the same name there do; instead of ending a future they return, or throw what it would
 * have failed with. They wait {@link #timeout()} at most, then throw
 * {@link MqttTimeoutException}; what was asked for may still happen.
 * <p>
 * May be used by any thread, also in handlers, but not on the thread of the network:
 * there each method throws {@link IllegalStateException}, because the answer could never
 * be read.
 */
public interface BlockingMqttClient {

	/**
	 * The same client for code that need not wait.
	 * @return the asynchronous client
	 */
	MqttClient async();

	/**
	 * How long each method waits.
	 * @return 30 seconds unless set
	 */
	Duration timeout();

	/**
	 * A front of the same client that waits longer or shorter.
	 * @param timeout how long each method waits
	 * @return another front
	 */
	BlockingMqttClient withTimeout(Duration timeout);

	/**
	 * See {@link MqttClient#connect()}.
	 * @return the CONNACK
	 */
	ConnAck connect();

	/**
	 * See {@link MqttClient#subscribe(Subscription)}.
	 * @param subscription filter and options
	 * @return the SUBACK
	 */
	SubAck subscribe(Subscription subscription);

	/**
	 * See {@link MqttClient#subscribe(List, PacketProperties)}.
	 * @param subscriptions filters and options
	 * @param properties a subscription identifier and user properties
	 * @return the SUBACK
	 */
	SubAck subscribe(List<Subscription> subscriptions, PacketProperties properties);

	/**
	 * See {@link MqttClient#subscribe(Subscription, MessageHandler)}.
	 * @param subscription filter and options
	 * @param handler takes the messages
	 * @return the SUBACK
	 */
	SubAck subscribe(Subscription subscription, MessageHandler handler);

	/**
	 * See {@link MqttClient#unsubscribe(String)}.
	 * @param filter the filter as it was subscribed to
	 * @return the UNSUBACK
	 */
	UnsubAck unsubscribe(String filter);

	/**
	 * See {@link MqttClient#unsubscribe(List, PacketProperties)}.
	 * @param filters the filters
	 * @param properties user properties
	 * @return the UNSUBACK
	 */
	UnsubAck unsubscribe(List<TopicFilter> filters, PacketProperties properties);

	/**
	 * See {@link MqttClient#publish(MqttMessage)}.
	 * @param message the message
	 * @return how it ended
	 */
	PublishResult publish(MqttMessage message);

	/**
	 * See {@link MqttClient#disconnect()}.
	 * @throws IllegalStateException if it is called by a handler or by what hangs on a
	 * future, which it would wait for
	 */
	void disconnect();

}
