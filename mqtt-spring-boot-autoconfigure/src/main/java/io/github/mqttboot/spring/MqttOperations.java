// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Sends messages, and asks with them. None of the methods blocks. The future of what is
 * sent ends as that of {@link MqttClient#publish(MqttMessage)} does: with QoS 1 and 2
 * when the server has taken the message over. That of what is asked ends with the reply.
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

	/**
	 * Sends a request and waits for its reply; MQTT 5 only (section 4.10). The request is
	 * sent when the server has granted the subscription to the reply topic, which is made
	 * with the first one. Unless it says otherwise, it expires when nobody waits for its
	 * reply any more.
	 * @param request the message, without response topic and correlation data: they are
	 * set here
	 * @return a future of the reply. It fails with
	 * {@link java.util.concurrent.TimeoutException} if none has come in time, with
	 * {@link io.github.mqttboot.protocol.MqttRejectedException} if the server refuses the
	 * subscription or the request, or says that nobody has subscribed to its topic, and
	 * as that of {@link MqttClient#publish(MqttMessage)} if the request cannot be sent.
	 * Cancelling it forgets the request
	 * @throws IllegalArgumentException if the request has a response topic or correlation
	 * data
	 * @throws IllegalStateException if the client speaks MQTT 3.1.1
	 */
	CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request);

	/**
	 * Sends an object as a request, see {@link #sendAndReceive(MqttMessage)}: written as
	 * by {@link #convertAndSend(String, Object)}, with the configured QoS, and not
	 * retained. The reply is read as the payload parameter of a listener is.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload {@code byte[]}, text, or anything that can be converted; null for an
	 * empty payload
	 * @param replyType what to read the reply as
	 * @return a future of the reply, which fails as that of
	 * {@link #sendAndReceive(MqttMessage)} does, and with
	 * {@link MessageConversionException} if the reply cannot be read
	 * @throws IllegalArgumentException if the topic is not a topic name, or nothing can
	 * read a payload as the type
	 * @throws IllegalStateException if the client speaks MQTT 3.1.1
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(String topic, @Nullable Object payload, Class<T> replyType) {
		return convertSendAndReceive(topic, payload, ParameterizedTypeReference.<T>forType(replyType));
	}

	/**
	 * Sends an object as a request, see
	 * {@link #convertSendAndReceive(String, Object, Class)}, for replies such as lists.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload {@code byte[]}, text, or anything that can be converted; null for an
	 * empty payload
	 * @param replyType what to read the reply as, with the types in it
	 * @return a future of the reply, which fails as that of
	 * {@link #convertSendAndReceive(String, Object, Class)} does
	 * @throws IllegalArgumentException if the topic is not a topic name, or nothing can
	 * read a payload as the type
	 * @throws IllegalStateException if the client speaks MQTT 3.1.1
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType) {
		return convertSendAndReceive(topic, payload, replyType, (request) -> {
		});
	}

	/**
	 * Sends an object as a request, see
	 * {@link #convertSendAndReceive(String, Object, Class)}, after a last change.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param payload {@code byte[]}, text, or anything that can be converted; null for an
	 * empty payload
	 * @param replyType what to read the reply as, with the types in it; a class can be
	 * wrapped by {@link ParameterizedTypeReference#forType(java.lang.reflect.Type)}
	 * @param customizer changes QoS and properties of the request
	 * @return a future of the reply, which fails as that of
	 * {@link #convertSendAndReceive(String, Object, Class)} does
	 * @throws IllegalArgumentException if the topic is not a topic name, nothing can read
	 * a payload as the type, or the customizer sets a response topic or correlation data
	 * @throws IllegalStateException if the client speaks MQTT 3.1.1
	 * @throws MessageConversionException if the payload cannot be converted
	 */
	<T> CompletableFuture<T> convertSendAndReceive(String topic, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType, Consumer<MqttMessage.Builder> customizer);

}
