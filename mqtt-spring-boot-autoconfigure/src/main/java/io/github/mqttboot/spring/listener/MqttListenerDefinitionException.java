// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import org.springframework.beans.FatalBeanException;

/**
 * An {@link MqttSubscribe} method cannot be a listener as it is written. The message
 * names the bean, the method, the value and the rule.
 */
public final class MqttListenerDefinitionException extends FatalBeanException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param listener which bean and method
	 * @param cause says what the rule is and what was found
	 */
	MqttListenerDefinitionException(String listener, RuntimeException cause) {
		super("@MqttSubscribe on " + listener + ": " + cause.getMessage(), cause);
	}

}
