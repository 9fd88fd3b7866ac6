// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.function.LongFunction;

import io.github.mqttboot.protocol.QoS;

import org.springframework.core.retry.RetryPolicy;

/**
 * What goes for listeners that say nothing about it.
 *
 * @param qos the highest QoS to deliver with
 * @param maxRetries how often a message that failed is tried again
 * @param retryPolicies makes the policy for a number of retries
 * @param deadLetterTopic where messages go that failed for good, see
 * {@link MqttSubscribe#deadLetterTopic()}; {@link MqttSubscribe#NO_DEAD_LETTERS} for
 * nowhere
 */
public record MqttListenerDefaults(QoS qos, long maxRetries, LongFunction<RetryPolicy> retryPolicies,
		String deadLetterTopic) {
}
