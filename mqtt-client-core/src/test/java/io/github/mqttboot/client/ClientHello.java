// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The first message of a TLS client, as it is seen on the wire (RFC 8446, section 4.1.2).
 *
 * @param serverName the name it asks for (SNI), or null
 * @param applicationProtocols what it offers (ALPN)
 */
record ClientHello(@Nullable String serverName, List<String> applicationProtocols) {

	private static final int HANDSHAKE = 22;

	private static final int CLIENT_HELLO = 1;

	private static final int SERVER_NAME = 0;

	private static final int APPLICATION_PROTOCOLS = 16;

	/** Reads one, which must come in one record. */
	static ClientHello read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		expect(HANDSHAKE, in.readUnsignedByte());
		in.readUnsignedShort(); // version of the record
		byte[] bytes = new byte[in.readUnsignedShort()];
		in.readFully(bytes);
		ByteBuffer message = ByteBuffer.wrap(bytes);
		expect(CLIENT_HELLO, message.get());
		skip(message, 3 + 2 + 32); // length, version, random
		skip(message, message.get() & 0xFF); // session
		skip(message, message.getShort() & 0xFFFF); // cipher suites
		skip(message, message.get() & 0xFF); // compression
		return extensions(message);
	}

	private static ClientHello extensions(ByteBuffer message) {
		String serverName = null;
		List<String> applicationProtocols = new ArrayList<>();
		message.getShort();
		while (message.hasRemaining()) {
			int type = message.getShort() & 0xFFFF;
			ByteBuffer extension = slice(message, message.getShort() & 0xFFFF);
			if (type == SERVER_NAME) {
				skip(extension, 3); // length of the list, kind of name
				serverName = text(extension, extension.getShort() & 0xFFFF);
			}
			else if (type == APPLICATION_PROTOCOLS) {
				extension.getShort();
				while (extension.hasRemaining()) {
					applicationProtocols.add(text(extension, extension.get() & 0xFF));
				}
			}
		}
		return new ClientHello(serverName, applicationProtocols);
	}

	private static void expect(int expected, int actual) {
		if (actual != expected) {
			throw new AssertionError("there must be " + expected + ", was " + actual);
		}
	}

	private static void skip(ByteBuffer bytes, int count) {
		bytes.position(bytes.position() + count);
	}

	private static ByteBuffer slice(ByteBuffer bytes, int length) {
		ByteBuffer slice = bytes.slice(bytes.position(), length);
		skip(bytes, length);
		return slice;
	}

	private static String text(ByteBuffer bytes, int length) {
		return StandardCharsets.US_ASCII.decode(slice(bytes, length)).toString();
	}

}
