// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.internal.session.PublishExchange;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.internal.session.Session;
import io.github.mqttboot.internal.session.SessionOptions;
import io.github.mqttboot.internal.session.SessionOutput;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.internal.session.UnsubscribeExchange;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.transport.ConnectionRequest;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TransportLoop;
import io.github.mqttboot.transport.TransportLoop.Cancellation;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client on its loop: owns the session, makes one {@link Link} after the other, and
 * brings to the callbacks what comes out. Everything runs on the loop unless it says
 * otherwise.
 */
final class ClientLoop implements SessionOutput {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private static final Cancellation NOTHING = () -> {
	};

	private final MqttClientOptions options;

	private final TransportLoop loop;

	private final SerialExecutor callbacks;

	private final EventHub events;

	private final Session session;

	private final Router router = new Router();

	private final Inbox inbox = new Inbox();

	private final Reconnector reconnector;

	private final List<Completion<ConnAck>> awaitingConnection = new ArrayList<>();

	private final List<Completion<Void>> awaitingEnd = new ArrayList<>();

	private final List<Completion<Void>> awaitingOpening = new ArrayList<>();

	private final List<Completion<Void>> awaitingAuthentication = new ArrayList<>();

	/** Those who asked for a ping, in order. */
	private final Deque<Completion<Void>> awaitingPong = new ArrayDeque<>();

	/** The route of {@link MqttEvent.MessageReceived}. */
	private final Route eventRoute;

	private @Nullable Link link;

	private @Nullable ConnAck connAck;

	private String clientId;

	/** Whether the application wants no connection, and said so or was told. */
	private boolean stopped;

	private Cancellation pause = NOTHING;

	private Cancellation tick = NOTHING;

	private long tickAt = Long.MAX_VALUE;

	/** Of the packet that the session is being given. */
	private int receivedSize;

	/** Written on the loop. */
	private volatile ClientStatus status;

	ClientLoop(MqttClientOptions options, TransportLoop loop, SerialExecutor callbacks) {
		this.options = options;
		this.loop = loop;
		this.callbacks = callbacks;
		this.events = new EventHub(callbacks);
		this.session = new Session(new SessionOptions(options.version(), (int) options.keepAlive().toSeconds(),
				options.receiveMaximum(), options.topicAliasMaximum(), options.responseTimeout().toNanos()), this);
		this.reconnector = new Reconnector(options.reconnect(), options.endpoints(),
				() -> ThreadLocalRandom.current().nextDouble());
		this.eventRoute = new Route((delivery) -> this.events.dispatch(new MqttEvent.MessageReceived(delivery)),
				options.ackMode());
		this.clientId = options.clientId();
		this.status = new ClientStatus(ConnectionState.DISCONNECTED, Instant.now(), null, this.clientId, false, null);
	}

	/** From any thread. */
	ClientStatus status() {
		return this.status;
	}

	/** From any thread. */
	EventHub events() {
		return this.events;
	}

	int inFlight() {
		return this.session.inFlight();
	}

	/** From any thread. */
	int undelivered() {
		return this.inbox.messages();
	}

	// what the application asks for

	void connect(Completion<ConnAck> completion) {
		if (this.status.state() == ConnectionState.CLOSED) {
			completion.fail(closed());
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

	void publish(PublishExchange exchange) {
		if (this.stopped) {
			exchange.fail(this.status.state() == ConnectionState.CLOSED ? closed()
					: new MqttConnectionException("not connected, and not connecting", this.status.lastError()));
		}
		else {
			this.session.publish(exchange);
		}
	}

	void subscribe(SubscribeExchange exchange, @Nullable Route route) {
		if (this.status.state() == ConnectionState.CLOSED) {
			exchange.fail(closed());
			return;
		}
		if (route != null) {
			route(exchange, route);
		}
		this.session.subscribe(exchange, this.loop.nanoTime());
		armTick();
	}

	private void route(SubscribeExchange exchange, Route route) {
		List<Integer> chosen = exchange.properties().subscriptionIdentifiers();
		for (Subscription subscription : exchange.subscriptions()) {
			int identifier = this.router.add(subscription.filter(), route);
			chosen.forEach((each) -> this.router.identify(each, subscription.filter()));
			if (exchange.subscriptions().size() == 1) { // a packet has one identifier for
														// all
				exchange.routeBy(identifier);
			}
		}
	}

	void unsubscribe(UnsubscribeExchange exchange, Collection<TopicFilter> filters) {
		if (this.status.state() == ConnectionState.CLOSED) {
			exchange.fail(closed());
			return;
		}
		this.router.remove(filters);
		this.session.unsubscribe(exchange, this.loop.nanoTime());
		armTick();
	}

	void disconnect(Disconnect packet, Completion<Void> completion) {
		this.stopped = true;
		this.pause.cancel();
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
		this.link.disconnect(packet);
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

	private static MqttConnectionException disconnected() {
		return new MqttConnectionException("the client was disconnected by the application", null);
	}

	private static MqttConnectionException closed() {
		return new MqttConnectionException("the client is closed", null);
	}

	void openConnection(Completion<Void> completion) {
		if (this.status.state() != ConnectionState.DISCONNECTED) {
			completion.fail(new IllegalStateException("there must be no connection, was " + this.status.state()));
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

	void sendPing(Completion<Void> completion) {
		Link link = this.link;
		if (link == null || !link.usable()) {
			completion.fail(new MqttConnectionException("not connected", null));
			return;
		}
		this.awaitingPong.add(completion);
		link.send(PingReq.INSTANCE);
		this.loop.schedule(this.options.responseTimeout(),
				() -> completion.fail(new MqttTimeoutException("no answer to PINGREQ in time", null)));
	}

	void auth(Auth packet, Completion<Void> completion) {
		if (this.link == null || !this.link.connectSent()) {
			completion.fail(new MqttConnectionException("not connected", null));
			return;
		}
		this.link.sendAuth(packet);
		completion.succeed(null);
	}

	void reauthenticate(Completion<Void> completion) {
		if (this.link == null || !this.link.usable()) {
			completion.fail(new MqttConnectionException("not connected", null));
			return;
		}
		this.awaitingAuthentication.add(completion);
		if (this.awaitingAuthentication.size() == 1) {
			this.link.reauthenticate();
		}
	}

	// connecting

	private void open() {
		Endpoint endpoint = this.reconnector.endpoint();
		changeState(ConnectionState.CONNECTING, endpoint, this.status.lastError());
		Link link = new Link(this, this.loop, this.callbacks, endpoint, connectPacket(), this.options);
		this.link = link;
		ConnectionRequest request = new ConnectionRequest(endpoint, this.options.version(), this.options.tls(),
				this.options.connectTimeout(), this.options.maximumPacketSize());
		if (this.awaitingOpening.isEmpty()) {
			link.open(request);
		}
		else {
			link.openOnly(request);
		}
	}

	/** A connection is open, and CONNECT is left to the application. */
	void opened() {
		complete(this.awaitingOpening, (each) -> each.succeed(null));
	}

	private Connect connectPacket() {
		return new Connect(this.options.version(), this.clientId, this.options.clean(),
				(int) this.options.keepAlive().toSeconds(), this.options.will(), this.options.userName(),
				this.options.password(), connectProperties());
	}

	private PacketProperties connectProperties() {
		if (this.options.version() == MqttVersion.V3_1_1) {
			return PacketProperties.NONE;
		}
		PacketProperties.Builder properties = this.options.connectProperties().toBuilder();
		if (this.options.sessionExpirySeconds() != 0) {
			properties.set(Property.SESSION_EXPIRY_INTERVAL, this.options.sessionExpirySeconds());
		}
		if (this.options.receiveMaximum() != 65_535) {
			properties.set(Property.RECEIVE_MAXIMUM, this.options.receiveMaximum());
		}
		if (this.options.topicAliasMaximum() != 0) {
			properties.set(Property.TOPIC_ALIAS_MAXIMUM, this.options.topicAliasMaximum());
		}
		return properties.set(Property.MAXIMUM_PACKET_SIZE, (long) this.options.maximumPacketSize()).build();
	}

	/** CONNACK has come with success. */
	void established(ConnAck connAck) {
		this.connAck = connAck;
		this.reconnector.connected(this.loop.nanoTime());
		this.clientId = connAck.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER, this.clientId);
		Endpoint server = currentLink().endpoint();
		changeState(ConnectionState.CONNECTED, server, null);
		logger.info("Connected to {} as {}", server, this.clientId);
		boolean sessionLost = this.session.connected(connAck, this.loop.nanoTime());
		this.events.fire(new MqttEvent.Connected(connAck, server, sessionLost));
		complete(this.awaitingConnection, (each) -> each.succeed(connAck));
		armTick();
	}

	/**
	 * A connection or an attempt has ended. The status changes before the event is fired:
	 * handlers find it as the event says.
	 */
	void ended(Link ended) {
		forget(ended);
		boolean connectAgain = !this.stopped && this.status.state() == ConnectionState.DISCONNECTING;
		boolean keepTrying = !this.stopped && !connectAgain;
		Duration pause = keepTrying ? this.reconnector.next(ended.failure()) : null;
		if (keepTrying && pause == null) {
			this.stopped = true;
		}
		if (this.status.state() != ConnectionState.CLOSED) {
			changeState((pause != null) ? ConnectionState.WAITING : ConnectionState.DISCONNECTED, ended.endpoint(),
					keepTrying ? lost(ended) : null);
		}
		this.events
			.fire(new MqttEvent.Disconnected(ended.reason(), ended.lastPacket(), ended.failure(), ended.established()));
		endWhatWaits(ended);
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
			stop(disconnected());
		}
	}

	private void forget(Link ended) {
		this.link = null;
		this.connAck = null;
		this.tick.cancel();
		this.tickAt = Long.MAX_VALUE;
		this.inbox.resume();
		if (ended.established()) {
			this.reconnector.lost(this.loop.nanoTime());
			this.session.disconnected();
		}
	}

	/** Ends what was asked of this one connection. */
	private void endWhatWaits(Link ended) {
		MqttException lost = lost(ended);
		complete(this.awaitingOpening, (each) -> each.fail(lost));
		complete(this.awaitingAuthentication, (each) -> each.fail(lost));
		complete(this.awaitingPong, (each) -> each.fail(lost));
		complete(this.awaitingEnd, (each) -> each.succeed(null));
	}

	private static MqttException lost(Link ended) {
		MqttException failure = ended.failure();
		return (failure != null) ? failure : new MqttConnectionException(ended.reason(), null);
	}

	private void pause(Link ended, Duration pause) {
		logger.warn("{}; next attempt in {} ms", ended.reason(), pause.toMillis());
		this.events.fire(new MqttEvent.Reconnecting(this.reconnector.attempt(), pause));
		this.pause = this.loop.schedule(pause, this::open);
	}

	private void giveUp(Link ended) {
		logger.error("{}; not connecting again", ended.reason());
		MqttException cause = lost(ended);
		this.events.fire(new MqttEvent.Failed("gave up connecting: " + ended.reason(), cause));
		stop(cause);
	}

	/**
	 * There will be no connection until the application asks for one: nothing may wait.
	 */
	private void stop(MqttException cause) {
		this.session.failAll(cause);
		complete(this.awaitingConnection, (each) -> each.fail(cause));
	}

	private static <T> void complete(Collection<Completion<T>> waiting, Consumer<Completion<T>> end) {
		List<Completion<T>> all = List.copyOf(waiting);
		waiting.clear();
		all.forEach(end);
	}

	private void changeState(ConnectionState state) {
		changeState(state, this.status.server(), this.status.lastError());
	}

	private void changeState(ConnectionState state, @Nullable Endpoint server, @Nullable MqttException lastError) {
		boolean sessionPresent = (this.connAck != null) ? this.connAck.sessionPresent() : this.status.sessionPresent();
		this.status = new ClientStatus(state, Instant.now(), server, this.clientId, sessionPresent, lastError);
	}

	private Link currentLink() {
		if (this.link == null) {
			throw new IllegalStateException("not connected");
		}
		return this.link;
	}

	// from the network

	void received(Packet packet, int size) {
		if (packet instanceof Publish publish) {
			this.options.trafficObserver().received(publish.message().qos(), size);
		}
		if (packet instanceof PingResp && !this.awaitingPong.isEmpty()) {
			this.awaitingPong.remove().succeed(null);
		}
		this.receivedSize = size;
		this.session.receive(packet);
	}

	/** AUTH has come that the application is to answer. */
	void authReceived(Auth packet) {
		this.events.fire(new MqttEvent.AuthReceived(packet));
	}

	/** An authentication on the established connection has ended well. */
	void reauthenticated(Auth packet) {
		this.events.fire(new MqttEvent.AuthReceived(packet));
		complete(this.awaitingAuthentication, (each) -> each.succeed(null));
	}

	void readCompleted() {
		this.session.received(this.loop.nanoTime());
	}

	void flushed() {
		this.session.sent(this.loop.nanoTime());
	}

	void writable() {
		this.session.writable();
	}

	private void armTick() {
		long next = this.session.nextTick();
		if (next == Long.MAX_VALUE || (this.tickAt != Long.MAX_VALUE && next - this.tickAt >= 0)) {
			return;
		}
		this.tick.cancel();
		this.tickAt = next;
		this.tick = this.loop.schedule(Duration.ofNanos(Math.max(0, next - this.loop.nanoTime())), this::tick);
	}

	private void tick() {
		this.tickAt = Long.MAX_VALUE;
		if (this.link == null || !this.link.usable()) {
			return;
		}
		long now = this.loop.nanoTime();
		if (this.inbox.isFull()) {
			this.session.notReading(now);
		}
		try {
			this.session.tick(now);
			armTick();
		}
		catch (MqttTimeoutException ex) {
			this.link.fail(ex);
		}
	}

	// what comes out of the session

	@Override
	public void send(Packet packet) {
		int size = currentLink().send(packet);
		if (packet instanceof Publish publish) {
			this.options.trafficObserver().sent(publish.message().qos(), size);
		}
	}

	@Override
	public boolean isWritable() {
		return this.link != null && this.link.usable() && this.link.isWritable();
	}

	@Override
	public void deliver(Publish publish, @Nullable Receipt receipt) {
		Route[] routes = routes(publish.message());
		if (routes.length == 0) {
			logger.warn("A message to {} has no handler; it is acknowledged and dropped", publish.message().topic());
			if (receipt != null) {
				this.session.acknowledge(receipt, ReasonCode.SUCCESS, PacketProperties.NONE);
			}
			return;
		}
		if (this.inbox.put(this.receivedSize) && this.link != null) {
			this.link.setReading(false);
		}
		this.callbacks.execute(new InboundDelivery(this, publish, this.receivedSize, receipt, routes));
	}

	private Route[] routes(MqttMessage message) {
		Route[] routes = this.router.find(message);
		if (!this.events.isWanted(MqttEvent.MessageReceived.class)) {
			return routes;
		}
		Route[] more = Arrays.copyOf(routes, routes.length + 1);
		more[routes.length] = this.eventRoute;
		return more;
	}

	/** A handler takes a message; from any thread. */
	void taken(int size) {
		if (this.inbox.take(size)) {
			later(() -> {
				if (this.inbox.resume() && this.link != null) {
					this.link.setReading(true);
				}
			});
		}
	}

	/** The application has decided on a message; from any thread. */
	void acknowledge(Receipt receipt, ReasonCode reasonCode, PacketProperties properties) {
		later(() -> this.session.acknowledge(receipt, reasonCode, properties));
	}

	private void later(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A handler ended after its client was closed", ex);
		}
	}

	@Override
	public void subscribed(List<Subscription> subscriptions, SubAck subAck) {
		this.events.fire(new MqttEvent.Subscribed(subscriptions, subAck));
	}

	@Override
	public void refused(TopicFilter filter) {
		this.router.remove(List.of(filter));
	}

	@Override
	public void restoreFailed(TopicFilter filter, MqttRejectedException refusal) {
		logger.warn("The subscription to {} could not be restored: {}", filter, refusal.getMessage());
		this.events.fire(new MqttEvent.Failed("the subscription to " + filter + " could not be restored", refusal));
	}

	@Override
	public void unsubscribed(List<TopicFilter> filters, UnsubAck unsubAck) {
		this.events.fire(new MqttEvent.Unsubscribed(filters, unsubAck));
	}

	@Override
	public void acknowledged(MqttMessage message, PublishResult result) {
		if (this.events.isWanted(MqttEvent.MessageAcknowledged.class)) {
			this.events.fire(new MqttEvent.MessageAcknowledged(message, result));
		}
	}

}
