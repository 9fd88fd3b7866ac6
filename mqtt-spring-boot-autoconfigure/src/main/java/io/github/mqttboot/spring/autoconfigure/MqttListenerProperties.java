// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * What {@code @MqttSubscribe} methods are run with.
 *
 * @param autoStartup Whether listeners subscribe when the application starts.
 * @param qos The highest QoS to deliver with, of listeners that say nothing about it.
 * @param retry Whether and when messages that a listener has failed with are tried again.
 * @param deadLetterTopic Where messages go that a listener has failed with for good, of
 * listeners that say nothing about it. {topic} stands for the topic of the message,
 * {listener} for the listener's id; "-" for nowhere.
 * @param capacity How many messages of one listener may be unfinished before the next one
 * has to wait.
 * @param reportAfter How long a listener may work on one message, or leave it
 * unacknowledged if it has to acknowledge, before the log is told; 0 for ever.
 * @param shutdownTimeout How long the application waits, when it stops, for messages that
 * listeners are working on.
 * @param observationEnabled Whether attempts of listeners are observed, for traces and
 * meters.
 */
@ConfigurationProperties("mqtt.listener")
public record MqttListenerProperties(@DefaultValue("true") boolean autoStartup, @DefaultValue("1") int qos,
		@DefaultValue Retry retry, @DefaultValue("-") String deadLetterTopic, @DefaultValue("1024") int capacity,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration reportAfter,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration shutdownTimeout,
		@DefaultValue("false") boolean observationEnabled) {

	/**
	 * Whether and when messages that a listener has failed with are tried again.
	 *
	 * @param maxRetries How often, of listeners that say nothing about it.
	 * @param delay The first pause.
	 * @param multiplier By what the pause grows with each failure, 1 or more.
	 * @param maxDelay The longest pause.
	 * @param jitter How much longer or shorter a pause may be, at random.
	 * @param timeout How long after the first attempt there may be another one; no limit
	 * unless set.
	 */
	public record Retry(@DefaultValue("0") long maxRetries,
			@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration delay, @DefaultValue("2") double multiplier,
			@DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS) Duration maxDelay,
			@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration jitter,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration timeout) {
	}

}
