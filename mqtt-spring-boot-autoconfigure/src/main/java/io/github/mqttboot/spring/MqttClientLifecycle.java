// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.client.Registration;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Connects a client when the application starts and disconnects it when it stops. What
 * takes part, such as listeners, is started before the client connects, so that no
 * message of a kept session comes too early for its handler, and stopped before it
 * disconnects.
 * <p>
 * Starts late, when everything that a listener may use is there, but before a web server
 * takes requests, see {@link #PHASE}.
 */
public final class MqttClientLifecycle implements SmartLifecycle {

	/**
	 * Late, but before the phases of a web server: it stops before this one, so that
	 * requests that are still being answered can publish.
	 */
	public static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Logger logger = LoggerFactory.getLogger(MqttClientLifecycle.class);

	private final MqttClient client;

	private final Startup startup;

	private final Duration timeout;

	private final List<Lifecycle> participants;

	/** Written by the thread that starts or stops the context. */
	private volatile boolean running;

	/**
	 * Makes the lifecycle of a client.
	 * @param client the client
	 * @param startup what the start of the application has to do with the connection
	 * @param timeout how long to wait for it, unless in the background
	 * @param participants what to start before the client and to stop before it
	 * @throws IllegalArgumentException if the timeout is negative
	 */
	public MqttClientLifecycle(MqttClient client, Startup startup, Duration timeout,
			List<? extends Lifecycle> participants) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("timeout must be zero or positive, was " + timeout);
		}
		this.client = client;
		this.startup = startup;
		this.timeout = timeout;
		this.participants = List.copyOf(participants);
	}

	/**
	 * Starts what takes part, then connects, unless the application does that itself.
	 * @throws MqttStartupException if {@link Startup#FAIL_FAST} is asked for and there is
	 * no connection
	 */
	@Override
	public void start() {
		this.participants.stream().filter((participant) -> !participant.isRunning()).forEach(Lifecycle::start);
		this.running = true;
		switch (this.startup) {
			case BACKGROUND -> this.client.connect();
			case WAIT -> connectAndWait();
			case FAIL_FAST -> connectOrFail();
			case MANUAL -> {
				// the application connects
			}
		}
	}

	private void connectAndWait() {
		try {
			await(this.client.connect());
		}
		catch (TimeoutException ex) {
			MqttException lastError = this.client.status().lastError();
			logger.warn(
					"MQTT client {} has not been connected to {} within {} ms, the application starts without it: {}",
					this.client.options().clientId(), this.client.options().endpoints(), this.timeout.toMillis(),
					(lastError != null) ? lastError.getMessage() : "nothing heard so far");
		}
		catch (ExecutionException ex) {
			logger.warn("MQTT client {} will not be connected to {}, the application starts without it: {}",
					this.client.options().clientId(), this.client.options().endpoints(), unwrapped(ex).getMessage());
		}
	}

	private void connectOrFail() {
		CompletableFuture<ConnAck> connected = new CompletableFuture<>();
		Registration failedRound = this.client.on(MqttEvent.Reconnecting.class,
				(event) -> onReconnecting(event, connected));
		try {
			this.client.connect().whenComplete((connAck, failure) -> {
				if (failure == null) {
					connected.complete(connAck);
				}
				else {
					connected.completeExceptionally(failure);
				}
			});
			await(connected);
		}
		catch (TimeoutException ex) {
			throw notStarted("nothing heard for " + this.timeout.toMillis() + " ms", null);
		}
		catch (ExecutionException ex) {
			Throwable failure = unwrapped(ex);
			throw notStarted(String.valueOf(failure.getMessage()), failure);
		}
		finally {
			failedRound.close();
		}
	}

	/** Attempt 0 is another server of the list, after which there may still be others. */
	private void onReconnecting(MqttEvent.Reconnecting event, CompletableFuture<ConnAck> connected) {
		MqttException lastError = this.client.status().lastError();
		if (event.attempt() > 0 && lastError != null) {
			connected.completeExceptionally(lastError);
		}
	}

	private void await(CompletableFuture<ConnAck> connected) throws TimeoutException, ExecutionException {
		try {
			connected.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw notStarted("interrupted", ex);
		}
	}

	private MqttStartupException notStarted(String reason, @Nullable Throwable cause) {
		stop();
		return new MqttStartupException(this.client, reason, cause);
	}

	private static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null
				&& (cause instanceof CompletionException || cause instanceof ExecutionException)) {
			cause = cause.getCause();
		}
		return cause;
	}

	/** Stops what takes part, disconnects, and waits until that is done. */
	@Override
	public void stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		stop(() -> stopped.complete(null));
		stopped.join();
	}

	/**
	 * Stops what takes part, then disconnects.
	 * @param callback called when the client is disconnected, after its
	 * {@code disconnectTimeout} at the latest
	 */
	@Override
	public void stop(Runnable callback) {
		this.running = false;
		try {
			this.participants.forEach(Lifecycle::stop);
		}
		finally {
			this.client.disconnect()
				.copy()
				.orTimeout(this.client.options().disconnectTimeout().toMillis(), TimeUnit.MILLISECONDS)
				.whenComplete((done, late) -> callback.run());
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/** What the start of the application has to do with the first connection. */
	public enum Startup {

		/** Nothing: the client connects in the background, however long that takes. */
		BACKGROUND,

		/** It waits for the connection, for a limited time, then goes on without. */
		WAIT,

		/** It fails if there is no connection: at once if the first attempt fails. */
		FAIL_FAST,

		/** Nothing: the client connects when the application calls its connect method. */
		MANUAL

	}

}
