// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one {@link Link} after the other, for as long as the application wants a
 * connection, and knows the client's state. Confined to the loop unless it says
 * otherwise.
 */
final class Connector {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private static final String LEFT = "disconnected by the client";

	private static final Cancellation NOTHING = () -> {
	};

	private final MqttClientOptions options;

	private final TransportLoop loop;

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final ClientLoop client;

	private final ConnectionReport report;

	private final Reconnector reconnector;

	private final ServerReferences references;

	private final List<Completion<ConnAck>> awaitingConnection = new ArrayList<>(0);

	private final List<Completion<Void>> awaitingEnd = new ArrayList<>(0);

	private final List<Completion<Void>> awaitingOpening = new ArrayList<>(0);

	/** The right to be connecting, among all clients; null while there is no need. */
	private ConnectLimit.@Nullable Turn turn;

	private @Nullable Link link;

	private @Nullable ConnAck connAck;

	private String clientId;

	/** Whether the application wants no connection, and said so or was told. */
	private boolean stopped;

	private Cancellation pause = NOTHING;

	/** The connection is to end when what is going on has ended; null if it is not. */
	private @Nullable Departure departure;

	/** Why the stored session cannot be kept any more; null as long as it can. */
	private @Nullable MqttStoreException storeFailure;

	/** Written on the loop. */
	private volatile ClientStatus status;

	Connector(MqttClientOptions options, TransportLoop loop, SerialExecutor callbacks, EventHub events,
			ClientLoop client) {
		this.options = options;
		this.loop = loop;
		this.callbacks = callbacks;
		this.events = events;
		this.client = client;
		this.report = new ConnectionReport(events);
		this.reconnector = new Reconnector(options.reconnect(), options.endpoints(),
				() -> ThreadLocalRandom.current().nextDouble());
		this.references = new ServerReferences(options.serverReferences());
		this.clientId = options.clientId();
		this.status = new ClientStatus(ConnectionState.DISCONNECTED, Instant.now(), null, this.clientId, false, null,
				0);
	}

	/** From any thread. */
	ClientStatus status() {
		return this.status;
	}

	/** The connection or the attempt to make one. */
	@Nullable Link link() {
		return this.link;
	}

	/** The connection, if packets may be sent on it. */
	@Nullable Link usableLink() {
		return (this.link != null && this.link.usable()) ? this.link : null;
	}

	/** Why nothing can be asked of the client any more, or null if something can. */
	@Nullable MqttConnectionException closed() {
		return (this.status.state() == ConnectionState.CLOSED)
				? new MqttConnectionException("the client is closed", null) : null;
	}

	/** Why nothing can be sent, now or later, or null if it can. */
	@Nullable MqttConnectionException stopped() {
		MqttConnectionException closed = closed();
		if (closed != null || !this.stopped) {
			return closed;
		}
		return notConnecting();
	}

	/**
	 * Why nothing can be published, or null if it can: handlers that are to end before
	 * the connection does may still publish, to be able to end well.
	 */
	@Nullable MqttConnectionException unpublishable() {
		boolean ending = this.departure != null && this.departure.isAwaitingHandlers();
		return ending ? null : stopped();
	}

	private MqttConnectionException notConnecting() {
		return new MqttConnectionException("not connected, and not connecting", this.status.lastError());
	}

	void connect(Completion<ConnAck> completion) {
		MqttConnectionException closed = closed();
		if (closed != null) {
			completion.fail(closed);
			return;
		}
		if (this.storeFailure != null) {
			completion.fail(this.storeFailure);
			return;
		}
		if (this.connAck != null && this.status.state() == ConnectionState.CONNECTED) {
			completion.succeed(this.connAck);
			return;
		}
		this.stopped = false;
		this.awaitingConnection.add(completion);
		if (this.status.state() == ConnectionState.DISCONNECTED) {
			this.reconnector.start();
			open();
		}
	}

	void disconnect(Disconnect packet, Completion<Void> completion) {
		this.stopped = true;
		this.pause.cancel();
		endTurn();
		if (this.link == null) {
			if (this.status.state() != ConnectionState.CLOSED) {
				changeState(ConnectionState.DISCONNECTED);
			}
			stop(disconnected());
			completion.succeed(null);
			return;
		}
		this.awaitingEnd.add(completion);
		if (this.status.state() != ConnectionState.CLOSED) {
			changeState(ConnectionState.DISCONNECTING);
		}
		if (!this.link.usable()) {
			this.link.disconnect(packet, LEFT, this.options.disconnectTimeout());
		}
		else if (this.departure == null || !this.departure.isLast()) {
			Departure departure = depart(packet, LEFT, true, this.client::isIdle);
			this.client.finish(departure::handled, () -> {
				departure.acknowledged();
				leaveIfSettled();
			});
		}
	}

	/**
	 * Replaces the connection by another one, when what is in flight has ended or the
	 * time limit is reached.
	 */
	void reconnect(String reason, Completion<ConnAck> completion) {
		MqttConnectionException stopped = stopped();
		if (stopped != null || this.status.state() == ConnectionState.DISCONNECTED) {
			completion.fail((stopped != null) ? stopped : notConnecting());
			return;
		}
		this.awaitingConnection.add(completion);
		if (this.status.state() == ConnectionState.DISCONNECTING || this.departure != null) {
			return; // another connection is to come
		}
		if (this.link == null) {
			this.pause.cancel();
			endTurn();
			this.reconnector.start();
			open();
			return;
		}
		logger.info("Reconnecting to {}: {}", this.link.endpoint(), reason);
		depart(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE), "reconnecting: " + reason, false,
				() -> this.client.inFlight() == 0);
		if (this.link.established()) {
			this.client.hold();
			leaveIfSettled();
		}
		else {
			leave();
		}
	}

	private Departure depart(Disconnect packet, String reason, boolean last, BooleanSupplier settled) {
		if (this.departure != null) {
			this.departure.end();
		}
		Departure departure = new Departure(packet, reason, last, this.loop, this.options.disconnectTimeout(), settled,
				this::leave);
		this.departure = departure;
		return departure;
	}

	/** Something has ended: is the connection to end as well, now? */
	void leaveIfSettled() {
		if (this.departure != null && this.departure.isSettled()) {
			leave();
		}
	}

	private void leave() {
		Departure departure = this.departure;
		this.departure = null;
		if (departure == null || this.link == null) {
			return;
		}
		if (!departure.isLast()) {
			changeState(ConnectionState.DISCONNECTING);
		}
		this.link.disconnect(departure.packet(), departure.reason(), departure.end());
	}

	void closeConnection(String reason) {
		if (this.link != null) {
			this.link.close(reason, null);
		}
	}

	void close(Completion<Void> completion) {
		if (this.status.state() != ConnectionState.CLOSED) {
			changeState(ConnectionState.CLOSED);
		}
		disconnect(new Disconnect(ReasonCode.SUCCESS, PacketProperties.NONE), completion);
	}

	void openConnection(Completion<Void> completion) {
		if (this.status.state() != ConnectionState.DISCONNECTED) {
			completion.fail(new IllegalStateException("there must be no connection, was " + this.status.state()));
			return;
		}
		if (this.storeFailure != null) {
			completion.fail(this.storeFailure);
			return;
		}
		this.stopped = false;
		this.awaitingOpening.add(completion);
		this.reconnector.start();
		open();
	}

	void sendConnect(Completion<ConnAck> completion) {
		if (this.link == null || !this.link.awaitsConnect()) {
			completion.fail(new IllegalStateException(
					"there must be an open connection on which CONNECT was not sent, was " + this.status.state()));
			return;
		}
		this.awaitingConnection.add(completion);
		this.link.sendConnect();
	}

	private static MqttConnectionException disconnected() {
		return new MqttConnectionException("the client was disconnected by the application", null);
	}

	/** Connects, when it is this client's turn. */
	private void open() {
		changeState(ConnectionState.CONNECTING, this.reconnector.endpoint(), this.status.lastError());
		ConnectLimit.Turn turn = this.options.connectLimit().turn(this.loop, this::openNow);
		this.turn = turn;
		turn.ask();
	}

	private void endTurn() {
		if (this.turn != null) {
			this.turn.end();
			this.turn = null;
		}
	}

	private void openNow() {
		Endpoint endpoint = this.reconnector.endpoint();
		Link link = new Link(this, this.client, this.loop, this.callbacks, endpoint,
				ConnectPackets.connect(this.options, this.clientId), this.options);
		this.link = link;
		ConnectionRequest request = new ConnectionRequest(endpoint, this.options.version(), this.options.tls(),
				this.options.connectTimeout(), this.options.maximumPacketSize(), this.options.network());
		if (this.awaitingOpening.isEmpty()) {
			link.open(request);
		}
		else {
			link.openOnly(request);
		}
	}

	/** A connection is open, and CONNECT is left to the application. */
	void opened() {
		endTurn(); // for it may take its time
		Completion.endAll(this.awaitingOpening, (each) -> each.succeed(null));
	}

	/** CONNACK has come with success. */
	void established(Link link, ConnAck connAck) {
		Endpoint server = link.endpoint();
		endTurn();
		this.connAck = connAck;
		this.reconnector.connected(this.loop.nanoTime());
		this.clientId = connAck.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER, this.clientId);
		changeState(ConnectionState.CONNECTED, server, null);
		logger.info("Connected to {} as {}", server, this.clientId);
		boolean sessionLost = this.client.connected(connAck);
		this.events.fire(new MqttEvent.Connected(connAck, server, sessionLost));
		Completion.endAll(this.awaitingConnection, (each) -> each.succeed(connAck));
	}

	/**
	 * A connection or an attempt has ended. The status changes before the event is fired:
	 * handlers find it as the event says.
	 */
	void ended(Link ended) {
		endTurn();
		forget(ended);
		MqttStoreException storeFailure = this.storeFailure;
		this.stopped |= storeFailure != null;
		int takeovers = this.reconnector.takeovers();
		boolean connectAgain = !this.stopped && this.status.state() == ConnectionState.DISCONNECTING;
		boolean keepTrying = !this.stopped && !connectAgain;
		Duration pause = keepTrying ? next(ended) : null;
		if (keepTrying && pause == null) {
			this.stopped = true;
		}
		if (this.status.state() != ConnectionState.CLOSED) {
			changeState((pause != null) ? ConnectionState.WAITING : ConnectionState.DISCONNECTED, ended.endpoint(),
					keepTrying ? ended.cause() : storeFailure);
		}
		this.events
			.fire(new MqttEvent.Disconnected(ended.reason(), ended.lastPacket(), ended.failure(), ended.established()));
		endWhatWaits(ended);
		if (this.reconnector.takeovers() > takeovers) {
			this.report.takenOver(ended, this.clientId, this.reconnector.takeovers(), this.client.largestInFlight());
		}
		if (connectAgain) {
			this.reconnector.start();
			open();
		}
		else if (pause != null) {
			pause(ended, pause);
		}
		else if (keepTrying) {
			giveUp(ended);
		}
		else {
			stop((storeFailure != null) ? storeFailure : disconnected());
		}
		Completion.endAll(this.awaitingEnd, (each) -> each.succeed(null));
	}

	/**
	 * The store cannot be written: nothing may be sent any more, for it could not be
	 * kept.
	 */
	void storeFailed(MqttStoreException failure) {
		logger.error("{}; the client stops", failure.getMessage(), failure);
		this.storeFailure = failure;
		this.pause.cancel();
		endTurn();
		this.events.fire(new MqttEvent.Failed("the session cannot be stored any more, the client stops", failure));
		if (this.link != null) {
			this.link.abort(failure);
			return;
		}
		this.stopped = true;
		if (this.status.state() != ConnectionState.CLOSED) {
			changeState(ConnectionState.DISCONNECTED, this.status.server(), failure);
		}
		stop(failure);
	}

	private @Nullable Duration next(Link ended) {
		return this.reconnector.next(ended.failure(), this.references.read(ended.lastPacket(), ended.endpoint()));
	}

	private void forget(Link ended) {
		this.link = null;
		this.connAck = null;
		if (this.departure != null) {
			this.departure.end();
			this.departure = null;
		}
		if (ended.established()) {
			this.reconnector.lost(this.loop.nanoTime());
			this.client.disconnected();
		}
		else if (ended.unanswered()) {
			this.client.unanswered();
		}
	}

	/** Ends what was asked of this one connection. */
	private void endWhatWaits(Link ended) {
		MqttException lost = ended.cause();
		Completion.endAll(this.awaitingOpening, (each) -> each.fail(lost));
		this.client.endRequests(lost);
	}

	private void pause(Link ended, Duration pause) {
		this.report.pausing(ended, this.reconnector.attempt(), pause);
		this.pause = this.loop.schedule(pause, this::open);
	}

	private void giveUp(Link ended) {
		this.report.gaveUp(ended, this.clientId, this.options.reconnect().allows(1));
		stop(ended.cause());
	}

	/**
	 * There will be no connection until the application asks for one: nothing may wait.
	 */
	private void stop(MqttException cause) {
		this.client.failAll(cause);
		Completion.endAll(this.awaitingConnection, (each) -> each.fail(cause));
		Completion.endAll(this.awaitingOpening, (each) -> each.fail(cause));
		if (this.status.state() == ConnectionState.CLOSED) {
			this.client.close();
		}
	}

	private void changeState(ConnectionState state) {
		changeState(state, this.status.server(), this.status.lastError());
	}

	private void changeState(ConnectionState state, @Nullable Endpoint server, @Nullable MqttException lastError) {
		boolean sessionPresent = (this.connAck != null) ? this.connAck.sessionPresent() : this.status.sessionPresent();
		this.status = new ClientStatus(state, Instant.now(), server, this.clientId, sessionPresent, lastError,
				this.reconnector.takeovers());
	}

}
