// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * No library at all: a plain socket that writes prepared bytes and looks at no more of
 * what it reads than it must. What no client can be faster than.
 */
public final class LimitPeer implements Peer {

	@Override
	public String unsupported(Settings settings) {
		if (settings.version() == 5) {
			return "one byte more in each packet with MQTT 5, otherwise as with MQTT 3.1.1";
		}
		if (settings.tls()) {
			return "a plain socket has no TLS";
		}
		return (settings.threads() > 1) ? "one thread at a time can write to a socket" : "";
	}

	@Override
	public CompletionStage<PeerClient> connect(Settings settings) throws IOException {
		SocketChannel channel = SocketChannel.open(new InetSocketAddress(Settings.HOST, settings.port()));
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		byte[] id = settings.clientId().getBytes();
		ByteBuffer connect = ByteBuffer.allocate(14 + id.length);
		connect.put((byte) 0x10).put((byte) (12 + id.length));
		connect.put(new byte[] { 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, (byte) id.length }).put(id);
		channel.write(connect.flip());
		ByteBuffer connAck = ByteBuffer.allocate(4);
		while (connAck.hasRemaining() && channel.read(connAck) >= 0) {
			// CONNACK has four bytes
		}
		return CompletableFuture.completedStage(new LimitClient(channel));
	}

	/** One thread writes, one reads; both write what answers are due. */
	private static final class LimitClient implements PeerClient {

		private static final int BUFFER = 256 * 1024;

		private final SocketChannel channel;

		/** Replaced by a larger one when something is published. */
		private ByteBuffer out = ByteBuffer.allocate(256);

		private final Completions completions = new Completions();

		private final CompletableFuture<Void> subscribed = new CompletableFuture<>();

		/** Replaced before there is anything to handle. */
		private volatile MessageHandler handler = (number) -> {
		};

		/** Started by the first one who needs answers. */
		private volatile boolean reading;

		private byte[] head = {};

		private long published;

		LimitClient(SocketChannel channel) {
			this.channel = channel;
		}

		@Override
		public Object publish(String topic, byte[] payload, int qos) throws IOException {
			if (this.head.length == 0 || topic.equals(BrokerConnection.PUMP)) {
				this.head = Frames.head(topic, payload.length, qos, false);
			}
			if (this.out.remaining() < this.head.length + payload.length) {
				flush();
				this.out = (this.out.capacity() < BUFFER) ? ByteBuffer.allocateDirect(BUFFER) : this.out;
			}
			this.out.put(this.head);
			if (qos > 0) {
				read();
				this.out.putShort(this.out.position() - 2, (short) (this.published++ % 65_535 + 1));
			}
			this.out.put(payload);
			return this;
		}

		@Override
		public Object mark(Object last) throws IOException {
			flush();
			return this.published;
		}

		private void flush() throws IOException {
			write(this.out);
		}

		private void write(ByteBuffer bytes) throws IOException {
			bytes.flip();
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
			bytes.clear();
		}

		@Override
		public void await(Object mark) throws Exception {
			this.completions.await((Long) mark);
		}

		@Override
		public void subscribe(String filter, int qos, MessageHandler handler) throws Exception {
			this.handler = handler;
			byte[] name = filter.getBytes();
			this.out.put((byte) 0x82).put((byte) (5 + name.length)).putShort((short) 1);
			this.out.putShort((short) name.length).put(name).put((byte) qos);
			flush();
			read();
			this.subscribed.get();
		}

		private void read() {
			if (!this.reading) {
				this.reading = true;
				Thread reader = new Thread(this::readAll, "reader");
				reader.setDaemon(true);
				reader.start();
			}
		}

		private void readAll() {
			ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
			ByteBuffer answers = ByteBuffer.allocateDirect(BUFFER);
			try {
				while (this.channel.read(in) >= 0) {
					in.flip();
					while (readNext(in, answers)) {
						// until there is no whole packet
					}
					in.compact();
					write(answers);
				}
			}
			catch (IOException ex) {
				// the measurement is over
			}
		}

		private boolean readNext(ByteBuffer in, ByteBuffer answers) {
			int start = in.position();
			int length = 0;
			int body = start + 1;
			byte next = -1;
			for (int shift = 0; next < 0; shift += 7) {
				if (body >= in.limit()) {
					return false;
				}
				next = in.get(body++);
				length |= (next & 0x7F) << shift;
			}
			if (in.limit() - body < length) {
				return false;
			}
			answer(in, in.get(start) & 0xFF, body, answers);
			in.position(body + length);
			return true;
		}

		private void answer(ByteBuffer in, int first, int body, ByteBuffer answers) {
			switch (first >> 4) {
				case 3 -> {
					int at = body + 2 + in.getShort(body);
					int qos = (first >> 1) & 3;
					if (qos > 0) {
						answers.putInt(((qos == 1) ? 0x4002_0000 : 0x5002_0000) | (in.getShort(at) & 0xFFFF));
						at += 2;
					}
					this.handler.received(in.getLong(at));
				}
				case 4, 7 -> this.completions.end();
				case 6 -> answers.putInt(0x7002_0000 | (in.getShort(body) & 0xFFFF));
				case 5 -> answers.putInt(0x6202_0000 | (in.getShort(body) & 0xFFFF));
				case 9 -> this.subscribed.complete(null);
				default -> throw new IllegalStateException("unexpected packet " + Integer.toHexString(first));
			}
		}

		@Override
		public void close() throws IOException {
			this.channel.close();
		}

	}

}
