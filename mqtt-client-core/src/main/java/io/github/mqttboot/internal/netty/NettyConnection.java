// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.ArrayDeque;
import java.util.Queue;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

/**
 * An open connection, and the last handler of its pipeline: writes the packets of a batch
 * into one buffer, and reads packets from the bytes that come. Confined to the loop.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {

	/** A batch that has grown to this is full, and another one begun. */
	private static final int BATCH_BYTES = LoopBuffers.WRITE_BYTES - 1024;

	private static final int SMALLEST_BATCH = 256;

	/** A payload from this size on is not copied into the batch. */
	private static final int BIG_PAYLOAD = 16 * 1024;

	/**
	 * More acknowledgements than a server can leave unread that keeps to the rules: each
	 * side has so many packet identifiers, and uses none again before its exchange has
	 * ended.
	 */
	private static final int MOST_UNREAD = 2 * 65_535;

	/** Acknowledgements may have reasons and more, as long as the application likes. */
	private static final int MOST_UNREAD_BYTES = 16 * 1024 * 1024;

	private final Channel channel;

	private final ConnectionHandler handler;

	private final Endpoint endpoint;

	private final PacketEncoder encoder;

	private final PacketReader reader;

	private long packetSizeLimit = Long.MAX_VALUE;

	private @Nullable ByteBuf batch;

	/**
	 * Full batches and payloads that wait for the flush. The channel must not have them
	 * before: others flush it as well, for a pong of WebSocket or a record of TLS.
	 */
	private final Queue<ByteBuf> full = new ArrayDeque<>(0);

	private long fullBytes;

	/** What a batch is likely to need. */
	private int batchCapacity = SMALLEST_BATCH;

	/**
	 * Bytes that have come and were not said to be all for now. One read from the network
	 * may bring many records of TLS or frames of a WebSocket, and others may follow it.
	 */
	private int unannounced;

	private @Nullable Throwable failure;

	/** Whether nothing is to be received any more. */
	private boolean deaf;

	/** Whether the channel takes more, as it has told last. */
	private boolean writable = true;

	/** Answers to be flushed while the channel takes no more. */
	private int unflushed;

	private int unflushedBytes;

	/** Those among the flushed ones that the network has not taken. */
	private int unread;

	private long unreadBytes;

	private boolean closing;

	private boolean closed;

	NettyConnection(Channel channel, ConnectionRequest request, ConnectionHandler handler) {
		this.channel = channel;
		this.endpoint = request.endpoint();
		this.handler = handler;
		this.encoder = new PacketEncoder(request.version());
		this.reader = new PacketReader(channel.alloc(),
				new PacketDecoder(request.version(), request.maximumPacketSize()));
	}

	@Override
	public int send(Packet packet) {
		if (packet instanceof Publish publish && publish.message().payload().length >= BIG_PAYLOAD) {
			return sendWithoutCopy(publish);
		}
		ByteBuf batch = batch();
		int size = this.encoder.encode(packet, batch, this.packetSizeLimit);
		if (batch.readableBytes() >= BATCH_BYTES) {
			endBatch();
		}
		if ((!this.writable || this.fullBytes > 0) && isAnswer(packet)) {
			this.unflushed++;
			this.unflushedBytes += size;
		}
		return size;
	}

	/** Whether the server decides how many of them there are. */
	private static boolean isAnswer(Packet packet) {
		return switch (packet.type()) {
			case PUBACK, PUBREC, PUBREL, PUBCOMP, AUTH -> true;
			default -> false;
		};
	}

	private int sendWithoutCopy(Publish publish) {
		int size = this.encoder.encodePublishHead(publish, batch(), this.packetSizeLimit);
		endBatch();
		keep(Unpooled.wrappedBuffer(publish.message().payload()));
		return size;
	}

	private ByteBuf batch() {
		ByteBuf batch = this.batch;
		if (batch == null) {
			batch = LoopBuffers.forWriting(this.channel.alloc(), this.batchCapacity);
			this.batch = batch;
		}
		return batch;
	}

	private void endBatch() {
		ByteBuf batch = this.batch;
		if (batch != null) {
			this.batch = null;
			this.batchCapacity = Math.max(SMALLEST_BATCH, batch.readableBytes());
			keep(batch);
		}
	}

	private void keep(ByteBuf bytes) {
		this.full.add(bytes);
		this.fullBytes += bytes.readableBytes();
	}

	private void write() {
		endBatch();
		this.fullBytes = 0;
		ByteBuf bytes;
		while ((bytes = this.full.poll()) != null) {
			// a failed write closes the channel, which is how the handler learns of it
			ChannelFuture written = this.channel.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			if (this.unflushed > 0 && this.full.isEmpty()) {
				count(written);
			}
		}
	}

	private void count(ChannelFuture written) {
		int answers = this.unflushed;
		int bytes = this.unflushedBytes;
		this.unflushed = 0;
		this.unflushedBytes = 0;
		this.unread += answers;
		this.unreadBytes += bytes;
		written.addListener((done) -> {
			this.unread -= answers;
			this.unreadBytes -= bytes;
		});
	}

	@Override
	public void flush() {
		write();
		this.channel.flush();
	}

	@Override
	public boolean isWritable() {
		// what makes this false makes the channel tell when it has been written
		return this.writable && this.fullBytes < this.channel.config().getWriteBufferHighWaterMark();
	}

	@Override
	public void setReading(boolean reading) {
		this.channel.config().setAutoRead(reading);
	}

	@Override
	public void limitPacketSize(long bytes) {
		this.packetSizeLimit = bytes;
	}

	@Override
	public void close() {
		this.deaf = true;
		if (this.closing) {
			this.channel.close();
			return;
		}
		this.closing = true;
		write();
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void abort() {
		this.deaf = true;
		this.closing = true;
		drop();
		// past the handlers: TLS and WebSocket would have a last word, and wait for it
		ChannelHandlerContext first = this.channel.pipeline().firstContext();
		if (first != null) {
			first.close();
		}
	}

	private void drop() {
		endBatch();
		this.full.forEach(ByteBuf::release);
		this.full.clear();
		this.fullBytes = 0;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		this.unannounced += bytes.readableBytes();
		try {
			read(bytes);
		}
		finally {
			bytes.release();
		}
		if (this.unannounced >= LoopBuffers.RECORD_BYTES) {
			readCompleted();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.unannounced > 0) {
			readCompleted();
		}
	}

	private void readCompleted() {
		this.unannounced = 0;
		if (!this.deaf) {
			this.handler.readCompleted();
		}
	}

	private void read(ByteBuf bytes) {
		try {
			checkUnread();
			while (!this.deaf) {
				Packet packet = this.reader.next(bytes);
				if (packet == null) {
					return;
				}
				this.handler.received(packet, this.reader.size());
			}
		}
		catch (MqttProtocolException ex) {
			this.deaf = true;
			this.handler.malformed(ex);
		}
	}

	/** Whoever sends and never reads would fill the memory with answers. */
	private void checkUnread() {
		if (this.unread > MOST_UNREAD) {
			throw new MqttProtocolException(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
					"the server must read acknowledgements, left more than " + MOST_UNREAD + " unread");
		}
		if (this.unreadBytes > MOST_UNREAD_BYTES) {
			throw new MqttProtocolException(ReasonCode.QUOTA_EXCEEDED,
					"the server must read acknowledgements, left more than " + MOST_UNREAD_BYTES
							+ " bytes of them unread");
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.writable = this.channel.isWritable();
		if (this.writable && !this.closing) {
			this.handler.writable();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof MqttProtocolException fault && !this.deaf) { // of a handler
																			// before
			this.deaf = true;
			this.handler.malformed(fault);
			return;
		}
		this.failure = cause;
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		channelInactive();
	}

	void channelInactive() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.deaf = true;
		drop();
		this.reader.close();
		this.handler.closed(cause());
	}

	private @Nullable MqttException cause() {
		if (this.failure == null) {
			return null;
		}
		return new MqttConnectionException(
				"the connection to " + this.endpoint + " failed" + Failures.reason(this.failure), this.failure);
	}

}
