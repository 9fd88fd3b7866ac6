// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to its end: sends CONNECT, waits for CONNACK, passes
 * packets on, and knows in the end why it ended. Confined to the loop.
 */
final class Link implements ConnectionHandler {

	private static final Cancellation NOTHING = () -> {
	};

	private final ClientLoop client;

	private final TransportLoop loop;

	private final Endpoint endpoint;

	private final Connect connect;

	private final Duration responseTimeout;

	private final Duration closeTimeout;

	private Cancellation attempt = NOTHING;

	private Cancellation timer = NOTHING;

	private @Nullable Connection connection;

	private boolean established;

	private boolean closing;

	private boolean closed;

	private boolean reading;

	private boolean unflushed;

	private @Nullable Disconnect serverDisconnect;

	private @Nullable MqttException failure;

	private String reason = "connection closed by the server";

	Link(ClientLoop client, TransportLoop loop, Endpoint endpoint, Connect connect, MqttClientOptions options) {
		this.client = client;
		this.loop = loop;
		this.endpoint = endpoint;
		this.connect = connect;
		this.responseTimeout = options.responseTimeout();
		this.closeTimeout = options.disconnectTimeout();
	}

	void open(ConnectionRequest request) {
		this.attempt = this.loop.connect(request, this);
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/** Whether CONNACK has come with success. */
	boolean established() {
		return this.established;
	}

	/** Whether packets may be sent. */
	boolean usable() {
		return this.established && !this.closing;
	}

	/** Why it ended, for a person to read. */
	String reason() {
		return this.reason;
	}

	@Nullable MqttException failure() {
		return this.failure;
	}

	@Nullable Disconnect serverDisconnect() {
		return this.serverDisconnect;
	}

	@Override
	public void opened(Connection connection) {
		this.connection = connection;
		if (this.closing) {
			connection.close();
			return;
		}
		try {
			connection.send(this.connect);
			connection.flush();
			this.timer = this.loop.schedule(this.responseTimeout,
					() -> fail(new MqttTimeoutException(
							"no CONNACK from " + this.endpoint + " within " + this.responseTimeout.toMillis() + " ms",
							null)));
		}
		catch (IllegalArgumentException ex) {
			fail(new MqttRejectedException(ReasonCode.PROTOCOL_ERROR, "CONNECT cannot be sent: " + ex.getMessage(),
					ex));
		}
	}

	/**
	 * Adds a packet to the batch; it is flushed when the loop has done what is at hand.
	 */
	int send(Packet packet) {
		Connection connection = this.connection;
		if (connection == null) {
			throw new IllegalStateException("not connected");
		}
		int size = connection.send(packet);
		if (!this.unflushed) {
			this.unflushed = true;
			if (!this.reading) {
				this.loop.execute(this::flush);
			}
		}
		return size;
	}

	private void flush() {
		if (this.unflushed && this.connection != null) {
			this.unflushed = false;
			this.connection.flush();
			this.client.flushed();
		}
	}

	boolean isWritable() {
		return this.connection != null && this.connection.isWritable();
	}

	void setReading(boolean reading) {
		if (this.connection != null && !this.closing) {
			this.connection.setReading(reading);
		}
	}

	@Override
	public void received(Packet packet, int size) {
		this.reading = true;
		try {
			switch (packet.type()) {
				case CONNACK -> connAck((ConnAck) packet);
				case DISCONNECT -> disconnected((Disconnect) packet);
				default -> {
					if (!this.established) {
						throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
								"the first packet of a server must be CONNACK, was " + packet.type());
					}
					this.client.received(packet, size);
				}
			}
		}
		catch (MqttProtocolException ex) {
			malformed(ex);
		}
	}

	private void connAck(ConnAck connAck) {
		if (this.established) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "the server must send CONNACK once");
		}
		this.timer.cancel();
		this.timer = NOTHING;
		if (connAck.reasonCode().isError()) {
			String text = connAck.properties().get(Property.REASON_STRING);
			fail(new MqttRejectedException(connAck.reasonCode(), "the server " + this.endpoint
					+ " refused the connection: " + connAck.reasonCode() + ((text != null) ? " (" + text + ")" : "")));
			return;
		}
		if (connAck.sessionPresent() && this.connect.cleanStart()) { // [MQTT-3.2.2-2]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not have a session after a clean start, said it has");
		}
		if (this.connection != null) {
			this.connection.limitPacketSize(connAck.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE));
		}
		this.established = true;
		this.client.established(connAck);
	}

	private void disconnected(Disconnect packet) {
		if (this.connect.version() != MqttVersion.V5 || !this.established) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "the server must not send DISCONNECT here");
		}
		this.serverDisconnect = packet;
		String text = packet.properties().get(Property.REASON_STRING);
		close("disconnected by the server: " + packet.reasonCode() + ((text != null) ? " (" + text + ")" : ""),
				new MqttRejectedException(packet.reasonCode(),
						"the server disconnected: " + packet.reasonCode() + ((text != null) ? " (" + text + ")" : "")));
	}

	@Override
	public void readCompleted() {
		this.reading = false;
		this.client.readCompleted();
		flush();
	}

	@Override
	public void malformed(MqttProtocolException fault) {
		this.reading = false;
		if (this.connection != null && !this.closing && this.connect.version() == MqttVersion.V5) {
			// section 4.13.1; a client need not wait for CONNACK (section 3.1.4)
			ReasonCode reasonCode = fault.reasonCode().allowedIn(PacketType.DISCONNECT) ? fault.reasonCode()
					: ReasonCode.PROTOCOL_ERROR;
			send(new Disconnect(reasonCode, PacketProperties.NONE));
		}
		fail(fault);
	}

	@Override
	public void writable() {
		if (usable()) {
			this.client.writable();
		}
	}

	/** Ends the connection because of an error. */
	void fail(MqttException failure) {
		String message = failure.getMessage();
		close((message != null) ? message : failure.toString(), failure);
	}

	/** Sends DISCONNECT and closes. */
	void disconnect(Disconnect packet) {
		if (usable()) {
			send(packet);
		}
		close("disconnected by the client", null);
	}

	/** Closes, in bounded time, without DISCONNECT. */
	void close(String reason, @Nullable MqttException failure) {
		if (this.closing) {
			return;
		}
		this.closing = true;
		this.reason = reason;
		this.failure = failure;
		this.timer.cancel();
		Connection connection = this.connection;
		if (connection == null) {
			this.attempt.cancel();
		}
		else {
			this.timer = this.loop.schedule(this.closeTimeout, connection::close);
			connection.close();
		}
	}

	@Override
	public void closed(@Nullable MqttException cause) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.timer.cancel();
		if (!this.closing) {
			this.closing = true;
			this.failure = (cause != null) ? cause : new MqttConnectionException("the server " + this.endpoint
					+ " closed the connection" + (this.established ? "" : " before CONNACK"), null);
			this.reason = String.valueOf(this.failure.getMessage());
		}
		this.client.ended(this);
	}

}
