// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/**
 * Is told of each message, for meters. Called on the thread of the network, so it must be
 * quick, must not block and must not call the client.
 */
public interface TrafficObserver {

	/** Counts nothing. */
	TrafficObserver NONE = new TrafficObserver() {
	};

	/**
	 * A PUBLISH was sent, for the first time or again.
	 * @param qos its QoS
	 * @param bytes the size of the packet
	 */
	default void sent(QoS qos, int bytes) {
	}

	/**
	 * A PUBLISH was received.
	 * @param qos its QoS
	 * @param bytes the size of the packet
	 */
	default void received(QoS qos, int bytes) {
	}

	/**
	 * A received message was dropped, see {@link InboxPolicy}; for each handler that did
	 * not get it.
	 * @param qos its QoS
	 * @param bytes the size of the packet
	 */
	default void dropped(QoS qos, int bytes) {
	}

	/**
	 * A publish has ended.
	 * @param qos its QoS
	 * @param elapsed from the call to the end of the exchange
	 * @param failure why it failed, or null if it did not
	 */
	default void publishEnded(QoS qos, Duration elapsed, @Nullable Throwable failure) {
	}

	/**
	 * A message was dropped before it was sent. Unlike the others this may be called by
	 * the thread that publishes.
	 * @param qos its QoS
	 * @param reason why
	 */
	default void publishDropped(QoS qos, DropReason reason) {
	}

}
