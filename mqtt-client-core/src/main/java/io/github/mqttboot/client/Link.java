// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;

import io.github.mqttboot.protocol.Auth;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to its end: sends CONNECT, waits for CONNACK, passes
 * packets on, and knows in the end why it ended. Confined to the loop.
 */
final class Link implements ConnectionHandler {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private static final Cancellation NOTHING = () -> {
	};

	/** The bytes of PUBACK or PUBREC with a reason code. */
	private static final int LARGEST_ACKNOWLEDGEMENT = 5;

	private final Connector connector;

	private final ClientLoop client;

	private final TransportLoop loop;

	private final Endpoint endpoint;

	/** What to send; with enhanced authentication its first data is added. */
	private Connect connect;

	private final @Nullable Authentication authentication;

	private final Duration connAckTimeout;

	private final Duration closeTimeout;

	/** Whether the server may explain itself in other packets than it must. */
	private final boolean problemInformation;

	private Cancellation attempt = NOTHING;

	private Cancellation timer = NOTHING;

	private @Nullable Connection connection;

	/** Whether CONNECT waits until the application asks for it. */
	private boolean held;

	private boolean connectSent;

	/** CONNACK that waits until the client has accepted the server; null otherwise. */
	private @Nullable ConnAck unverified;

	/** What came behind that CONNACK. */
	private final Queue<Received> early = new ArrayDeque<>();

	private boolean established;

	private boolean closing;

	private boolean closed;

	private boolean reading;

	private boolean unflushed;

	/** The packet that the server ended the connection with, or null. */
	private @Nullable Packet lastPacket;

	private @Nullable MqttException failure;

	private String reason = "connection closed by the server";

	private record Received(Packet packet, int size) {
	}

	Link(Connector connector, ClientLoop client, TransportLoop loop, Executor callbacks, Endpoint endpoint,
			Connect connect, MqttClientOptions options) {
		this.connector = connector;
		this.client = client;
		this.loop = loop;
		this.endpoint = endpoint;
		this.connect = connect;
		this.connAckTimeout = options.connAckTimeout();
		this.closeTimeout = options.disconnectTimeout();
		this.problemInformation = connect.properties().get(Property.REQUEST_PROBLEM_INFORMATION, true);
		Authenticator authenticator = options.authenticator();
		this.authentication = (authenticator != null) ? new Authentication(authenticator, callbacks, loop, this) : null;
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

	@Nullable MqttException failure() {
		return this.failure;
	}

	@Nullable Packet lastPacket() {
		return this.lastPacket;
	}

	@Override
	public void opened(Connection connection) {
		this.connection = connection;
		if (this.closing) {
			connection.close();
		}
		else if (this.held) {
			this.connector.opened();
		}
		else {
			sendConnect();
		}
	}

	/** Whether {@link #sendConnect()} may be called. */
	boolean awaitsConnect() {
		return this.connection != null && !this.closing && !this.connectSent;
	}

	/** Whether AUTH may be sent. */
	boolean connectSent() {
		return this.connectSent && !this.closing;
	}

	void sendConnect() {
		this.connectSent = true;
		this.timer = this.loop.schedule(this.connAckTimeout, this::unanswered);
		if (this.authentication == null) {
			sendFirst();
			return;
		}
		this.authentication.start((properties) -> {
			this.connect = withAuthentication(this.connect, properties);
			sendFirst();
		});
	}

	private void unanswered() {
		fail(new MqttTimeoutException(
				"no CONNACK from " + this.endpoint + " within " + this.connAckTimeout.toMillis() + " ms", null));
	}

	private void sendFirst() {
		if (this.closing) {
			return;
		}
		try {
			send(this.connect);
		}
		catch (IllegalArgumentException ex) {
			fail(new MqttRejectedException(ReasonCode.PROTOCOL_ERROR, "CONNECT cannot be sent: " + ex.getMessage(),
					ex));
		}
	}

	private static Connect withAuthentication(Connect connect, PacketProperties authentication) {
		PacketProperties properties = connect.properties()
			.toBuilder()
			.set(Property.AUTHENTICATION_METHOD, authentication.get(Property.AUTHENTICATION_METHOD))
			.set(Property.AUTHENTICATION_DATA, authentication.get(Property.AUTHENTICATION_DATA))
			.build();
		return new Connect(connect.version(), connect.clientId(), connect.cleanStart(), connect.keepAliveSeconds(),
				connect.will(), connect.userName(), connect.password(), properties);
	}

	/** Sends a step of an authentication, unless the connection has ended meanwhile. */
	void sendAuth(Auth packet) {
		if (!this.closing) {
			send(packet);
		}
	}

	/** Begins a new authentication on an established connection. */
	void reauthenticate() {
		if (this.authentication != null) {
			this.authentication.start((properties) -> sendAuth(new Auth(ReasonCode.RE_AUTHENTICATE, properties)));
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
			if (!this.problemInformation) {
				ProblemInformation.refuse(packet);
			}
			switch (packet.type()) {
				case CONNACK -> connAck((ConnAck) packet);
				case DISCONNECT -> disconnected((Disconnect) packet);
				case AUTH -> auth((Auth) packet);
				default -> {
					if (this.unverified != null) {
						this.early.add(new Received(packet, size));
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

	private void auth(Auth packet) {
		if (this.connect.properties().get(Property.AUTHENTICATION_METHOD) == null) { // [MQTT-4.12.0-6]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not send AUTH when CONNECT had no authentication method");
		}
		checkAuthenticationMethod(packet.properties());
		if (this.authentication == null) {
			this.client.authReceived(packet);
		}
		else if (packet.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
			this.authentication.proceed(packet);
		}
		else if (packet.reasonCode() == ReasonCode.SUCCESS && this.established) {
			this.authentication.finish(packet.properties(), () -> this.client.reauthenticated(packet));
		}
		else {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not send AUTH with " + packet.reasonCode() + " here");
		}
	}

	/** It is the one of CONNECT, or none [MQTT-4.12.0-5], [MQTT-4.12.0-6]. */
	private void checkAuthenticationMethod(PacketProperties properties) {
		String expected = this.connect.properties().get(Property.AUTHENTICATION_METHOD);
		String method = properties.get(Property.AUTHENTICATION_METHOD);
		if (!Objects.equals(method, expected)) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"authentication method must be " + expected + " as in CONNECT, was " + method);
		}
	}

	/** There is one at last [MQTT-3.2.2-16]. */
	private void checkIdentifier(PacketProperties properties) {
		if (this.connect.version() == MqttVersion.V5 && this.connect.clientId().isEmpty()
				&& properties.get(Property.ASSIGNED_CLIENT_IDENTIFIER) == null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must assign a client identifier to a client without, assigned none");
		}
	}

	private void connAck(ConnAck connAck) {
		if (this.established || this.unverified != null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "the server must send CONNACK once");
		}
		this.timer.cancel();
		this.timer = NOTHING;
		if (connAck.reasonCode().isError()) {
			String text = connAck.properties().get(Property.REASON_STRING);
			this.lastPacket = connAck;
			fail(new MqttRejectedException(connAck.reasonCode(), "the server " + this.endpoint
					+ " refused the connection: " + connAck.reasonCode() + ((text != null) ? " (" + text + ")" : "")));
			return;
		}
		if (connAck.sessionPresent() && this.connect.cleanStart()) { // [MQTT-3.2.2-2]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not have a session after a clean start, said it has");
		}
		checkAuthenticationMethod(connAck.properties());
		checkIdentifier(connAck.properties());
		long maximumPacketSize = connAck.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
		if (maximumPacketSize < LARGEST_ACKNOWLEDGEMENT) {
			fail(new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE, "the maximum packet size of the server must be "
					+ LARGEST_ACKNOWLEDGEMENT + " or more to answer its messages, was " + maximumPacketSize));
			return;
		}
		if (this.connection != null) {
			this.connection.limitPacketSize(maximumPacketSize);
		}
		if (this.authentication == null) {
			establish(connAck);
			return;
		}
		this.unverified = connAck;
		setReading(false);
		this.authentication.finish(connAck.properties(), () -> verified(connAck));
	}

	private void establish(ConnAck connAck) {
		this.established = true;
		this.connector.established(this, connAck);
	}

	/** The authenticator has accepted the server. */
	private void verified(ConnAck connAck) {
		if (this.closing) {
			return;
		}
		this.unverified = null;
		establish(connAck);
		Received next;
		while ((next = this.early.poll()) != null && !this.closing) {
			received(next.packet(), next.size());
		}
		readCompleted();
		setReading(true);
	}

	private void disconnected(Disconnect packet) {
		if (this.connect.version() != MqttVersion.V5 || !this.established) {
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
		this.client.readCompleted();
		flush();
	}

	@Override
	public void malformed(MqttProtocolException fault) {
		this.reading = false;
		leave(fault.reasonCode(), fault);
	}

	/** Ends the connection because of the server, and tells it why if MQTT can. */
	void leave(ReasonCode reasonCode, MqttException failure) {
		if (this.connectSent && !this.closing && this.connect.version() == MqttVersion.V5) {
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

	/** Sends DISCONNECT and closes. */
	void disconnect(Disconnect packet) {
		try {
			if (usable()) {
				send(packet);
			}
		}
		catch (IllegalArgumentException ex) {
			logger.warn("DISCONNECT is not sent: {}", ex.getMessage());
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
		this.connector.ended(this);
	}

}
