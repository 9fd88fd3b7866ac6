// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What the broker reads from and writes to. */
interface Wire {

	/**
	 * Reads what is there.
	 * @return the number of bytes, 0 for nothing yet, -1 for the end
	 */
	int read(ByteBuffer buffer) throws IOException;

	/** Writes everything. */
	void write(ByteBuffer bytes) throws IOException;

	static Wire of(SocketChannel channel) {
		return new Wire() {

			@Override
			public int read(ByteBuffer buffer) throws IOException {
				return channel.read(buffer);
			}

			@Override
			public void write(ByteBuffer bytes) throws IOException {
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
			}

		};
	}

	static Wire of(Socket socket) {
		byte[] copy = new byte[128 * 1024];
		return new Wire() {

			@Override
			public int read(ByteBuffer buffer) throws IOException {
				int length = socket.getInputStream().read(copy, 0, Math.min(copy.length, buffer.remaining()));
				if (length > 0) {
					buffer.put(copy, 0, length);
				}
				return length;
			}

			@Override
			public void write(ByteBuffer bytes) throws IOException {
				while (bytes.hasRemaining()) {
					int length = Math.min(copy.length, bytes.remaining());
					bytes.get(copy, 0, length);
					socket.getOutputStream().write(copy, 0, length);
				}
			}

		};
	}

}
