// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import org.jspecify.annotations.Nullable;

/** Makes one argument of a listener method; planned once, asked for each message. */
@FunctionalInterface
interface Argument {

	/**
	 * Makes the argument.
	 * @param incoming the message
	 * @return the argument
	 * @throws MqttListenerException if the message does not fit the parameter
	 */
	@Nullable Object from(Incoming incoming);

}
