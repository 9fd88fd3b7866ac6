// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** Is told of each message that a listener has ended with, for meters. */
@FunctionalInterface
public interface MqttListenerObserver {

	/** Counts nothing. */
	MqttListenerObserver NONE = (listenerId, elapsed, failure) -> {
	};

	/**
	 * A listener has ended with a message. Called before the message is acknowledged, on
	 * the thread on which the work ended.
	 * @param listenerId the listener, see {@link MqttSubscribe#id()}
	 * @param elapsed from the first look at the message to the end of the work
	 * @param failure what the method threw, or the {@link MqttListenerException} that
	 * says why it could not be called; null if it went well
	 */
	void handled(String listenerId, Duration elapsed, @Nullable Throwable failure);

}
