// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import io.github.mqttboot.client.MqttClientOptions;

/**
 * Changes the options of auto-configured clients after the properties have been applied.
 * Beans of this type are called in their order.
 */
@FunctionalInterface
public interface MqttClientOptionsCustomizer {

	/**
	 * Changes the options.
	 * @param options what the client will be made with
	 */
	void customize(MqttClientOptions.Builder options);

}
