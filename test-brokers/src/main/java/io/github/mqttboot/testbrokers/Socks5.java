// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * SOCKS 5 (RFC 1928), with user name and password (RFC 1929) for credentials.
 *
 * @param credentials whether to ask for them
 */
record Socks5(boolean credentials) implements ProxyProtocol {

	private static final int VERSION = 5;

	private static final int NONE = 0;

	private static final int USER_NAME_AND_PASSWORD = 2;

	private static final int NO_ACCEPTABLE_METHOD = 0xFF;

	@Override
	public @Nullable Target request(DataInputStream in, OutputStream out) throws IOException {
		in.readUnsignedByte(); // version
		byte[] methods = in.readNBytes(in.readUnsignedByte());
		int wanted = this.credentials ? USER_NAME_AND_PASSWORD : NONE;
		boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
		out.write(new byte[] { VERSION, (byte) (offered ? wanted : NO_ACCEPTABLE_METHOD) });
		if (!offered || (this.credentials && !authorize(in, out))) {
			return null;
		}
		in.readNBytes(3); // version, command, reserved
		String host = host(in);
		return new Target(host, in.readUnsignedShort());
	}

	private static boolean authorize(DataInputStream in, OutputStream out) throws IOException {
		in.readUnsignedByte(); // version of the negotiation
		boolean known = text(in).equals(ForwardProxy.USER) & text(in).equals(ForwardProxy.PASSWORD);
		out.write(new byte[] { 1, (byte) (known ? 0 : 1) });
		return known;
	}

	private static String text(DataInputStream in) throws IOException {
		return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
	}

	private static String host(DataInputStream in) throws IOException {
		return switch (in.readUnsignedByte()) {
			case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
			case 3 -> text(in);
			default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
		};
	}

	@Override
	public void connected(OutputStream out) throws IOException {
		reply(0, out);
	}

	@Override
	public void unreachable(OutputStream out) throws IOException {
		reply(4, out); // host unreachable
	}

	private static void reply(int code, OutputStream out) throws IOException {
		out.write(new byte[] { VERSION, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0 });
	}

}
