// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

import org.jspecify.annotations.Nullable;

/**
 * How a connection begins: CONNECT, the steps of an authentication, and CONNACK, which
 * has to come in time, keep the rules and be accepted. Also authenticates anew later.
 * Confined to the loop.
 */
final class Handshake {

	private static final Cancellation NOTHING = () -> {
	};

	/** The bytes of PUBACK or PUBREC with a reason code. */
	private static final int LARGEST_ACKNOWLEDGEMENT = 5;

	private final Link link;

	private final ClientLoop client;

	private final TransportLoop loop;

	private final SerialExecutor callbacks;

	/**
	 * What to send; credentials and the first data of an authentication are added when
	 * they come.
	 */
	private Connect connect;

	private final @Nullable CredentialsProvider credentialsProvider;

	private final @Nullable Authentication authentication;

	private final Duration timeout;

	private Credentials credentials = Credentials.NONE;

	/** Of CONNACK, then of the next authentication. */
	private Cancellation timer = NOTHING;

	/** Of the credentials. */
	private Cancellation renewal = NOTHING;

	private boolean begun;

	private boolean connectSent;

	/** CONNECT and AUTH that the server may still answer with AUTH. */
	private int answerable;

	/**
	 * What came behind a CONNACK that waits until the client has accepted the server;
	 * null if none waits.
	 */
	private @Nullable Queue<Early> early;

	private record Early(Packet packet, int size) {
	}

	Handshake(Link link, ClientLoop client, TransportLoop loop, SerialExecutor callbacks, Connect connect,
			MqttClientOptions options) {
		this.link = link;
		this.client = client;
		this.loop = loop;
		this.callbacks = callbacks;
		this.connect = connect;
		this.timeout = options.connAckTimeout();
		Authenticator authenticator = options.authenticator();
		this.authentication = (authenticator != null)
				? new Authentication(authenticator, new Inquiry(callbacks, loop), link) : null;
		this.credentialsProvider = options.credentialsProvider();
	}

	/** Sends CONNECT, and waits for CONNACK. */
	void begin() {
		this.begun = true;
		this.timer = this.loop.schedule(this.timeout, this::unanswered);
		if (this.credentialsProvider != null) {
			new Inquiry(this.callbacks, this.loop).ask(this.credentialsProvider::credentials, this::identified,
					this::unidentified);
		}
		else {
			authenticate();
		}
	}

	private void identified(Credentials credentials) {
		if (this.link.closing()) {
			return; // another connection may be authenticating by now
		}
		try {
			this.credentials = credentials;
			this.connect = with(this.connect, credentials);
			authenticate();
		}
		catch (IllegalArgumentException ex) {
			unidentified(ex);
		}
	}

	private void unidentified(Throwable cause) {
		this.link.fail(new MqttConnectionException(
				"no credentials for " + this.link.endpoint() + ": " + cause.getMessage(), cause));
	}

	private void authenticate() {
		if (this.authentication == null) {
			sendConnect();
			return;
		}
		this.authentication.start((properties) -> {
			this.connect = withAuthentication(this.connect, properties);
			sendConnect();
		});
	}

	/** Whether CONNECT was sent, or is about to be. */
	boolean begun() {
		return this.begun;
	}

	/** Whether CONNECT was sent, so that something may follow it [MQTT-3.1.0-1]. */
	boolean connectSent() {
		return this.connectSent;
	}

	private void unanswered() {
		this.link.fail(new MqttTimeoutException(
				"no CONNACK from " + this.link.endpoint() + " within " + this.timeout.toMillis() + " ms", null));
	}

	private void sendConnect() {
		if (this.link.closing()) {
			return;
		}
		try {
			this.link.send(this.connect);
			this.connectSent = true;
			this.answerable = 1;
		}
		catch (IllegalArgumentException ex) {
			this.link.fail(new MqttRejectedException(ReasonCode.PROTOCOL_ERROR,
					"CONNECT cannot be sent: " + ex.getMessage(), ex));
		}
	}

	private static Connect with(Connect connect, Credentials credentials) {
		return new Connect(connect.version(), connect.clientId(), connect.cleanStart(), connect.keepAliveSeconds(),
				connect.will(), credentials.userName(), credentials.password(), connect.properties());
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

	/** AUTH is sent, and may be answered with AUTH. */
	void authSent() {
		this.answerable++;
	}

	/** AUTH has come, before or after CONNACK. */
	void received(Auth packet) {
		if (this.connect.properties().get(Property.AUTHENTICATION_METHOD) == null) { // [MQTT-4.12.0-6]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not send AUTH when CONNECT had no authentication method");
		}
		checkAuthenticationMethod(packet.properties());
		if (this.answerable == 0) {
			// section 4.12: they take turns, and the client begins
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not send AUTH that answers nothing");
		}
		this.answerable--;
		if (this.authentication == null) {
			this.client.authReceived(packet);
		}
		else if (packet.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
			this.authentication.proceed(packet);
		}
		else if (packet.reasonCode() == ReasonCode.SUCCESS && this.link.established()) {
			this.authentication.finish(packet.properties(), (end) -> reauthenticated(packet, end));
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

	void received(ConnAck connAck) {
		if (this.link.established() || this.early != null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, "the server must send CONNACK once");
		}
		this.answerable = 0;
		this.timer.cancel();
		this.timer = NOTHING; // many connections are idle for long: keep nothing for them
		if (connAck.reasonCode().isError()) {
			this.link.refused(connAck, refusal(connAck));
			return;
		}
		check(connAck);
		long maximumPacketSize = connAck.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
		if (maximumPacketSize < LARGEST_ACKNOWLEDGEMENT) {
			this.link.fail(new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE,
					"the maximum packet size of the server must be " + LARGEST_ACKNOWLEDGEMENT
							+ " or more to answer its messages, was " + maximumPacketSize));
			return;
		}
		this.link.limitPacketSize(maximumPacketSize);
		if (this.authentication == null) {
			establish(connAck);
			return;
		}
		Queue<Early> early = new ArrayDeque<>();
		this.early = early;
		this.timer = this.loop.schedule(this.timeout, this::unauthenticated);
		this.link.setReading(false);
		this.authentication.finish(connAck.properties(), (end) -> verified(connAck, early, end));
	}

	private void establish(ConnAck connAck) {
		this.link.established(connAck);
		Instant end = this.credentials.validUntil();
		if (end != null) {
			this.renewal = schedule(end, () -> this.link.replace("the credentials expire at " + end));
		}
	}

	private Cancellation schedule(Instant end, Runnable renewal) {
		return this.loop.schedule(Credentials.renewalDelay(end, Instant.now()), renewal);
	}

	private MqttRejectedException refusal(ConnAck connAck) {
		String text = connAck.properties().get(Property.REASON_STRING);
		return new MqttRejectedException(connAck.reasonCode(),
				"the server " + this.link.endpoint() + " refused the connection: " + connAck.reasonCode()
						+ ((text != null) ? " (" + text + ")" : "")
						+ ((connAck.reasonCode() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION)
								? VersionHint.certain(this.connect.version()) : ""));
	}

	private void check(ConnAck connAck) {
		if (connAck.sessionPresent() && this.connect.cleanStart()) { // [MQTT-3.2.2-2]
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must not have a session after a clean start, said it has");
		}
		checkAuthenticationMethod(connAck.properties());
		checkIdentifier(connAck.properties());
	}

	/** There is one at last [MQTT-3.2.2-16]. */
	private void checkIdentifier(PacketProperties properties) {
		if (this.connect.version() == MqttVersion.V5 && this.connect.clientId().isEmpty()
				&& properties.get(Property.ASSIGNED_CLIENT_IDENTIFIER) == null) {
			throw new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
					"the server must assign a client identifier to a client without, assigned none");
		}
	}

	/** The authenticator has accepted the server. */
	private void verified(ConnAck connAck, Queue<Early> early, @Nullable Instant end) {
		if (this.link.closing()) {
			return;
		}
		this.early = null;
		establish(connAck);
		authenticateAgainBefore(end);
		this.link.setReading(true); // before what has come: that may be too much already
		Early next;
		while ((next = early.poll()) != null && !this.link.closing()) {
			this.link.received(next.packet(), next.size());
		}
		this.link.readCompleted();
	}

	/**
	 * Keeps a packet until the server has been accepted.
	 * @return false if there is nothing to wait for
	 */
	boolean keeps(Packet packet, int size) {
		return this.early != null && this.early.add(new Early(packet, size));
	}

	private void reauthenticated(Auth packet, @Nullable Instant end) {
		if (this.link.closing()) {
			return;
		}
		this.client.reauthenticated(packet);
		authenticateAgainBefore(end);
	}

	/** What the server has accepted may expire. */
	private void authenticateAgainBefore(@Nullable Instant end) {
		this.timer.cancel();
		if (end != null) {
			this.timer = schedule(end, () -> this.client.requests().reauthenticate(new Completion<>(Runnable::run)));
		}
	}

	/**
	 * Begins a new authentication on the established connection, which has to end in time
	 * as well.
	 */
	void reauthenticate() {
		if (this.authentication != null) {
			this.authentication.start(this::reauthenticate);
		}
	}

	private void reauthenticate(PacketProperties properties) {
		if (this.link.closing()) {
			return;
		}
		this.timer.cancel();
		this.timer = this.loop.schedule(this.timeout, this::unauthenticated);
		this.link.sendAuth(new Auth(ReasonCode.RE_AUTHENTICATE, properties));
	}

	private void unauthenticated() {
		this.link.fail(new MqttTimeoutException("no end of the authentication with " + this.link.endpoint() + " within "
				+ this.timeout.toMillis() + " ms", null));
	}

	/** The connection ends. */
	void cancel() {
		this.timer.cancel();
		this.renewal.cancel();
	}

}
