// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Is told what becomes of messages, for meters. Called on the thread that does the work,
 * so it must be quick; all beans of this type are told.
 */
@FunctionalInterface
public interface MqttListenerObserver {

	/**
	 * There is a new listener.
	 * @param listener its container
	 */
	default void added(MqttListenerContainer listener) {
	}

	/**
	 * An attempt has ended. Called before the message is acknowledged.
	 * @param listenerId the listener, see {@link MqttSubscribe#id()}
	 * @param elapsed from the first look at the message to the end of the work
	 * @param failure what the method threw, or the {@link MqttListenerException} that
	 * says why it could not be called; null if it went well
	 */
	void handled(String listenerId, Duration elapsed, @Nullable Throwable failure);

	/**
	 * An attempt has ended of a listener that takes several messages with one call, see
	 * {@link MqttSubscribe#batchSize()}. Called before {@link #handled}.
	 * @param listenerId the listener
	 * @param size how many messages there were, 1 or more
	 */
	default void batch(String listenerId, int size) {
	}

	/**
	 * The attempt that has just failed will be followed by another one.
	 * @param listenerId the listener
	 */
	default void retrying(String listenerId) {
	}

	/**
	 * The attempt that has just failed was the last one.
	 * @param listenerId the listener
	 */
	default void failed(String listenerId) {
	}

	/**
	 * A dead letter was published, or could not be and will be tried again.
	 * @param listenerId the listener
	 * @param failure why it could not be published, or null if the server has taken it
	 */
	default void deadLetter(String listenerId, @Nullable Throwable failure) {
	}

}
