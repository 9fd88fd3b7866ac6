// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store;

import java.util.List;
import java.util.Set;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;

/**
 * The stored session of one client. The first three methods tell what it held when it was
 * opened; the client calls them once. All others are called on the client's loop, one at
 * a time.
 * <p>
 * A change is only remembered, does not fail for want of space or the like, and is made
 * durable by {@link #commit()}. The client commits before it sends anything that follows
 * from a change, so that no crash leaves the server knowing more than the store.
 */
public interface StoredSession {

	/**
	 * Whether a server has ever accepted a connection of this session.
	 * @return true if {@link #establish()} was committed
	 */
	boolean established();

	/**
	 * The outgoing messages.
	 * @return all that were added and not removed, by {@link StoredPublish#sequence()}
	 */
	List<StoredPublish> outgoing();

	/**
	 * The incoming messages of QoS 2 that were handled, and not released by the server.
	 * @return their packet identifiers
	 */
	Set<Integer> incoming();

	/** A server has accepted a connection. */
	void establish();

	/**
	 * A message is to be sent.
	 * @param sequence its place, higher than that of any other so far
	 * @param message the message, of QoS 1 or 2
	 * @param timeToLiveNanos how long it may wait, {@link Long#MAX_VALUE} for no limit
	 * @throws IllegalArgumentException if no PUBLISH can carry the message, which is not
	 * remembered then
	 */
	void add(long sequence, MqttMessage message, long timeToLiveNanos);

	/**
	 * A message is about to be sent with a packet identifier, as PUBLISH.
	 * @param sequence which message
	 * @param packetId its packet identifier; 0 if it has none any more, because the
	 * server has lost the session
	 */
	void assign(long sequence, int packetId);

	/**
	 * PUBREC has come: from now on PUBREL is sent for a message, and PUBLISH never again.
	 * @param sequence which message
	 * @param place its place among those that PUBREL is to be sent for, 1 or higher
	 */
	void release(long sequence, long place);

	/**
	 * A message has ended, well or not.
	 * @param sequence which message
	 */
	void remove(long sequence);

	/**
	 * A message of QoS 2 was handled, and is not to be delivered again; PUBREC follows.
	 * @param packetId its packet identifier
	 */
	void addIncoming(int packetId);

	/**
	 * PUBREL has come for a message, and PUBCOMP is about to be sent; or PUBREC refuses
	 * it; or the server has lost the session. It may not have been added.
	 * @param packetId its packet identifier
	 */
	void removeIncoming(int packetId);

	/**
	 * Makes all changes since the last commit durable, all or none of them. Does nothing
	 * if there are none. May block.
	 * @throws MqttStoreException if that failed; nothing but {@link #close()} is called
	 * after it
	 */
	void commit();

	/**
	 * Lets go, so that another client can open it. What was not committed is not kept.
	 * May block.
	 * @throws MqttStoreException if that failed; it is let go all the same
	 */
	void close();

}
