// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.Subscription;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * One {@link MqttSubscribe} with all that it says resolved: what to subscribe to, with
 * whom, what to call, and what to do when that fails.
 *
 * @param id the listener's id, unique in the registry
 * @param description bean and method, for a person to read
 * @param client the client to subscribe with
 * @param topics what to subscribe to, at least one
 * @param ackMode who acknowledges
 * @param ordering which messages wait for each other
 * @param concurrency how many messages are worked on at a time, at least one
 * @param batching how to take several messages with one call, or null to take each alone
 * @param method what to call
 * @param retryPolicy whether and when a message that failed is tried again
 * @param errorHandler what decides about failures that are not tried again
 * @param deadLetters what becomes of messages then, or null if nothing does
 * @param autoStartup whether to subscribe when the registry starts
 */
record MqttListenerEndpoint(String id, String description, MqttClient client, List<Topic> topics, AckMode ackMode,
		Ordering ordering, int concurrency, @Nullable Batching batching, MqttListenerMethod method,
		RetryPolicy retryPolicy, MqttListenerErrorHandler errorHandler, @Nullable DeadLetters deadLetters,
		boolean autoStartup) {

	/**
	 * A topic template and the subscription it stands for.
	 *
	 * @param template reads the variables
	 * @param subscription filter and options
	 */
	record Topic(TopicTemplate template, Subscription subscription) {
	}

}
