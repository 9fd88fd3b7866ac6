// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Sends messages. None of the methods blocks; each future ends as that of
 * {@link MqttClient#publish(MqttMessage)} does: with QoS 1 and 2 when the server has
 * taken the message over.
 */
public interface MqttOperations {

	/**
	 * Sends a message as it is.
	 * @param message the message
	 * @return how it ended, see {@link MqttClient#publish(MqttMessage)}
	 * @throws IllegalArgumentException if the message has properties and the client
	 * speaks MQTT 3.1.1
	 */
	CompletableFuture<PublishResult> send(MqttMessage message);

	/**
	 * Sends a Spring message to the topic that its header {@link MqttHeaders#TOPIC}
	 * names, with what {@link MqttHeaders} has names for besides. Its payload is written
	 * as by {@link #convertAndSend(String, Object)}; QoS and retain flag are the
	 * configured ones unless there are headers.
	 * @param message the message
	 * @return how it ended, see {@link MqttClient#publish(MqttMessage)}
	 * @throws IllegalArgumentException if the topic is missing or not a topic name, or a
	 * header's value is not allowed or needs MQTT 5 and the client speaks 3.1.1
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	CompletableFuture<PublishResult> send(Message<?> message);

	/**
	 * Sends an object with the configured QoS and retain flag. Bytes go out as they are,
	 * text in UTF-8, everything else as the message converter writes it, which is JSON
	 * unless configured otherwise. In MQTT 5 the message says which of them it is.
	 * @param topic the topic name
	 * @param payload {@code byte[]}, text, or anything that can be converted; null for an
	 * empty payload
	 * @return how it ended, see {@link MqttClient#publish(MqttMessage)}
	 * @throws IllegalArgumentException if the topic is not a topic name, for example
	 * because it has a wildcard
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	default CompletableFuture<PublishResult> convertAndSend(String topic, @Nullable Object payload) {
		return convertAndSend(topic, payload, (message) -> {
		});
	}

	/**
	 * Sends an object, see {@link #convertAndSend(String, Object)}, after a last change.
	 * @param topic the topic name
	 * @param payload {@code byte[]}, text, or anything that can be converted; null for an
	 * empty payload
	 * @param customizer changes QoS, retain flag and properties
	 * @return how it ended, see {@link MqttClient#publish(MqttMessage)}
	 * @throws IllegalArgumentException if the topic is not a topic name, or a property is
	 * set and the client speaks MQTT 3.1.1
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	CompletableFuture<PublishResult> convertAndSend(String topic, @Nullable Object payload,
			Consumer<MqttMessage.Builder> customizer);

}
