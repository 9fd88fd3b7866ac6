// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs one listener: subscribes for it, calls its method for each message, and
 * acknowledges by the outcome. Nothing that the method throws gets out of here.
 */
public final class MqttListenerContainer {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	/** Before work is offered again to an executor that has refused it. */
	private static final Duration UNTIL_NEXT_OFFER = Duration.ofSeconds(1);

	private final MqttListenerEndpoint endpoint;

	private final Interceptors interceptors;

	private final MqttListenerObserver observer;

	private final Timer timer;

	/** One for each topic, in their order. */
	private final List<Taker> takers;

	private final Lanes lanes;

	/** Null if the listener takes one message with each call. */
	private final @Nullable Gathering gathering;

	private final int capacity;

	/** A permit for each message that may be taken before another one has ended. */
	private final Semaphore room;

	private final Unacknowledged unacknowledged = new Unacknowledged();

	/** Messages that wait for their next attempt, and how to go on with them then. */
	private final Map<Handling, Runnable> paused = new ConcurrentHashMap<>();

	private final Stopping stopping;

	/** Whether the listener is to have messages; written by start and stop. */
	private volatile boolean wanted;

	/**
	 * Whether what comes is left with the server, as the application has not started or
	 * is stopped; written by startTaking and stopTaking.
	 */
	private volatile boolean leaving = true;

	/**
	 * Whether what was taken and not begun is left, too, as time is over; written by who
	 * leaves it, and by startTaking.
	 */
	private volatile boolean abandoning;

	/**
	 * Makes the container of a listener.
	 * @param endpoint the listener
	 * @param shared finds the subscription that listeners of one filter share
	 * @param interceptors what stands around each call of the method
	 * @param observer is told of each message; fails with none
	 * @param executor where the method runs, or null for the client's thread
	 * @param capacity how many messages may be unfinished before the next one waits
	 * @param timer wakes up messages that wait for their next attempt
	 */
	MqttListenerContainer(MqttListenerEndpoint endpoint, Function<Subscription, SharedSubscription> shared,
			Interceptors interceptors, MqttListenerObserver observer, @Nullable Executor executor, int capacity,
			Timer timer) {
		this.endpoint = endpoint;
		this.interceptors = interceptors;
		this.observer = observer;
		Batching batching = endpoint.batching();
		// one batch is gathered while another one is worked on
		this.capacity = (batching != null) ? Math.max(capacity, 2 * batching.size()) : capacity;
		this.room = new Semaphore(this.capacity);
		this.timer = timer;
		this.stopping = new Stopping(this, timer);
		this.takers = IntStream.range(0, endpoint.topics().size())
			.mapToObj((i) -> new Taker(this, i, shared.apply(endpoint.topics().get(i).subscription())))
			.toList();
		this.gathering = (batching != null) ? new Gathering(this, batching, timer) : null;
		this.lanes = (this.gathering != null) ? new Lanes(this.gathering, executor, this::refused)
				: new Lanes(endpoint.ordering(), endpoint.concurrency(), executor, this::refused);
		this.wanted = endpoint.autoStartup();
	}

	/**
	 * The listener's name.
	 * @return the id, see {@link MqttSubscribe#id()}
	 */
	public String id() {
		return this.endpoint.id();
	}

	/**
	 * What the listener asks for.
	 * @return one subscription for each of its topics
	 */
	public List<Subscription> subscriptions() {
		return this.endpoint.topics().stream().map(MqttListenerEndpoint.Topic::subscription).toList();
	}

	/**
	 * The client that the listener subscribes with.
	 * @return the client
	 */
	public MqttClient client() {
		return this.endpoint.client();
	}

	/**
	 * Whether the listener takes messages, or has not ended with those that it took.
	 * @return true from start to stop, and after that as long as there are
	 * {@linkplain #unfinished() unfinished} messages; false when the application stops
	 */
	public boolean isRunning() {
		return !this.leaving && (this.wanted || unfinished() > 0);
	}

	/**
	 * How many messages were taken and are not over: waiting, being worked on, or to be
	 * tried again.
	 * @return 0 to {@code mqtt.listener.capacity}, or to twice the
	 * {@link MqttSubscribe#batchSize()} if that is more
	 */
	public int unfinished() {
		return this.capacity - this.room.availablePermits();
	}

	/**
	 * How many messages the listener has got and not acknowledged, if it does so by
	 * itself ({@link AckMode#MANUAL}).
	 * @return 0 in other modes
	 */
	public int unacknowledged() {
		return this.unacknowledged.count();
	}

	/**
	 * How long the listener has been working on the message that it has been working on
	 * for the longest time.
	 * @return zero if it is not working
	 */
	public Duration longestElapsed() {
		return this.lanes.current().map(Handling::elapsed).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
	}

	/** How many threads wait to bring a message; an estimate. */
	int waitingForRoom() {
		return this.room.getQueueLength();
	}

	Interceptors interceptors() {
		return this.interceptors;
	}

	MqttListenerObserver observer() {
		return this.observer;
	}

	MqttListenerEndpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Subscribes. The registry calls this at start for all listeners that do not say
	 * otherwise, see {@link MqttSubscribe#autoStartup()}. Harmless when running. Of
	 * several calls of this and {@link #stop()}, by any threads, the last one counts.
	 */
	public void start() {
		this.wanted = true;
		startTaking();
	}

	/**
	 * Unsubscribes, until {@link #start()} is called: also from the next connection, if
	 * there is none now. What was taken is worked on to its end, with all attempts, and
	 * acknowledged. Harmless when not running; does not wait, and may be called by the
	 * listener itself.
	 * <p>
	 * The server keeps nothing for a filter that is unsubscribed, in a kept session
	 * either: what others publish meanwhile is lost for this listener, and so is what the
	 * server sends only after it has answered. A filter that another running listener of
	 * the same client has stays subscribed; from now on its messages are not given to
	 * this one. Handlers that the application has subscribed itself, with the same client
	 * and filter, are forgotten.
	 * @return a future that ends when UNSUBACK has come and the last message is over;
	 * what a listener is to acknowledge by itself ({@link AckMode#MANUAL}) is not waited
	 * for. As long as the client has received messages that nobody has taken yet, it does
	 * not end. It fails as that of {@link MqttClient#unsubscribe(String)} does, and with
	 * {@link CancellationException} if the listener is started before
	 */
	public CompletableFuture<Void> stop() {
		this.wanted = false;
		wake();
		CompletableFuture<?>[] unsubscribed = this.takers.stream().map(Taker::align).toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(unsubscribed).thenCompose((done) -> this.stopping.lastMessage());
	}

	/**
	 * The application starts, or goes on after {@link #stopTaking()}: the listener
	 * subscribes, unless it does not start by itself or was stopped.
	 */
	void startTaking() {
		this.abandoning = false;
		this.leaving = false;
		try {
			this.takers.forEach(Taker::align);
		}
		catch (IllegalArgumentException ex) {
			stop();
			throw new MqttListenerDefinitionException(this.endpoint.description(), ex);
		}
		this.stopping.look();
	}

	/**
	 * Stops taking messages without a word to the server, as the application ends. What
	 * comes from now on is left with the server, which sends it again if the session is
	 * kept, and so is what waits for another attempt.
	 * @return whether it took some until now
	 */
	boolean stopTaking() {
		boolean wasTaking = !this.leaving;
		this.leaving = true;
		wake();
		this.paused.keySet().forEach(this::goOn);
		this.unacknowledged.clear();
		return wasTaking;
	}

	/**
	 * Waits for the messages that were taken; leaves with the server those that nobody
	 * has begun to work on by then.
	 * @param timeout how long at most
	 */
	void awaitIdle(Duration timeout) {
		try {
			if (this.room.tryAcquire(this.capacity, timeout.toMillis(), TimeUnit.MILLISECONDS)) {
				this.room.release(this.capacity);
				this.stopping.look();
				return;
			}
			log.warn("listener '" + id() + "' has not ended with " + unfinished() + " message(s) in "
					+ timeout.toMillis() + " ms; stopped without waiting longer");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		abandonWaiting();
	}

	private void abandonWaiting() {
		// first, or a lane at work would go on with what is behind
		this.abandoning = true;
		this.lanes.abandonWaiting();
	}

	/** Whether no message is to be begun. */
	boolean isAbandoning() {
		return this.abandoning;
	}

	void take(Delivery delivery, Taker taker) {
		if (this.leaving) {
			return;
		}
		if (taker.isPassedOver() || matchesEarlierTopic(delivery, taker.index())) {
			delivery.acknowledge();
			return;
		}
		this.room.acquireUninterruptibly();
		if (this.leaving) {
			over();
		}
		else {
			this.lanes.enter(new MessageHandling(this,
					new Incoming(id(), watched(delivery), taker.topic().template(), taker.index())));
		}
	}

	private Delivery watched(Delivery delivery) {
		boolean manual = this.endpoint.ackMode() == AckMode.MANUAL && delivery.message().qos() != QoS.AT_MOST_ONCE;
		return manual ? this.unacknowledged.watch(delivery) : delivery;
	}

	/** Two filters of one listener: the method gets it once. */
	private boolean matchesEarlierTopic(Delivery delivery, int index) {
		for (int i = 0; i < index; i++) {
			if (this.takers.get(i).brings(delivery.message())) {
				return true;
			}
		}
		return false;
	}

	/** Whether the listener is to have messages. */
	boolean isWanted() {
		return this.wanted;
	}

	/** Whether what comes is left with the server. */
	boolean isLeaving() {
		return this.leaving;
	}

	/** Whether no more messages are to come, and none has to wait for others. */
	boolean isEnding() {
		return this.leaving || !this.wanted;
	}

	/** Begins with a batch that is ready by now. */
	void wake() {
		if (this.gathering != null && this.gathering.isReady()) {
			this.lanes.start();
		}
	}

	/** Lets a message wait for its next attempt. */
	void pause(Handling handling, Duration pause, Runnable goOn) {
		this.paused.put(handling, goOn);
		if (this.leaving) {
			goOn(handling);
		}
		else {
			this.timer.schedule(() -> goOn(handling), pause);
		}
	}

	private void goOn(Handling handling) {
		Runnable goOn = this.paused.remove(handling);
		if (goOn != null) {
			goOn.run();
		}
	}

	/**
	 * The executor has too much to do, and no message may be lost for that; or it is
	 * ending, and nobody will look at the messages.
	 */
	private void refused(Throwable reason, Runnable task) {
		if (this.leaving) {
			abandonWaiting();
			task.run(); // finds nothing but what it abandons, too
		}
		else {
			log.warn("listener '" + id() + "' has to wait, its executor refuses: " + reason.getMessage());
			this.timer.schedule(() -> this.lanes.goOn(task), UNTIL_NEXT_OFFER);
		}
	}

	/** A message has come to its end. */
	void over() {
		this.room.release();
		this.stopping.look();
	}

	/**
	 * Tells the log of messages that the listener has been working on for too long, or
	 * does not acknowledge.
	 */
	void reportOverdue(Duration limit) {
		this.lanes.current().forEach((handling) -> handling.reportOverdue(limit));
		Unacknowledged.Watched overdue = this.unacknowledged.overdue(limit);
		if (overdue != null) {
			log.warn("listener '" + id() + "' has not acknowledged " + unacknowledged()
					+ " message(s), the one on topic '" + Printable.of(overdue.message().topic()) + "' for "
					+ overdue.age().toSeconds() + " s; a server sends its client no more when there are too many");
		}
	}

}
