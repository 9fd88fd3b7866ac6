// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;

/** Sends and expects bytes as they are. */
final class RawConnection implements AutoCloseable {

	private static final int READ_TIMEOUT_MILLIS = 30_000;

	private final Socket socket;

	RawConnection(Socket socket) throws IOException {
		this.socket = socket;
		socket.setSoTimeout(READ_TIMEOUT_MILLIS);
	}

	static RawConnection to(String host, int port) throws IOException {
		return new RawConnection(new Socket(host, port));
	}

	/** Bytes in hexadecimal, with white space and comments after {@code #}. */
	static byte[] hex(String spelled) {
		return HexFormat.of().parseHex(spelled.replaceAll("#.*", "").replaceAll("\\s", ""));
	}

	void send(String spelled) throws IOException {
		this.socket.getOutputStream().write(hex(spelled));
	}

	byte[] receive(int length) throws IOException {
		return this.socket.getInputStream().readNBytes(length);
	}

	/** Whether the other side ends or breaks the connection within the read timeout. */
	boolean isBroken() throws SocketTimeoutException {
		try {
			return this.socket.getInputStream().read() < 0;
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** Whether nothing arrives for a while. */
	boolean isSilentFor(Duration time) throws IOException {
		this.socket.setSoTimeout((int) time.toMillis());
		try {
			this.socket.getInputStream().read();
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
		finally {
			this.socket.setSoTimeout(READ_TIMEOUT_MILLIS);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
