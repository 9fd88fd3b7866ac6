// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.ReasonCode;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** What decides where the application has said nothing. */
final class LoggingErrorHandler implements MqttListenerErrorHandler {

	private static final Log log = LogFactory.getLog(MqttListenerErrorHandler.class);

	/** Some go round in circles. */
	private static final int MOST_CAUSES = 5;

	@Override
	public ReasonCode handle(MqttListenerException failure) {
		log.error(failure.getMessage() + (failure.methodCalled() ? story(failure.getCause()) : ""));
		if (log.isDebugEnabled()) {
			// other causes of arguments that could not be made quote the payload
			Throwable cause = failure.methodCalled() ? failure.getCause() : ApplicationCause.of(failure);
			if (cause != null) {
				log.debug("stack trace of listener '" + failure.listenerId() + "'", cause);
			}
		}
		return failure.reasonCode();
	}

	/** Where it was thrown, and why; in one line, whatever the texts are. */
	private static String story(@Nullable Throwable thrown) {
		if (thrown == null) {
			return "";
		}
		StringBuilder story = new StringBuilder();
		StackTraceElement place = ApplicationCause.place(thrown);
		if (place != null) {
			story.append(", at ").append(place);
		}
		Throwable cause = thrown.getCause();
		for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
			story.append(", caused by ").append(cause);
			cause = cause.getCause();
		}
		return Printable.of(story.toString());
	}

}
