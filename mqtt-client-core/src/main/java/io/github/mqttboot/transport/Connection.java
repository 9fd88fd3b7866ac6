// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import io.github.mqttboot.protocol.Packet;

/** An open connection to a server. To be used on its loop only. */
public interface Connection {

	/**
	 * Adds a packet to the batch that the next {@link #flush()} sends.
	 * @param packet what to send
	 * @return its size in bytes
	 * @throws IllegalArgumentException if the packet cannot be expressed in this version
	 * or is larger than {@link #limitPacketSize(long)} allows; nothing of it is sent
	 */
	int send(Packet packet);

	/**
	 * Sends what was added. Nothing of it leaves before: what it says may have to be
	 * stored first.
	 */
	void flush();

	/**
	 * Whether the network takes more now. If not, {@link ConnectionHandler#writable()}
	 * tells when it does again; what is sent before that stays in memory.
	 * @return false if too much is waiting to be written
	 */
	boolean isWritable();

	/**
	 * Stops or resumes reading, to slow the server down. Reading is on at first.
	 * @param reading whether to read
	 */
	void setReading(boolean reading);

	/**
	 * Sets the largest packet the server takes.
	 * @param bytes the maximum packet size from CONNACK [MQTT-3.2.2-15]
	 */
	void limitPacketSize(long bytes);

	/**
	 * Flushes, then closes. Nothing is received any more;
	 * {@link ConnectionHandler#closed} follows.
	 */
	void close();

	/**
	 * Closes at once: what was added and not flushed is not sent. Nothing is received any
	 * more; {@link ConnectionHandler#closed} follows.
	 */
	void abort();

}
