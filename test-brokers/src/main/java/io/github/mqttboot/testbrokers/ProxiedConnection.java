// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/** A connection that a {@link TcpProxy} passes on. It may be used by any thread. */
public final class ProxiedConnection {

	private static final int BUFFER_SIZE = 16 * 1024;

	private final Socket client;

	private final Socket broker;

	private final @Nullable PacketLog log;

	private final Gate gate = new Gate();

	/** Set by whoever ends the connection first, who thereby says how. */
	private final AtomicBoolean ended = new AtomicBoolean();

	ProxiedConnection(Socket client, Socket broker, @Nullable PacketLog log) throws IOException {
		this.client = client;
		this.broker = broker;
		this.log = log;
		client.setTcpNoDelay(true);
		broker.setTcpNoDelay(true);
	}

	void start() {
		start("to-broker", this.client, this.broker, ">");
		start("to-client", this.broker, this.client, "<");
	}

	private void start(String name, Socket from, Socket to, String arrow) {
		PacketLog.Stream packets = (this.log != null) ? this.log.stream(arrow) : null;
		Thread thread = new Thread(() -> pass(from, to, packets), "tcp-proxy-" + name + "-" + this.client.getPort());
		thread.setDaemon(true);
		thread.start();
	}

	private void pass(Socket from, Socket to, PacketLog.@Nullable Stream packets) {
		byte[] buffer = new byte[BUFFER_SIZE];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				this.gate.pass();
				if (packets != null) {
					packets.passed(buffer, length);
				}
				out.write(buffer, 0, length);
			}
			this.gate.pass(); // the end of the stream is held back, too
			cut();
		}
		catch (IOException ex) {
			reset(); // one side is broken: so shall be the other
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Whether it is open on both sides.
	 * @return false once it was cut, reset or closed by either side
	 */
	public boolean isOpen() {
		return !this.ended.get();
	}

	/** Ends the connection in good order: both sides see the end of the stream. */
	public void cut() {
		if (this.ended.compareAndSet(false, true)) {
			close(this.client);
			close(this.broker);
			resume();
		}
	}

	/** Breaks the connection: both sides see "connection reset". */
	public void reset() {
		if (this.ended.compareAndSet(false, true)) {
			reset(this.client);
			reset(this.broker);
			resume();
		}
	}

	/** Lets nothing through any more, and tells nobody. */
	public void pause() {
		this.gate.close();
	}

	/** Lets through what was held back, and what comes. */
	public void resume() {
		this.gate.open();
	}

	static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0); // close() sends RST instead of FIN
		}
		catch (IOException ex) {
			// closed already
		}
		close(socket);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// as good as closed
		}
	}

}
