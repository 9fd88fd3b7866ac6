// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.List;

/** A connected client of some library, by its asynchronous API. */
public interface PeerClient {

	/**
	 * Publishes without waiting. May be called by several threads where the library
	 * allows it.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos 0, 1 or 2
	 * @return what {@link #mark} takes for this message
	 * @throws Exception if it fails at once
	 */
	Object publish(String topic, byte[] payload, int qos) throws Exception;

	/**
	 * Called after some publishes.
	 * @param last what {@link #publish} returned for the last one
	 * @return what {@link #await} takes to wait for the end of this message
	 * @throws Exception if it fails
	 */
	default Object mark(Object last) throws Exception {
		return last;
	}

	/**
	 * Waits until a message was handed to the network (QoS 0) or has been acknowledged.
	 * @param mark what {@link #mark} returned; messages before that one need not have
	 * ended
	 * @throws Exception if it has failed
	 */
	void await(Object mark) throws Exception;

	/**
	 * Subscribes and waits for SUBACK.
	 * @param filter the topic filter
	 * @param qos 0, 1 or 2
	 * @param handler is given each message
	 * @throws Exception if it fails
	 */
	void subscribe(String filter, int qos, MessageHandler handler) throws Exception;

	/**
	 * Subscribes several times and waits for SUBACK.
	 * @param filters the topic filters
	 * @param qos 0, 1 or 2
	 * @param handler is given each message
	 * @throws Exception if it fails
	 */
	default void subscribeAll(List<String> filters, int qos, MessageHandler handler) throws Exception {
		for (String filter : filters) {
			subscribe(filter, qos, handler);
		}
	}

	/**
	 * Disconnects.
	 * @throws Exception if it fails
	 */
	void close() throws Exception;

}
