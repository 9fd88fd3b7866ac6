// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that swallows all attempts to connect to it without an answer, as a machine
 * does that is switched off: a listener whose queue is full. Needs Linux, where every
 * address that begins with 127 is this machine.
 */
public final class BlackHole implements AutoCloseable {

	private static final int ANSWER_MILLIS = 200;

	private static final int MOST_IN_QUEUE = 100;

	private final ServerSocket serverSocket;

	private final List<Socket> queue = new ArrayList<>();

	private BlackHole(ServerSocket serverSocket) {
		this.serverSocket = serverSocket;
	}

	/**
	 * Makes one.
	 * @param host an address of this machine that is not used otherwise
	 * @param port the port
	 * @return the address, which does not answer from now on
	 * @throws IOException if the address is in use
	 */
	public static BlackHole at(String host, int port) throws IOException {
		ServerSocket serverSocket = new ServerSocket();
		serverSocket.bind(new InetSocketAddress(host, port), 1);
		BlackHole blackHole = new BlackHole(serverSocket);
		blackHole.fillQueue();
		return blackHole;
	}

	private void fillQueue() throws IOException {
		for (int i = 0; i < MOST_IN_QUEUE; i++) {
			Socket socket = new Socket();
			this.queue.add(socket);
			try {
				socket.connect(this.serverSocket.getLocalSocketAddress(), ANSWER_MILLIS);
			}
			catch (SocketTimeoutException ex) {
				return; // full
			}
		}
		throw new IllegalStateException("the queue of " + this.serverSocket + " does not fill");
	}

	/**
	 * Where it is.
	 * @return the address
	 */
	public InetAddress address() {
		return this.serverSocket.getInetAddress();
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.queue) {
			socket.close();
		}
		this.serverSocket.close();
	}

}
