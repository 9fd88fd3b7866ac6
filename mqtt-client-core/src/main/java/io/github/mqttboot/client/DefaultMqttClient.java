// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.mqttboot.client.Handlers.Recipient;
import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.internal.netty.NettyTransport;
import io.github.mqttboot.internal.session.Callbacks;
import io.github.mqttboot.internal.session.PublishExchange;
import io.github.mqttboot.internal.session.PublishExchange.EndListener;
import io.github.mqttboot.internal.session.SubscribeExchange;
import io.github.mqttboot.internal.session.UnsubscribeExchange;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.store.StoredSession;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.Transport;
import io.github.mqttboot.transport.TransportLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes calls from any thread, checks them, and hands them over to the loop. What the
 * loop decides comes back on the callbacks' executor, or, for the blocking front, on the
 * loop itself: nobody can hang code of their own on those futures.
 */
final class DefaultMqttClient implements MqttClient {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	/** What only a server may say in DISCONNECT (section 3.14.2.1). */
	private static final Set<ReasonCode> SERVER_ONLY = EnumSet.of(ReasonCode.NOT_AUTHORIZED, ReasonCode.SERVER_BUSY,
			ReasonCode.SERVER_SHUTTING_DOWN, ReasonCode.KEEP_ALIVE_TIMEOUT, ReasonCode.SESSION_TAKEN_OVER,
			ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.RETAIN_NOT_SUPPORTED, ReasonCode.QOS_NOT_SUPPORTED,
			ReasonCode.USE_ANOTHER_SERVER, ReasonCode.SERVER_MOVED, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
			ReasonCode.CONNECTION_RATE_EXCEEDED, ReasonCode.MAXIMUM_CONNECT_TIME,
			ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
			ReasonCode.BAD_AUTHENTICATION_METHOD);

	private final MqttClientOptions options;

	private final TransportLoop loop;

	private final SerialExecutor callbacks;

	private final ClientLoop client;

	private final Connector connector;

	private final boolean observed;

	private final UnfinishedPublishes unfinished;

	private final EndListener onEnd = this::ended;

	/** Set by whoever closes first. */
	private final AtomicBoolean closed = new AtomicBoolean();

	DefaultMqttClient(MqttClientOptions options) {
		Transport transport = (options.transport() != null) ? options.transport() : NettyTransport.SHARED;
		Executor executor = (options.executor() != null) ? options.executor() : CallbackThreads.SHARED;
		SessionStore store = options.store();
		StoredSession stored = (store != null) ? store.open(options.clientId()) : null;
		this.options = options;
		this.loop = (stored != null) ? join(transport, stored) : transport.join();
		this.callbacks = new SerialExecutor(executor, this.loop);
		this.unfinished = new UnfinishedPublishes(options.publishQueue());
		this.client = new ClientLoop(options, this.loop, this.callbacks, stored, this.unfinished);
		this.connector = this.client.connector();
		this.observed = options.trafficObserver() != TrafficObserver.NONE;
		TlsOptions tls = options.tls();
		if (tls != null && !tls.verify()) {
			logger.warn(
					"Client {} checks neither the certificate nor the name of {} (verify is off):"
							+ " anybody in the network may pose as the server",
					options.clientId(), options.endpoints());
		}
	}

	/** Its tasks may block. If there is no loop, the session must not stay locked. */
	private static TransportLoop join(Transport transport, StoredSession stored) {
		try {
			return transport.joinAlone();
		}
		catch (RuntimeException | Error ex) {
			stored.close();
			throw ex;
		}
	}

	@Override
	public CompletableFuture<ConnAck> connect() {
		return connect(this.callbacks);
	}

	CompletableFuture<ConnAck> connect(Callbacks callbacks) {
		Completion<ConnAck> completion = new Completion<>(callbacks);
		handOver(() -> this.connector.connect(completion), completion::fail);
		return completion.future();
	}

	@Override
	public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties) {
		return subscribe(subscriptions, properties, null, this.callbacks);
	}

	@Override
	public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties,
			AckMode ackMode, MessageHandler handler) {
		return subscribe(subscriptions, properties, new Recipient(handler, ackMode), this.callbacks);
	}

	CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties,
			@Nullable Recipient recipient, Callbacks callbacks) {
		if (subscriptions.isEmpty()) {
			throw new IllegalArgumentException("there must be at least one subscription");
		}
		checkProperties(properties, PacketType.SUBSCRIBE);
		subscriptions.forEach(this::check);
		checkOnce(subscriptions);
		SubscribeExchange exchange = new SubscribeExchange(subscriptions, properties, callbacks);
		handOver(() -> this.client.subscribe(exchange, recipient), exchange::fail);
		return exchange;
	}

	private void check(Subscription subscription) {
		boolean needsVersion5 = subscription.noLocal() || subscription.retainAsPublished()
				|| subscription.retainHandling() != RetainHandling.SEND_AT_SUBSCRIBE;
		if (needsVersion5 && this.options.version() == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException(
					"no local, retain as published and retain handling need MQTT 5, were set on \""
							+ subscription.filter() + "\"");
		}
	}

	/** The later one would replace the earlier one, unless one of them is refused. */
	private static void checkOnce(List<Subscription> subscriptions) {
		Set<TopicFilter> filters = new HashSet<>();
		for (Subscription subscription : subscriptions) {
			if (!filters.add(subscription.filter())) {
				throw new IllegalArgumentException(
						"each topic filter must be subscribed to once in a call, was twice: \"" + subscription.filter()
								+ "\"");
			}
		}
	}

	private void checkProperties(PacketProperties properties, PacketType type) {
		if (!properties.isEmpty() && this.options.version() == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("properties need MQTT 5, were " + properties);
		}
		properties.forEach((property, value) -> {
			if (!property.allowedIn(type)) {
				throw new IllegalArgumentException(type + " must not have the property " + property);
			}
		});
	}

	@Override
	public CompletableFuture<UnsubAck> unsubscribe(List<TopicFilter> filters, PacketProperties properties) {
		return unsubscribe(filters, properties, this.callbacks);
	}

	CompletableFuture<UnsubAck> unsubscribe(List<TopicFilter> filters, PacketProperties properties,
			Callbacks callbacks) {
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("there must be at least one topic filter");
		}
		checkProperties(properties, PacketType.UNSUBSCRIBE);
		UnsubscribeExchange exchange = new UnsubscribeExchange(filters, properties, callbacks);
		List<TopicFilter> copy = List.copyOf(filters);
		handOver(() -> this.client.unsubscribe(exchange, copy), exchange::fail);
		return exchange;
	}

	@Override
	public CompletableFuture<PublishResult> publish(MqttMessage message) {
		return publish(message, this.callbacks);
	}

	CompletableFuture<PublishResult> publish(MqttMessage message, Callbacks callbacks) {
		MqttMessage publishable = publishable(message);
		if (!this.unfinished.begin(publishable)) {
			return CompletableFuture.failedFuture(noRoom(publishable));
		}
		return begun(publishable, callbacks);
	}

	private MqttMessage publishable(MqttMessage message) {
		Objects.requireNonNull(message, "message must not be null");
		if (message.properties().isEmpty()) {
			return message;
		}
		MqttMessage publishable = withoutWhatWasForTheReceiver(message);
		checkProperties(publishable.properties(), PacketType.PUBLISH);
		return publishable;
	}

	/** What was received may be published as it is [MQTT-3.3.4-6]. */
	private static MqttMessage withoutWhatWasForTheReceiver(MqttMessage message) {
		boolean received = message.properties().get(Property.SUBSCRIPTION_IDENTIFIER) != null
				|| message.properties().get(Property.TOPIC_ALIAS) != null;
		return received ? message.toBuilder().build() : message;
	}

	/** Publishes, and first waits for room, if the queue is one to wait for. */
	CompletableFuture<PublishResult> publish(MqttMessage message, Callbacks callbacks, Duration timeout) {
		PublishQueue queue = this.options.publishQueue();
		if (queue.overflow() != Overflow.WAIT) {
			return publish(message, callbacks);
		}
		MqttMessage publishable = publishable(message);
		Duration limit = (timeout.compareTo(queue.maxWait()) < 0) ? timeout : queue.maxWait();
		long deadline = System.nanoTime() + limit.toNanos();
		while (!this.unfinished.begin(publishable)) {
			MqttException failure = awaitRoom(publishable, deadline - System.nanoTime());
			if (failure != null) {
				return CompletableFuture.failedFuture(failure);
			}
		}
		return begun(publishable, callbacks);
	}

	/**
	 * Waits until there may be room.
	 * @return why there will be none, or null
	 */
	private @Nullable MqttException awaitRoom(MqttMessage message, long nanos) {
		Completion<Void> room = new Completion<>(Runnable::run);
		handOver(() -> {
			MqttConnectionException closed = this.connector.closed();
			if (closed != null) {
				room.fail(closed);
			}
			else {
				this.unfinished.awaitRoom(message, room);
			}
		}, room::fail);
		try {
			room.future().get(nanos, TimeUnit.NANOSECONDS);
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return noRoom(message);
		}
		catch (TimeoutException ex) {
			return noRoom(message);
		}
		catch (ExecutionException ex) {
			return (ex.getCause() instanceof MqttException closed) ? closed : noRoom(message);
		}
		finally {
			room.future().cancel(false); // nobody waits any more
		}
	}

	private MqttQueueFullException noRoom(MqttMessage message) {
		PublishQueue queue = this.options.publishQueue();
		MqttQueueFullException failure = new MqttQueueFullException("no more than " + queue.messages()
				+ " publishes of " + queue.bytes() + " bytes together may be unfinished", null);
		if (queue.overflow() == Overflow.DROP_NEWEST) {
			this.client.outboundDrops().dropped(message, DropReason.OVERFLOW, failure);
		}
		return failure;
	}

	private CompletableFuture<PublishResult> begun(MqttMessage message, Callbacks callbacks) {
		PublishExchange exchange = new PublishExchange(message, this.observed ? System.nanoTime() : 0,
				expiresAt(message), callbacks, this.onEnd);
		this.client.handOver(exchange);
		return exchange;
	}

	private long expiresAt(MqttMessage message) {
		Duration timeToLive = this.options.publishQueue().timeToLive();
		if (timeToLive == null && message.properties().isEmpty()) {
			return PublishExchange.NEVER;
		}
		Long ownSeconds = message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
		if (ownSeconds != null) {
			return this.loop.nanoTime() + TimeUnit.SECONDS.toNanos(ownSeconds);
		}
		return (timeToLive != null) ? this.loop.nanoTime() + timeToLive.toNanos() : PublishExchange.NEVER;
	}

	/** Hands a call over to the loop, or fails what it was for: the loop may be gone. */
	private void handOver(Runnable call, Consumer<? super MqttConnectionException> onRejected) {
		this.client.handOver(new LoopCall(call, onRejected));
	}

	private void ended(PublishExchange exchange, @Nullable Throwable failure) {
		if (this.loop.inLoop()) {
			this.unfinished.end(exchange.message());
		}
		else {
			this.unfinished.takeBack(exchange.message()); // the loop is gone
		}
		if (this.observed) {
			Duration elapsed = Duration.ofNanos(System.nanoTime() - exchange.startedAt());
			this.options.trafficObserver().publishEnded(exchange.message().qos(), elapsed, failure);
		}
	}

	@Override
	public <E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler) {
		return this.client.events().on(type, handler);
	}

	@Override
	public CompletableFuture<Void> disconnect(ReasonCode reasonCode, PacketProperties properties) {
		return disconnect(reasonCode, properties, this.callbacks);
	}

	CompletableFuture<Void> disconnect(ReasonCode reasonCode, PacketProperties properties, Callbacks callbacks) {
		if (!reasonCode.allowedIn(PacketType.DISCONNECT) || SERVER_ONLY.contains(reasonCode)) {
			throw new IllegalArgumentException("a client must not send DISCONNECT with the reason code " + reasonCode);
		}
		checkProperties(properties, PacketType.DISCONNECT);
		if (properties.get(Property.SERVER_REFERENCE) != null) {
			throw new IllegalArgumentException("a client must not send DISCONNECT with a server reference");
		}
		if (properties.get(Property.SESSION_EXPIRY_INTERVAL, 0L) != 0 && this.options.sessionExpirySeconds() == 0) {
			throw new IllegalArgumentException("session expiry must not be set in DISCONNECT to "
					+ properties.get(Property.SESSION_EXPIRY_INTERVAL) + " seconds when CONNECT had none");
		}
		Completion<Void> completion = new Completion<>(callbacks);
		handOver(() -> this.connector.disconnect(new Disconnect(reasonCode, properties), completion),
				(failure) -> completion.succeed(null));
		return completion.future();
	}

	@Override
	public CompletableFuture<ConnAck> reconnect(String reason) {
		Completion<ConnAck> completion = new Completion<>(this.callbacks);
		handOver(() -> this.connector.reconnect(reason, completion), completion::fail);
		return completion.future();
	}

	@Override
	public void closeConnection(String reason) {
		handOver(() -> this.connector.closeConnection(reason), (failure) -> {
			// closed already
		});
	}

	@Override
	public CompletableFuture<Void> reauthenticate() {
		if (this.options.authenticator() == null) {
			throw new IllegalStateException("the options must have an authenticator");
		}
		Completion<Void> completion = new Completion<>(this.callbacks);
		handOver(() -> this.client.requests().reauthenticate(completion), completion::fail);
		return completion.future();
	}

	@Override
	public CompletableFuture<Void> auth(ReasonCode reasonCode, PacketProperties properties) {
		if (this.options.version() == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("AUTH needs MQTT 5");
		}
		if (reasonCode != ReasonCode.CONTINUE_AUTHENTICATION && reasonCode != ReasonCode.RE_AUTHENTICATE) {
			throw new IllegalArgumentException("a client must not send AUTH with the reason code " + reasonCode);
		}
		checkProperties(properties, PacketType.AUTH);
		if (properties.get(Property.AUTHENTICATION_METHOD) == null) {
			throw new IllegalArgumentException("AUTH must have an authentication method");
		}
		Completion<Void> completion = new Completion<>(this.callbacks);
		handOver(() -> this.client.requests().auth(new Auth(reasonCode, properties), completion), completion::fail);
		return completion.future();
	}

	@Override
	public ClientStatus status() {
		return this.connector.status();
	}

	@Override
	public List<SubscriptionStatus> subscriptions() {
		return this.client.subscriptions();
	}

	@Override
	public ClientBacklog backlog() {
		int inFlight = this.client.inFlight();
		return new ClientBacklog(inFlight, Math.max(0, this.unfinished.count() - inFlight),
				this.client.inbox().messages(), this.client.inbox().bytes(), this.client.dropped());
	}

	@Override
	public MqttClientOptions options() {
		return this.options;
	}

	@Override
	public LowLevelMqttClient lowLevel() {
		return new Steps();
	}

	@Override
	public BlockingMqttClient blocking() {
		return new WaitingMqttClient(this, Duration.ofSeconds(30));
	}

	/** Whether the caller is code of the application that the client runs. */
	boolean isCallback() {
		return this.callbacks.isCurrent();
	}

	/** Whether the caller is being asked for what the connection needs. */
	boolean isAsked() {
		return this.callbacks.isAsked();
	}

	/** Whether the caller is the thread of the network. */
	boolean inLoop() {
		return this.loop.inLoop();
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		Completion<Void> completion = new Completion<>(Runnable::run);
		handOver(() -> this.connector.close(completion), completion::fail);
		CompletableFuture<Void> end = completion.future();
		end.whenComplete((nothing, failure) -> leave());
		if (!isCallback()) {
			awaitEnd(end);
		}
	}

	private void leave() {
		if (this.loop.inLoop()) {
			this.callbacks.handOver(); // the loop may do nothing more
		}
		this.loop.close();
	}

	private void awaitEnd(CompletableFuture<Void> end) {
		try {
			// the loop cuts the connection at the time limit; a moment more to see it
			end.get(this.options.disconnectTimeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.warn("The connection to {} did not close in time", this.options.endpoints(), ex);
		}
	}

	/** The low-level front. */
	private final class Steps implements LowLevelMqttClient {

		@Override
		public CompletableFuture<Void> openConnection() {
			Completion<Void> completion = new Completion<>(DefaultMqttClient.this.callbacks);
			handOver(() -> DefaultMqttClient.this.connector.openConnection(completion), completion::fail);
			return completion.future();
		}

		@Override
		public CompletableFuture<ConnAck> sendConnect() {
			Completion<ConnAck> completion = new Completion<>(DefaultMqttClient.this.callbacks);
			handOver(() -> DefaultMqttClient.this.connector.sendConnect(completion), completion::fail);
			return completion.future();
		}

		@Override
		public CompletableFuture<Void> sendPing() {
			Completion<Void> completion = new Completion<>(DefaultMqttClient.this.callbacks);
			handOver(() -> DefaultMqttClient.this.client.requests().ping(completion), completion::fail);
			return completion.future();
		}

	}

	@Override
	public String toString() {
		return "MqttClient{clientId=" + status().clientId() + ", state=" + status().state() + "}";
	}

}
