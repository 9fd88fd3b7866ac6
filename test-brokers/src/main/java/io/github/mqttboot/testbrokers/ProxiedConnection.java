// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/** A connection that a {@link TcpProxy} passes on. It may be used by any thread. */
public final class ProxiedConnection {

	private static final int BUFFER_SIZE = 16 * 1024;

	private final Socket client;

	private final Socket broker;

	private final PacketLog.@Nullable Connection log;

	private final Gate gate = new Gate();

	private final Gate answers = new Gate();

	/** Set by whoever ends the connection first, who thereby says how. */
	private final AtomicBoolean ended = new AtomicBoolean();

	ProxiedConnection(Socket client, Socket broker, @Nullable PacketLog log) throws IOException {
		this.client = client;
		this.broker = broker;
		this.log = (log != null) ? log.connection() : null;
		client.setTcpNoDelay(true);
		broker.setTcpNoDelay(true);
	}

	void start() {
		PacketLog.Connection log = this.log;
		start("to-broker",
				() -> pass(this.client, this.broker, List.of(this.gate), (log != null) ? log.toBroker() : null));
		start("to-client", () -> pass(this.broker, this.client, List.of(this.gate, this.answers),
				(log != null) ? log.toClient() : null));
	}

	private void start(String name, Runnable work) {
		Thread thread = new Thread(work, "tcp-proxy-" + name + "-" + this.client.getPort());
		thread.setDaemon(true);
		thread.start();
	}

	private void pass(Socket from, Socket to, List<Gate> gates, PacketLog.@Nullable Stream packets) {
		byte[] buffer = new byte[BUFFER_SIZE];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				pass(gates);
				if (!isOpen()) {
					return; // what was held back is lost
				}
				if (packets != null) {
					packets.passed(buffer, length);
				}
				out.write(buffer, 0, length);
			}
			pass(gates); // the end of the stream is held back, too
			cut();
		}
		catch (IOException ex) {
			reset(); // one side is broken: so shall be the other
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void pass(List<Gate> gates) throws InterruptedException {
		for (Gate gate : gates) {
			gate.pass();
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

	/** Lets nothing through to the client any more, and tells nobody. */
	public void holdAnswers() {
		this.answers.close();
	}

	/**
	 * Whether the broker has sent something since {@link #holdAnswers()}.
	 * @return whether it is held back
	 */
	public boolean holdsAnswer() {
		return this.answers.holds();
	}

	/** Lets through what was held back, and what comes. */
	public void resume() {
		this.gate.open();
		this.answers.open();
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
