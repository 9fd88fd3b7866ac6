// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.github.mqttboot.client.Handlers.Recipient;
import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.internal.session.LoopTask;
import io.github.mqttboot.internal.session.PublishExchange;
import io.github.mqttboot.internal.session.Receipt;
import io.github.mqttboot.internal.session.Session;
import io.github.mqttboot.internal.session.SessionOptions;
import io.github.mqttboot.internal.session.SessionOutput;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.internal.session.UnsubscribeExchange;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.store.StoredSession;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client on its loop: joins the session with the connection that the
 * {@link Connector} makes, and with the handlers behind {@link Deliveries}. Everything
 * runs on the loop unless it says otherwise.
 */
final class ClientLoop implements SessionOutput, Mailbox.Owner {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final MqttClientOptions options;

	private final TransportLoop loop;

	private final SerialExecutor callbacks;

	private final Mailbox mailbox;

	private final EventHub events;

	private final Session session;

	private final Deliveries deliveries;

	private final InboundDrops inboundDrops;

	private final OutboundDrops outboundDrops;

	private final SubscriptionBook subscriptions;

	private final Connector connector;

	/** Null as long as nothing was asked of a connection. */
	private @Nullable LinkRequests requests;

	/** Null if nothing is stored. */
	private final @Nullable Journal journal;

	private final UnfinishedPublishes unfinished;

	private final boolean dropsOldest;

	/** Rings when the session has something to do. */
	private final Alarm alarm;

	/** Of the packet that the session is being given. */
	private int receivedSize;

	/** Whether the log was told that a message has no handler; once is enough. */
	private boolean warnedOfUnhandled;

	ClientLoop(MqttClientOptions options, TransportLoop loop, SerialExecutor callbacks, @Nullable StoredSession stored,
			UnfinishedPublishes unfinished) {
		this.options = options;
		this.loop = loop;
		this.callbacks = callbacks;
		this.mailbox = new Mailbox(loop, this);
		this.events = new EventHub(callbacks);
		this.inboundDrops = new InboundDrops(loop, this.events, options.trafficObserver());
		this.outboundDrops = new OutboundDrops(this.events, options.trafficObserver());
		this.deliveries = new Deliveries(options, callbacks, this.events, this, this.inboundDrops);
		this.subscriptions = new SubscriptionBook(this.events);
		this.connector = new Connector(options, loop, callbacks, this.events, this);
		this.alarm = new Alarm(loop, this::tick);
		this.session = new Session(
				new SessionOptions(options.version(), (int) options.keepAlive().toSeconds(), options.receiveMaximum(),
						options.maxInFlight(), options.topicAliasMaximum(), options.responseTimeout().toNanos(),
						options.sessionLoss().publishedAgain(), options.retryRefusedSubscriptions()),
				this, stored);
		this.journal = (stored != null) ? new Journal(stored, loop, this.connector::storeFailed) : null;
		this.unfinished = unfinished;
		this.dropsOldest = options.publishQueue().overflow() == Overflow.DROP_OLDEST;
		this.session.restore();
		if (stored != null) {
			loop.execute(this::setAlarm); // what is stored may expire
		}
	}

	/** What makes and ends connections. */
	Connector connector() {
		return this.connector;
	}

	/** What the application asks of the connection alone. */
	LinkRequests requests() {
		LinkRequests requests = this.requests;
		if (requests == null) {
			requests = new LinkRequests(this.connector, this.loop, this.options.responseTimeout());
			this.requests = requests;
		}
		return requests;
	}

	/** What tells of messages that are not published; from any thread. */
	OutboundDrops outboundDrops() {
		return this.outboundDrops;
	}

	/** From any thread. */
	EventHub events() {
		return this.events;
	}

	/** What is in flight and has the largest payload, or null. */
	@Nullable MqttMessage largestInFlight() {
		return this.session.largestInFlight();
	}

	int inFlight() {
		return this.session.inFlight();
	}

	/** From any thread. */
	Inbox inbox() {
		return this.deliveries.inbox();
	}

	/** From any thread. */
	long dropped() {
		return this.inboundDrops.count();
	}

	/** From any thread. */
	List<SubscriptionStatus> subscriptions() {
		return this.subscriptions.all();
	}

	// what the application asks for

	/** Hands a task over to the loop; from any thread. */
	void handOver(LoopTask task) {
		this.mailbox.put(task);
	}

	@Override
	public void perform(LoopTask task) {
		if (task instanceof PublishExchange exchange) {
			publish(exchange);
		}
		else if (task instanceof Receipt receipt) {
			this.session.acknowledge(receipt);
		}
		else if (task instanceof LoopCall call) {
			call.make();
		}
	}

	@Override
	public void performed() {
		this.callbacks.handOver();
		this.connector.leaveIfSettled();
		commit(); // there may be no connection to flush
		Link link = this.connector.link();
		if (link != null) {
			link.flush();
		}
	}

	@Override
	public void failed(LoopTask task, Throwable cause) {
		reject(task, new MqttConnectionException("a fault of the client: " + cause, cause));
	}

	@Override
	public void reject(LoopTask task, RejectedExecutionException cause) {
		reject(task, new MqttConnectionException("the client is closed", cause));
	}

	private static void reject(LoopTask task, MqttConnectionException reason) {
		if (task instanceof PublishExchange exchange) {
			exchange.fail(reason);
		}
		else if (task instanceof LoopCall call) {
			call.reject(reason);
		}
		else {
			logger.debug("A handler ended after its client was closed", reason);
		}
	}

	private void publish(PublishExchange exchange) {
		MqttConnectionException unpublishable = this.connector.unpublishable();
		if (unpublishable != null) {
			exchange.fail(unpublishable);
		}
		else {
			this.session.publish(exchange);
			if (this.dropsOldest) {
				dropOldest();
			}
			if (exchange.mayExpire()) {
				setAlarm();
			}
		}
	}

	private void dropOldest() {
		while (this.unfinished.isOver()) {
			MqttException failure = new MqttQueueFullException("dropped for a newer message, since no more than "
					+ this.options.publishQueue().messages() + " publishes of " + this.options.publishQueue().bytes()
					+ " bytes together may be unfinished", null);
			MqttMessage dropped = this.session.dropOldest(failure);
			if (dropped == null) {
				return;
			}
			this.outboundDrops.dropped(dropped, DropReason.OVERFLOW, failure);
		}
	}

	void subscribe(SubscribeExchange exchange, @Nullable Recipient recipient) {
		MqttException refusal = refusal();
		if (refusal != null) {
			exchange.fail(refusal);
			return;
		}
		if (recipient != null) {
			this.deliveries.handlers().add(exchange, recipient);
		}
		else {
			this.deliveries.handlers().addNone(exchange);
		}
		this.session.subscribe(exchange, this.loop.nanoTime());
		setAlarm();
	}

	/** Why nothing may be asked of the server, or null. */
	private @Nullable MqttException refusal() {
		MqttConnectionException closed = this.connector.closed();
		return (closed != null) ? closed : this.session.tooManyRequests();
	}

	void unsubscribe(UnsubscribeExchange exchange, Collection<TopicFilter> filters) {
		MqttException refusal = refusal();
		if (refusal != null) {
			exchange.fail(refusal);
			return;
		}
		exchange.whenEnded(this.deliveries.handlers().retire(filters));
		this.subscriptions.forget(filters);
		this.session.unsubscribe(exchange, this.loop.nanoTime());
		setAlarm();
	}

	// from the connector

	/**
	 * CONNACK has come with success.
	 * @return whether the server has lost the session that the client wanted kept
	 */
	boolean connected(ConnAck connAck) {
		boolean sessionLost = this.session.connected(connAck, this.loop.nanoTime());
		if (this.journal != null) {
			this.journal.commitSoon();
		}
		setAlarm();
		return sessionLost && !this.options.clean();
	}

	/** The connection is gone; there may be another. */
	void disconnected() {
		this.alarm.cancel();
		this.deliveries.disconnected();
		this.session.disconnected();
		setAlarm();
	}

	/** A connection is gone before CONNACK. */
	void unanswered() {
		this.session.unanswered();
	}

	/** What was asked of a connection alone ends with it. */
	void endRequests(MqttException cause) {
		if (this.requests != null) {
			this.requests.end(cause);
		}
	}

	/** No more messages of QoS 1 and 2 are sent on this connection. */
	void hold() {
		this.session.hold();
	}

	/**
	 * The connection is about to end for good: takes no more messages, and lets those be
	 * handled that have come.
	 * @param handled what to do at once if no handler is at work
	 * @param acknowledged what to do when handlers have ended, and what they have
	 * acknowledged is sent
	 */
	void finish(Runnable handled, Runnable acknowledged) {
		this.session.finish();
		resumeReading(); // for acknowledgements
		this.callbacks.afterAll(() -> {
			if (this.loop.inLoop()) {
				handled.run();
			}
			// behind the acknowledgements of handlers that have only just ended
			handOver(new LoopCall(acknowledged,
					(cause) -> logger.debug("A handler ended after its client was closed", cause)));
		});
	}

	/** Whether nothing is being asked of the server any more. */
	boolean isIdle() {
		return this.session.isIdle();
	}

	/**
	 * There will be no connection until the application asks for one: nothing may wait.
	 */
	void failAll(MqttException failure) {
		this.session.failAll(failure);
	}

	/** Nothing will be asked of the client any more. */
	void close() {
		this.alarm.cancel();
		this.deliveries.close();
		if (this.journal != null) {
			this.journal.close();
		}
	}

	// from the network

	void received(Packet packet, int size) {
		if (packet instanceof Publish publish) {
			this.options.trafficObserver().received(publish.message().qos(), size);
		}
		if (packet instanceof PingResp && this.requests != null) {
			this.requests.pong();
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
		requests().reauthenticated();
	}

	void readCompleted() {
		this.callbacks.handOver();
		if (this.session.received(this.loop.nanoTime())) {
			setAlarm();
		}
		this.connector.leaveIfSettled();
		if (this.journal != null) {
			this.journal.commitLater();
		}
	}

	/**
	 * To be called before anything that was sent is flushed: first the store has to hold
	 * what the server is told.
	 * @return whether it may be flushed
	 */
	boolean commit() {
		return this.journal == null || this.journal.commit();
	}

	void flushed() {
		this.session.sent(this.loop.nanoTime());
	}

	void writable() {
		this.session.writable();
		this.connector.leaveIfSettled();
	}

	private void setAlarm() {
		boolean connected = this.connector.usableLink() != null;
		this.alarm.setFor(connected ? this.session.nextTick() : this.session.nextExpiry());
	}

	private void tick() {
		long now = this.loop.nanoTime();
		Link link = this.connector.usableLink();
		if (link == null) {
			this.session.expire(now);
			setAlarm();
			return;
		}
		if (this.deliveries.inbox().isFull()) {
			this.session.notReading(now);
		}
		try {
			this.session.tick(now);
			setAlarm();
		}
		catch (MqttTimeoutException ex) {
			link.abort(ex); // what nobody reads cannot be flushed
		}
	}

	// what comes out of the session

	@Override
	public void send(Packet packet) {
		Link link = this.connector.usableLink();
		if (link == null) {
			return; // closing: the session will be told, and has it sent again if need be
		}
		int size = link.send(packet);
		if (packet instanceof Publish publish) {
			this.options.trafficObserver().sent(publish.message().qos(), size);
		}
	}

	@Override
	public boolean isWritable() {
		Link link = this.connector.usableLink();
		return link != null && link.isWritable();
	}

	@Override
	public void deliver(Publish publish, @Nullable Receipt receipt) {
		boolean handled = this.deliveries.deliver(publish, this.receivedSize, receipt);
		if (!handled) {
			unhandled(publish, receipt);
		}
		else if (this.deliveries.inbox().fills()) {
			setReading(false);
		}
	}

	private void unhandled(Publish publish, @Nullable Receipt receipt) {
		if (!this.warnedOfUnhandled) {
			this.warnedOfUnhandled = true;
			logger.warn("A message to {} has no handler; it and others like it are acknowledged and dropped",
					Printable.of(publish.message().topic()));
		}
		if (receipt != null) {
			receipt.decide(ReasonCode.SUCCESS, PacketProperties.NONE);
			this.session.acknowledge(receipt);
		}
	}

	private void setReading(boolean reading) {
		Link link = this.connector.usableLink();
		if (link != null) {
			link.setReading(reading);
		}
	}

	/** A handler takes a message; from any thread. */
	void taken(int size) {
		if (this.deliveries.inbox().take(size)) {
			handOver(new LoopCall(this::resumeReading,
					(cause) -> logger.debug("A handler ended after its client was closed", cause)));
		}
	}

	/** Whether messages are not to be handled any more; from any thread. */
	boolean isClosed() {
		return this.deliveries.isClosed();
	}

	private void resumeReading() {
		if (this.deliveries.inbox().resume()) {
			setReading(true);
		}
	}

	@Override
	public void subscribed(List<Subscription> subscriptions, SubAck subAck) {
		this.events.fire(new MqttEvent.Subscribed(subscriptions, subAck));
	}

	@Override
	public void requested(Subscription subscription) {
		this.subscriptions.requested(subscription);
	}

	@Override
	public void granted(Subscription subscription, QoS granted) {
		this.subscriptions.granted(subscription, granted);
	}

	@Override
	public void refused(Subscription subscription, MqttRejectedException refusal, boolean wanted) {
		if (!wanted) {
			this.deliveries.handlers().remove(List.of(subscription.filter()));
		}
		this.subscriptions.refused(subscription, refusal, wanted);
	}

	@Override
	public void changeRefused(Subscription subscription, MqttRejectedException refusal) {
		this.subscriptions.changeRefused(subscription, refusal);
	}

	@Override
	public void unsubscribed(List<TopicFilter> filters, UnsubAck unsubAck) {
		this.events.fire(new MqttEvent.Unsubscribed(filters, unsubAck));
	}

	@Override
	public void acknowledged(MqttMessage message, PublishResult result) {
		if (this.events.isAcknowledgedWanted()) {
			this.events.fire(new MqttEvent.MessageAcknowledged(message, result));
		}
	}

	@Override
	public void orphaned(MqttMessage message) {
		this.unfinished.beginAnyway(message);
	}

	@Override
	public void orphanEnded(MqttMessage message) {
		this.unfinished.end(message);
	}

	@Override
	public void orphanFailed(MqttMessage message, MqttException failure) {
		this.events.fire(new MqttEvent.MessageFailed(message, failure));
	}

	@Override
	public void expired(MqttMessage message, MqttException failure) {
		this.outboundDrops.dropped(message, DropReason.EXPIRED, failure);
		if (this.journal != null) {
			this.journal.commitLater();
		}
	}

	@Override
	public long nanoTime() {
		return this.loop.nanoTime();
	}

}
