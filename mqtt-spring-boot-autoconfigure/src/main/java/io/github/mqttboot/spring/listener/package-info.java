// SPDX-License-Identifier: Apache-2.0
/**
 * Methods that take messages. From the annotation to the method it is four stops: the
 * {@link io.github.mqttboot.spring.listener.MqttListenerScanner} finds the
 * {@link io.github.mqttboot.spring.listener.MqttSubscribe} methods and resolves all their
 * options once into a {@code MqttListenerEndpoint}; the
 * {@link io.github.mqttboot.spring.listener.MqttListenerRegistry} keeps one
 * {@link io.github.mqttboot.spring.listener.MqttListenerContainer} for each, which
 * subscribes, runs and acknowledges; its {@code MqttListenerMethod} makes the arguments
 * and calls the method. Depends on the client's API and on the package above, on nothing
 * below.
 */
@NullMarked
package io.github.mqttboot.spring.listener;

import org.jspecify.annotations.NullMarked;
