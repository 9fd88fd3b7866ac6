// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.function.Consumer;

/** A connected client of some library, by its asynchronous API. */
public interface PeerClient extends AutoCloseable {

	/**
	 * Publishes without waiting. May be called by several threads where the library
	 * allows it.
	 * @param topic the topic
	 * @param payload the payload
	 * @param qos 0, 1 or 2
	 * @return what {@link #await} takes to wait for the end of this message
	 * @throws Exception if it fails at once
	 */
	Object publish(String topic, byte[] payload, int qos) throws Exception;

	/**
	 * Waits until a message was handed to the network (QoS 0) or has been acknowledged.
	 * @param published what {@link #publish} returned; those before it need not have
	 * ended
	 * @throws Exception if it has failed
	 */
	void await(Object published) throws Exception;

	/**
	 * Subscribes and waits for SUBACK.
	 * @param filter the topic filter
	 * @param qos 0, 1 or 2
	 * @param handler is given the payload of each message
	 * @throws Exception if it fails
	 */
	void subscribe(String filter, int qos, Consumer<byte[]> handler) throws Exception;

	@Override
	void close() throws Exception;

}
