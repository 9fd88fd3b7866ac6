// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Warns of listeners that nobody has started, though they are to start with the
 * application: it has clients of its own, and no lifecycle for them.
 *
 * @param registry the listeners
 */
record UnstartedListeners(MqttListenerRegistry registry) implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log log = LogFactory.getLog(MqttListenerRegistry.class);

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		int listeners = this.registry.containers().size();
		if (listeners > 0 && !this.registry.isRunning()) {
			log.warn(listeners + " listener(s) get no messages, as nothing has started them: where there are several"
					+ " MqttClient beans of the application's own and none is @Primary, it has to make an"
					+ " MqttClientLifecycle for each, which takes the MqttListenerRegistry along");
		}
	}

}
