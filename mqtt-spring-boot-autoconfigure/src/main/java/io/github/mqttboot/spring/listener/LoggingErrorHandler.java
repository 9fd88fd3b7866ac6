// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.protocol.ReasonCode;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** What decides where the application has said nothing. */
final class LoggingErrorHandler implements MqttListenerErrorHandler {

	private static final Log log = LogFactory.getLog(MqttListenerErrorHandler.class);

	@Override
	public ReasonCode handle(MqttListenerException failure) {
		log.error(failure.getMessage());
		if (log.isDebugEnabled()) {
			// other causes of arguments that could not be made quote the payload
			Throwable cause = failure.methodCalled() ? failure.getCause() : ApplicationCause.of(failure);
			if (cause != null) {
				log.debug("stack trace of listener '" + failure.listenerId() + "'", cause);
			}
		}
		return failure.reasonCode();
	}

}
