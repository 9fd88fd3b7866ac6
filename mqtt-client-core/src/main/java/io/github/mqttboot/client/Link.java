// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import javax.net.ssl.SSLException;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Connection;
import io.github.mqttboot.transport.ConnectionHandler;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to its end: passes packets on, after its
 * {@link Handshake}, and knows in the end why it ended. Confined to the loop.
 */
final class Link implements ConnectionHandler {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private static final Cancellation NOTHING = () -> {
	};

	/** A server that waits for TLS does not say so. */
	private static final String TLS_HINT = "; if the server wants TLS, begin its address with mqtts or wss";

	private final Connector connector;

	private final ClientLoop client;

	private final TransportLoop loop;

	private final Endpoint endpoint;

	private final Handshake handshake;

	private final String clientId;

	/** Null if nobody wants to see packets, as was found out between two batches. */
	private @Nullable PacketLog log;

	private final MqttVersion version;

	private final Duration closeTimeout;

	/** Whether it goes over the network without TLS. */
	private final boolean plain;

	/** Whether the server may explain itself in other packets than it must. */
	private final boolean problemInformation;

	private Cancellation attempt = NOTHING;

	/** Cuts the connection when closing takes too long. */
	private Cancellation timer = NOTHING;

	private @Nullable Connection connection;

	/** Whether CONNECT waits until the application asks for it. */
	private boolean held;

	private boolean established;

	private boolean closing;

	private boolean closed;

	private boolean reading;

	private boolean unflushed;

	/** The packet that the server ended the connection with, or null. */
	private @Nullable Packet lastPacket;

	private @Nullable MqttException failure;

	private String reason = "connection closed by the server";

	Link(Connector connector, ClientLoop client, TransportLoop loop, SerialExecutor callbacks, Endpoint endpoint,
			Connect connect, MqttClientOptions options) {
		this.connector = connector;
		this.client = client;
		this.loop = loop;
		this.endpoint = endpoint;
		this.handshake = new Handshake(this, client, loop, callbacks, connect, options);
		this.clientId = connect.clientId();
		lookForLog();
		this.version = connect.version();
		this.closeTimeout = options.disconnectTimeout();
		this.plain = options.tls() == null && !endpoint.secure() && endpoint.scheme() != Endpoint.Scheme.UNIX;
		this.problemInformation = connect.properties().get(Property.REQUEST_PROBLEM_INFORMATION, true);
	}

	/** Opens the connection, but leaves CONNECT to {@link #sendConnect()}. */
	void openOnly(ConnectionRequest request) {
		this.held = true;
		open(request);
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

	/** Whether it has ended or is about to. */
	boolean closing() {
		return this.closing;
	}

	@Nullable MqttException failure() {
		return this.failure;
	}

	/** Why what waits for it fails. */
	MqttException cause() {
		return (this.failure != null) ? this.failure : new MqttConnectionException(this.reason, null);
	}

	@Nullable Packet lastPacket() {
		return this.lastPacket;
	}

	@Override
	public void opened(Connection connection) {
		this.connection = connection;
		this.attempt = NOTHING;
		if (this.closing) {
			connection.close();
		}
		else if (this.held) {
			this.connector.opened();
		}
		else {
			sendConnect();
			flush(); // now, for others may be opened before the loop has done its tasks
		}
	}

	/** Whether {@link #sendConnect()} may be called. */
	boolean awaitsConnect() {
		return this.connection != null && !this.closing && !this.handshake.begun();
	}

	/** Whether CONNECT was sent and CONNACK has not come. */
	boolean unanswered() {
		return this.handshake.connectSent() && !this.established && this.lastPacket == null;
	}

	/** Whether AUTH may be sent. */
	boolean connectSent() {
		return this.handshake.connectSent() && !this.closing;
	}

	void sendConnect() {
		this.handshake.begin();
	}

	/** Sends a step of an authentication, unless the connection has ended meanwhile. */
	void sendAuth(Auth packet) {
		if (!this.closing) {
			send(packet);
			this.handshake.authSent();
		}
	}

	/** Begins a new authentication on an established connection. */
	void reauthenticate() {
		this.handshake.reauthenticate();
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
		if (this.log != null) {
			this.log.sent(packet, size);
		}
		if (!this.unflushed) {
			this.unflushed = true;
			if (!this.reading) {
				this.loop.execute(this::flush);
			}
		}
		return size;
	}

	/** Sends what was added to the batch. */
	void flush() {
		if (this.unflushed && this.connection != null) {
			this.unflushed = false;
			if (!this.client.commit()) {
				return;
			}
			this.connection.flush();
			this.client.flushed();
			lookForLog();
		}
	}

	/** Not with each packet, as it takes time: who changes the level is heeded soon. */
	private void lookForLog() {
		if (!PacketLog.isWanted()) {
			this.log = null;
		}
		else if (this.log == null) {
			this.log = new PacketLog(this.clientId, this.endpoint);
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
		if (this.log != null) {
			this.log.received(packet, size);
		}
		try {
			if (!this.problemInformation) {
				ProblemInformation.refuse(packet);
			}
			switch (packet.type()) {
				case CONNACK -> this.handshake.received((ConnAck) packet);
				case DISCONNECT -> {
					if (!this.handshake.keeps(packet, size)) {
						disconnected((Disconnect) packet);
					}
				}
				case AUTH -> this.handshake.received((Auth) packet);
				default -> {
					if (this.handshake.keeps(packet, size)) {
						return;
					}
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

	/** The server refuses the connection with CONNACK. */
	void refused(ConnAck connAck, MqttRejectedException refusal) {
		this.lastPacket = connAck;
		fail(refusal);
	}

	/** CONNACK has come with success. */
	void established(ConnAck connAck) {
		this.established = true;
		this.connector.established(this, connAck);
	}

	/** The largest packet the server takes. */
	void limitPacketSize(long bytes) {
		if (this.connection != null) {
			this.connection.limitPacketSize(bytes);
		}
	}

	private void disconnected(Disconnect packet) {
		if (this.version != MqttVersion.V5 || !this.established) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "the server must not send DISCONNECT here");
		}
		if (packet.properties().get(Property.SESSION_EXPIRY_INTERVAL) != null) { // [MQTT-3.14.2-2]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not send a session expiry interval in DISCONNECT");
		}
		this.lastPacket = packet;
		String text = packet.properties().get(Property.REASON_STRING);
		close("disconnected by the server: " + packet.reasonCode() + ((text != null) ? " (" + text + ")" : ""),
				new MqttRejectedException(packet.reasonCode(),
						"the server disconnected: " + packet.reasonCode() + ((text != null) ? " (" + text + ")" : "")));
	}

	@Override
	public void readCompleted() {
		this.reading = false;
		lookForLog();
		this.client.readCompleted();
		flush();
	}

	@Override
	public void malformed(MqttProtocolException fault) {
		this.reading = false;
		leave(fault.reasonCode(), this.established ? fault : new MqttProtocolException(fault.reasonCode(),
				fault.getMessage() + VersionHint.probable(this.version), fault));
	}

	/** Ends the connection because of the server, and tells it why if MQTT can. */
	void leave(ReasonCode reasonCode, MqttException failure) {
		if (connectSent() && this.version == MqttVersion.V5) {
			// section 4.13.1; a client need not wait for CONNACK (section 3.1.4)
			send(new Disconnect(reasonCode.allowedIn(PacketType.DISCONNECT) ? reasonCode : ReasonCode.PROTOCOL_ERROR,
					PacketProperties.NONE));
		}
		fail(failure);
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

	/** Sends DISCONNECT and closes, within a limit. */
	void disconnect(Disconnect packet, String reason, Duration limit) {
		try {
			if (usable()) {
				send(packet);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.warn("DISCONNECT is not sent: {}", ex.getMessage());
		}
		close(reason, null, limit);
	}

	/** Has another connection take this one's place, in good order. */
	void replace(String reason) {
		this.connector.reconnect(reason, new Completion<>(Runnable::run));
	}

	/** Closes, in bounded time, without DISCONNECT. */
	void close(String reason, @Nullable MqttException failure) {
		close(reason, failure, this.closeTimeout);
	}

	private void close(String reason, @Nullable MqttException failure, Duration limit) {
		if (this.closing) {
			return;
		}
		this.closing = true;
		this.reason = Printable.of(reason);
		this.failure = failure;
		this.handshake.cancel();
		Connection connection = this.connection;
		if (connection == null) {
			this.attempt.cancel();
		}
		else {
			this.timer = this.loop.schedule(limit, connection::abort);
			if (this.client.commit()) {
				connection.close();
			}
		}
	}

	/** Ends the connection at once: what was not flushed must not be sent. */
	void abort(MqttException failure) {
		if (!this.closing) {
			this.closing = true;
			this.reason = String.valueOf(failure.getMessage());
			this.failure = failure;
			this.handshake.cancel();
		}
		if (this.connection == null) {
			this.attempt.cancel();
		}
		else {
			this.connection.abort();
		}
	}

	@Override
	public void closed(@Nullable MqttException cause) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.handshake.cancel();
		this.timer.cancel();
		if (!this.closing) {
			this.closing = true;
			this.failure = explain(cause);
			this.reason = String.valueOf(this.failure.getMessage());
		}
		this.connector.ended(this);
	}

	/** Then the reason is known, and is neither the version nor TLS. */
	private static boolean isOfTls(@Nullable Throwable failure) {
		Throwable each = failure;
		while (each != null && !(each instanceof SSLException)) {
			each = each.getCause();
		}
		return each != null;
	}

	private MqttException explain(@Nullable MqttException cause) {
		boolean refused = this.handshake.begun() && !this.established && !isOfTls(cause);
		String hint = refused ? VersionHint.possible(this.version) + (this.plain ? TLS_HINT : "") : "";
		if (cause != null) {
			return hint.isEmpty() ? cause : new MqttConnectionException(cause.getMessage() + hint, cause);
		}
		return new MqttConnectionException("the server " + this.endpoint + " closed the connection"
				+ (this.established ? "" : " before CONNACK") + hint, null);
	}

}
