// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import io.github.mqttboot.spring.listener.MqttListenerContainer;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;

import org.springframework.context.Lifecycle;

/**
 * Listeners that the application starts by itself, all of them or some. They stop with
 * their clients as all listeners do, and those that it has started go on with them.
 */
final class ListenersOfApplication implements Lifecycle {

	private final MqttListenerRegistry registry;

	/** Whether all go on; written by the thread that stops the context. */
	private volatile boolean all;

	/** Which ones go on, if not all; written by the thread that stops the context. */
	private volatile List<MqttListenerContainer> some = List.of();

	ListenersOfApplication(MqttListenerRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void start() {
		if (this.all) {
			this.registry.start();
		}
		this.some.forEach(MqttListenerContainer::start);
	}

	@Override
	public void stop() {
		this.all = this.registry.isRunning();
		this.some = this.all ? List.of()
				: this.registry.containers().stream().filter(MqttListenerContainer::isRunning).toList();
		this.registry.stop();
	}

	@Override
	public boolean isRunning() {
		return this.registry.isRunning();
	}

}
