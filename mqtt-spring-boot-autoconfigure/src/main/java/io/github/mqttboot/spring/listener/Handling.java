// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * One message with one listener, from the first attempt to the acknowledgement: tried
 * again while the policy says so, then given to the error handler, then sent as a dead
 * letter if there is a topic for them. Used by one thread at a time, as its {@link Lane}
 * sees to it.
 */
final class Handling {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private static final ExponentialBackOff DEAD_LETTER_PAUSES = deadLetterPauses();

	private final MqttListenerContainer container;

	private final MqttListenerEndpoint endpoint;

	private final Incoming incoming;

	private int attempts;

	/** When the first attempt began. */
	private long firstStartedAt;

	/**
	 * When the attempt began, 0 if there is none; read by those who look for messages
	 * that take too long.
	 */
	private volatile long startedAt;

	/** Of the one who looks for them. */
	private boolean overdueReported;

	/** Those between attempts. */
	private @Nullable BackOffExecution pauses;

	/** How long to wait now, in milliseconds. */
	private long pause;

	private @Nullable Letter letter;

	private State state = State.UNSETTLED;

	/** A dead letter on its way, and the pauses before it is published again. */
	private record Letter(MqttMessage message, BackOffExecution pauses) {
	}

	/** What has become of the message. */
	private enum State {

		/** Waits for its turn, or is being worked on. */
		UNSETTLED,

		/** Waits for the next attempt. */
		PAUSED,

		/** Acknowledged, or left to who acknowledges by hand. */
		DONE,

		/** Not acknowledged: the server keeps it, if the session is kept. */
		ABANDONED

	}

	Handling(MqttListenerContainer container, Incoming incoming) {
		this.container = container;
		this.endpoint = container.endpoint();
		this.incoming = incoming;
	}

	private static ExponentialBackOff deadLetterPauses() {
		ExponentialBackOff pauses = new ExponentialBackOff(1000, 2);
		pauses.setMaxInterval(Duration.ofMinutes(1).toMillis());
		pauses.setJitter(500);
		return pauses;
	}

	TopicName topic() {
		return delivery().message().topicName();
	}

	private Delivery delivery() {
		return this.incoming.delivery();
	}

	/** How long the listener has been working on the message; from any thread. */
	Duration elapsed() {
		long startedAt = this.startedAt;
		return (startedAt != 0) ? Duration.ofNanos(System.nanoTime() - startedAt) : Duration.ZERO;
	}

	/** Tells the log, once, if the listener has been working for too long. */
	void reportOverdue(Duration limit) {
		Duration elapsed = elapsed();
		if (elapsed.compareTo(limit) > 0 && !this.overdueReported) {
			this.overdueReported = true;
			log.warn("listener '" + this.endpoint.id() + "' has been working on the message on topic '"
					+ Printable.of(topic().value()) + "' for " + elapsed.toSeconds() + " s and has not ended");
		}
	}

	boolean isOver() {
		return this.state == State.DONE || this.state == State.ABANDONED;
	}

	boolean isAbandoned() {
		return this.state == State.ABANDONED;
	}

	/** Waits for the next attempt. */
	void pause(Runnable goOn) {
		this.container.pause(this, Duration.ofMillis(this.pause), goOn);
	}

	/**
	 * Makes an attempt, or publishes the dead letter. Ends in a call of
	 * {@link Lane#settled}, now or later; throws nothing.
	 */
	void proceed(Lane lane) {
		this.state = State.UNSETTLED;
		if (this.container.isAbandoning() || (this.attempts > 0 && !this.container.isRunning())) {
			abandon();
			lane.settled(this);
		}
		else if (this.letter != null) {
			publish(this.letter, lane);
		}
		else {
			call(lane);
		}
	}

	private void call(Lane lane) {
		this.startedAt = System.nanoTime();
		if (this.attempts++ == 0) {
			this.firstStartedAt = this.startedAt;
		}
		Object result;
		try {
			result = this.container.interceptors().invoke(this.endpoint.method(), this.incoming, this.attempts);
		}
		catch (Throwable ex) {
			ended(ex, lane);
			return;
		}
		if (result instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> ended(unwrapped(failure), lane));
			return;
		}
		ended(null, lane);
	}

	private void ended(@Nullable Throwable failure, Lane lane) {
		this.container.observer().handled(this.endpoint.id(), elapsed(), failure);
		this.startedAt = 0;
		if (failure == null) {
			if (this.endpoint.ackMode() == AckMode.AUTO) {
				delivery().acknowledge();
			}
			settle(State.DONE, lane);
			return;
		}
		MqttListenerException described = describe(failure);
		long pause = pauseBeforeNextAttempt(described);
		if (pause == BackOffExecution.STOP) {
			giveUp(described, lane);
			return;
		}
		log.warn(described.getMessage() + "; next attempt in " + pause + " ms");
		this.container.observer().retrying(this.endpoint.id());
		this.pause = pause;
		settle(State.PAUSED, lane);
	}

	private MqttListenerException describe(Throwable failure) {
		if (failure instanceof MqttListenerException notCalled) {
			return notCalled;
		}
		return (failure instanceof ReplyException reply)
				? MqttListenerException.notReplied(this.endpoint.id(), delivery(), this.attempts, reply)
				: MqttListenerException.thrownBy(this.endpoint.id(), delivery(), this.attempts, failure);
	}

	private long pauseBeforeNextAttempt(MqttListenerException failure) {
		try {
			return nextPause(failure);
		}
		catch (Throwable ex) {
			log.error("retry policy of listener '" + this.endpoint.id() + "' failed; " + failure.getMessage(), ex);
			return BackOffExecution.STOP;
		}
	}

	private long nextPause(MqttListenerException failure) {
		RetryPolicy policy = this.endpoint.retryPolicy();
		Throwable thrown = failure.getCause();
		if (!failure.methodCalled() || thrown == null || !policy.shouldRetry(thrown)) {
			return BackOffExecution.STOP;
		}
		if (this.pauses == null) {
			this.pauses = policy.getBackOff().start();
		}
		long pause = this.pauses.nextBackOff();
		Duration limit = policy.getTimeout();
		boolean tooLate = !limit.isZero()
				&& System.nanoTime() - this.firstStartedAt + Duration.ofMillis(pause).toNanos() > limit.toNanos();
		return tooLate ? BackOffExecution.STOP : pause;
	}

	private void giveUp(MqttListenerException failure, Lane lane) {
		this.container.observer().failed(this.endpoint.id());
		ReasonCode outcome = outcome(failure);
		DeadLetters deadLetters = this.endpoint.deadLetters();
		MqttMessage letter = (outcome.isError() && deadLetters != null) ? deadLetters.letter(failure) : null;
		if (letter != null) {
			this.letter = new Letter(letter, DEAD_LETTER_PAUSES.start());
			publish(this.letter, lane);
			return;
		}
		// after a PUBREC that refuses, brokers fail to go on: docs/reliability.md
		boolean refusable = delivery().message().qos() != QoS.EXACTLY_ONCE;
		delivery().acknowledge(refusable ? outcome : ReasonCode.SUCCESS, PacketProperties.NONE);
		settle(State.DONE, lane);
	}

	private ReasonCode outcome(MqttListenerException failure) {
		try {
			ReasonCode outcome = this.endpoint.errorHandler().handle(failure);
			if (outcome.allowedIn(PacketType.PUBACK)) {
				return outcome;
			}
			log.error("error handler of listener '" + this.endpoint.id() + "' must return a reason code of PUBACK, was "
					+ outcome + "; " + failure.getMessage());
		}
		catch (Throwable ex) {
			log.error("error handler of listener '" + this.endpoint.id() + "' failed; " + failure.getMessage(), ex);
		}
		return failure.reasonCode();
	}

	private void publish(Letter letter, Lane lane) {
		CompletableFuture<?> published;
		try {
			published = this.endpoint.client().publish(letter.message());
		}
		catch (RuntimeException ex) {
			published = CompletableFuture.failedFuture(ex);
		}
		published.whenComplete((result, failure) -> published(letter, unwrapped(failure), lane));
	}

	private void published(Letter letter, @Nullable Throwable failure, Lane lane) {
		this.container.observer().deadLetter(this.endpoint.id(), failure);
		if (failure == null) {
			delivery().acknowledge();
			settle(State.DONE, lane);
			return;
		}
		Letter next = shortened(letter, failure);
		this.letter = next;
		this.pause = next.pauses().nextBackOff();
		log.error("listener '" + this.endpoint.id() + "' could not publish a dead letter to '"
				+ Printable.of(letter.message().topic()) + "', the message stays unacknowledged; next attempt "
				+ ((next != letter) ? "without the story of the failure, " : "") + "in " + this.pause + " ms: "
				+ failure);
		settle(State.PAUSED, lane);
	}

	/** A letter that is too large for the server may not be without its story. */
	private Letter shortened(Letter letter, Throwable failure) {
		if (failure instanceof MqttRejectedException refusal && refusal.reasonCode() == ReasonCode.PACKET_TOO_LARGE) {
			MqttMessage bare = DeadLetters.withoutStory(letter.message(), delivery().message());
			if (!bare.equals(letter.message())) {
				return new Letter(bare, letter.pauses());
			}
		}
		return letter;
	}

	private void settle(State state, Lane lane) {
		this.state = state;
		if (state == State.DONE) {
			this.container.over();
		}
		lane.settled(this);
	}

	/** Leaves the message with the server. */
	void abandon() {
		this.state = State.ABANDONED;
		this.container.over();
	}

	private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure != null) ? causeOf(failure) : null;
	}

	/**
	 * What a stage has failed with, without what the stages behind it put around that.
	 */
	static Throwable causeOf(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
