// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;

import org.jspecify.annotations.Nullable;

/** The client's end of a connection: does what {@code NettyConnection} does. */
final class ClientSocket implements Connection, Pipe.Receiver {

	private final ClientHost host;

	private final VirtualTime time;

	private final Cable cable;

	private final ConnectionHandler handler;

	private final Wiretap.Line line;

	private final int highWater;

	private final PacketEncoder encoder;

	private final Assembler assembler;

	private final ByteBuf batch = Unpooled.buffer(256);

	private long packetSizeLimit = Long.MAX_VALUE;

	private boolean deaf;

	private boolean closing;

	private boolean closed;

	private boolean unwritable;

	ClientSocket(ClientHost host, VirtualTime time, Cable cable, ConnectionRequest request, ConnectionHandler handler,
			Wiretap wiretap, Scenario scenario) {
		this.host = host;
		this.time = time;
		this.cable = cable;
		this.handler = handler;
		this.line = wiretap.line();
		this.highWater = scenario.highWater();
		this.encoder = new PacketEncoder(request.version());
		this.assembler = new Assembler(request.version(), request.maximumPacketSize());
		cable.toClient().receiver(this);
		cable.onClientReset(() -> host.onLoop(() -> closed(new MqttConnectionException("connection reset", null))));
	}

	@Override
	public int send(Packet packet) {
		int start = this.batch.writerIndex();
		int size = this.encoder.encode(packet, this.batch, this.packetSizeLimit);
		if (this.line.tampers()) {
			this.batch.writerIndex(start);
			this.line.tampered(packet).forEach(this::add);
			this.line.invented(packet).forEach((each) -> this.host.execute(() -> invented(each)));
		}
		else {
			this.line.sent(packet, size);
		}
		return size;
	}

	private void add(Packet packet) {
		this.line.sent(packet, this.encoder.encode(packet, this.batch, Long.MAX_VALUE));
	}

	private void invented(Packet packet) {
		if (!this.deaf) {
			this.handler.received(packet, 2);
			this.handler.readCompleted();
		}
	}

	private void inject(Packet packet) {
		add(packet);
		flush();
	}

	@Override
	public void flush() {
		if (this.batch.isReadable() && !this.closed) {
			this.line.flushed();
			this.cable.toBroker().write(ByteBufUtil.getBytes(this.batch));
		}
		this.batch.clear();
	}

	@Override
	public boolean isWritable() {
		boolean writable = this.cable.toBroker().underWay() < this.highWater;
		if (!writable && !this.unwritable) {
			this.unwritable = true;
			awaitWritable();
		}
		return writable;
	}

	private void awaitWritable() {
		this.time.after(VirtualTime.millis(1), () -> this.host.onLoop(() -> {
			if (this.closed || this.closing) {
				return;
			}
			if (this.cable.toBroker().underWay() > this.highWater / 2) {
				awaitWritable();
			}
			else {
				this.unwritable = false;
				this.handler.writable();
			}
		}));
	}

	@Override
	public void setReading(boolean reading) {
		this.line.reading(reading);
		this.cable.toClient().reading(reading);
	}

	@Override
	public void limitPacketSize(long bytes) {
		this.packetSizeLimit = bytes;
	}

	@Override
	public void close() {
		this.line.left();
		this.deaf = true;
		if (this.closing) {
			this.host.execute(() -> closed(null));
			return;
		}
		this.closing = true;
		flush();
		this.cable.toBroker().end();
		// what the network does not take keeps it open, until it is closed again
		if (this.cable.toBroker().underWay() < this.highWater) {
			this.host.execute(() -> closed(null));
		}
	}

	@Override
	public void abort() {
		this.line.left();
		this.deaf = true;
		this.closing = true;
		this.batch.clear();
		this.host.execute(() -> closed(null));
	}

	@Override
	public void arrived(byte[] bytes) {
		this.host.onLoop(() -> read(bytes));
	}

	private void read(byte[] bytes) {
		if (this.deaf) {
			return;
		}
		this.line.heard();
		try {
			this.assembler.take(bytes, this::received);
		}
		catch (MqttProtocolException ex) {
			this.deaf = true;
			this.handler.malformed(ex);
		}
		if (!this.deaf) {
			this.handler.readCompleted();
		}
	}

	private boolean received(Packet packet) {
		if (this.line.tampers()) {
			this.line.tamperedOnArrival(packet, this::inject)
				.forEach((each) -> this.handler.received(each, this.assembler.size()));
		}
		else {
			this.line.received(packet);
			this.handler.received(packet, this.assembler.size());
		}
		return !this.deaf;
	}

	@Override
	public void ended() {
		this.host.onLoop(() -> closed(null));
	}

	private void closed(@Nullable MqttException cause) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.deaf = true;
		if (this.cable.toBroker().hole()) {
			this.cable.clientVanished(); // a socket that is closed sends nothing for long
		}
		this.cable.toBroker().end();
		this.line.closed();
		this.handler.closed(cause);
	}

	/** The process is gone. */
	void vanish() {
		if (!this.closed) {
			this.closed = true;
			this.deaf = true;
			this.line.closed();
			this.cable.clientVanished();
		}
	}

}
