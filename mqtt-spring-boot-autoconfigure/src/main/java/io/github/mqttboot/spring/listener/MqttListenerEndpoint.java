// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.Subscription;

/**
 * One {@link MqttSubscribe} with all that it says resolved: what to subscribe to, with
 * whom, what to call, and what to do when that fails.
 *
 * @param id the listener's id, unique in the registry
 * @param description bean and method, for a person to read
 * @param client the client to subscribe with
 * @param topics what to subscribe to, at least one
 * @param ackMode who acknowledges
 * @param method what to call
 * @param errorHandler what decides about failures
 * @param autoStartup whether to subscribe when the registry starts
 */
record MqttListenerEndpoint(String id, String description, MqttClient client, List<Topic> topics, AckMode ackMode,
		MqttListenerMethod method, MqttListenerErrorHandler errorHandler, boolean autoStartup) {

	/**
	 * A topic template and the subscription it stands for.
	 *
	 * @param template reads the variables
	 * @param subscription filter and options
	 */
	record Topic(TopicTemplate template, Subscription subscription) {
	}

}
