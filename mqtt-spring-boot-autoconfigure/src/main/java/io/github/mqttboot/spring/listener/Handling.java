// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.mqttboot.protocol.TopicName;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Work for one listener, from the first attempt to the acknowledgement: tried again while
 * the policy says so, then given up. Used by one thread at a time, as its {@link Lane}
 * sees to it.
 */
abstract sealed class Handling permits MessageHandling, BatchHandling {

	static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private final MqttListenerContainer container;

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

	private State state = State.UNSETTLED;

	/** What has become of the work. */
	enum State {

		/** Waits for its turn, or is being worked on. */
		UNSETTLED,

		/** Waits for the next attempt. */
		PAUSED,

		/** All that is to be done about it is done, here at least. */
		DONE,

		/** Not acknowledged: the server keeps it, if the session is kept. */
		ABANDONED

	}

	Handling(MqttListenerContainer container) {
		this.container = container;
	}

	/** The topic of the message, or of the first one. */
	abstract TopicName topic();

	/** How many messages it is. */
	abstract int size();

	/** What it is, for a person to read, with the topic. */
	abstract String subject();

	/** Calls the method. */
	abstract @Nullable Object invoke() throws Throwable;

	/** The method has done its work. */
	abstract void succeeded();

	/** What to say of a failure. */
	abstract MqttListenerException describe(Throwable failure);

	/**
	 * There will be no further attempt. Ends in a call of {@link #settle}, now or later.
	 */
	abstract void giveUp(MqttListenerException failure, Lane lane);

	/** Leaves with the server what has not been acknowledged. */
	abstract void leaveToServer();

	final MqttListenerContainer container() {
		return this.container;
	}

	final MqttListenerEndpoint endpoint() {
		return this.container.endpoint();
	}

	/** How often it was tried. */
	final int attempts() {
		return this.attempts;
	}

	/** As often it was tried already, together with others. */
	final void countAttempts(int attempts) {
		this.attempts = attempts;
	}

	/** How long the listener has been working on it; from any thread. */
	final Duration elapsed() {
		long startedAt = this.startedAt;
		return (startedAt != 0) ? Duration.ofNanos(System.nanoTime() - startedAt) : Duration.ZERO;
	}

	/** Tells the log, once, if the listener has been working for too long. */
	final void reportOverdue(Duration limit) {
		Duration elapsed = elapsed();
		if (elapsed.compareTo(limit) > 0 && !this.overdueReported) {
			this.overdueReported = true;
			log.warn("listener '" + endpoint().id() + "' has been working on " + subject() + " for "
					+ elapsed.toSeconds() + " s and has not ended");
		}
	}

	final boolean isOver() {
		return this.state == State.DONE || this.state == State.ABANDONED;
	}

	final boolean isAbandoned() {
		return this.state == State.ABANDONED;
	}

	/** Waits for the next attempt. */
	final void pause(Runnable goOn) {
		this.container.pause(this, Duration.ofMillis(this.pause), goOn);
	}

	/**
	 * Makes an attempt, or goes on with what is to be done behind the last one. Ends in a
	 * call of {@link Lane#settled}, now or later; throws nothing.
	 */
	final void proceed(Lane lane) {
		this.state = State.UNSETTLED;
		if (this.container.isAbandoning() || (this.attempts > 0 && !this.container.isRunning())) {
			abandon();
			lane.settled(this);
		}
		else {
			goOn(lane);
		}
	}

	/** The next step, which is an attempt unless there was a last one. */
	abstract void goOn(Lane lane);

	/** Begins an attempt. */
	final void begin() {
		this.startedAt = System.nanoTime();
		if (this.firstStartedAt == 0) {
			this.firstStartedAt = this.startedAt;
		}
		this.attempts++;
	}

	/** Goes on with the attempt, and with what comes behind it. */
	final void call(Lane lane) {
		Object result;
		try {
			result = invoke();
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
		if (endpoint().batching() != null) {
			this.container.observer().batch(endpoint().id(), size());
		}
		this.container.observer().handled(endpoint().id(), elapsed(), failure);
		this.startedAt = 0;
		if (failure == null) {
			succeeded();
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
		this.container.observer().retrying(endpoint().id());
		settleForNow(pause, lane);
	}

	private long pauseBeforeNextAttempt(MqttListenerException failure) {
		try {
			return nextPause(failure);
		}
		catch (Throwable ex) {
			log.error("retry policy of listener '" + endpoint().id() + "' failed; " + failure.getMessage(), ex);
			return BackOffExecution.STOP;
		}
	}

	/** The pause before the next attempt, in milliseconds, or that there is none. */
	long nextPause(MqttListenerException failure) {
		RetryPolicy policy = endpoint().retryPolicy();
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

	/** It has to wait, in milliseconds. */
	final void settleForNow(long pause, Lane lane) {
		this.pause = pause;
		settle(State.PAUSED, lane);
	}

	final void settle(State state, Lane lane) {
		this.state = state;
		lane.settled(this);
	}

	/** Does no more about it. */
	final void abandon() {
		this.state = State.ABANDONED;
		leaveToServer();
	}

	static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure != null) ? causeOf(failure) : null;
	}

	/**
	 * What a stage has failed with, without what the stages behind it put around that.
	 */
	static Throwable causeOf(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
