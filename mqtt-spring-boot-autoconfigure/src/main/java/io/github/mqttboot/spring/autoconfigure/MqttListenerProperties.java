// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * What {@code @MqttSubscribe} methods are run with.
 *
 * @param autoStartup Whether listeners subscribe when the application starts.
 * @param qos The highest QoS to deliver with, of listeners that say nothing about it.
 * @param shutdownTimeout How long the application waits, when it stops, for messages that
 * listeners are working on.
 */
@ConfigurationProperties("mqtt.listener")
public record MqttListenerProperties(@DefaultValue("true") boolean autoStartup, @DefaultValue("1") int qos,
		@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration shutdownTimeout) {
}
