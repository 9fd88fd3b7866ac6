// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * HTTP with the method CONNECT (RFC 9110, section 9.3.6), and Basic for credentials.
 *
 * @param credentials whether to ask for them
 */
record HttpConnect(boolean credentials) implements ProxyProtocol {

	private static final String AUTHORIZATION = "Basic " + Base64.getEncoder()
		.encodeToString((ForwardProxy.USER + ":" + ForwardProxy.PASSWORD).getBytes(StandardCharsets.UTF_8));

	@Override
	public @Nullable Target request(DataInputStream in, OutputStream out) throws IOException {
		String[] request = line(in).split(" ");
		boolean authorized = !this.credentials;
		String header;
		while (!(header = line(in)).isEmpty()) {
			authorized |= header.equalsIgnoreCase("Proxy-Authorization: " + AUTHORIZATION);
		}
		if (!authorized) {
			say("407 Proxy Authentication Required", out);
			return null;
		}
		if (!request[0].equals("CONNECT")) {
			say("405 Method Not Allowed", out);
			return null;
		}
		URI target = URI.create("tcp://" + request[1]);
		return new Target(target.getHost(), target.getPort());
	}

	private static String line(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		int next;
		while ((next = in.read()) != '\n') {
			if (next == -1) {
				throw new EOFException();
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void connected(OutputStream out) throws IOException {
		say("200 Connection Established", out);
	}

	@Override
	public void unreachable(OutputStream out) throws IOException {
		say("502 Bad Gateway", out);
	}

	private static void say(String status, OutputStream out) throws IOException {
		out.write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

}
