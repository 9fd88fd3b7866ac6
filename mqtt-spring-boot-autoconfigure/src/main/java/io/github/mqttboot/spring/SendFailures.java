// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.Printable;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the log of messages whose sending has failed, for few look at the futures: of one
 * every ten seconds, and how many others there have been.
 */
final class SendFailures {

	private static final Log log = LogFactory.getLog(MqttTemplate.class);

	private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

	private final LongSupplier nanoTime;

	/** Written by who tells the log. */
	private final AtomicLong silentUntil;

	/** Those that the log was not told of; by any thread. */
	private final AtomicInteger untold = new AtomicInteger();

	/**
	 * Makes one that has told nothing.
	 * @param nanoTime what the time is
	 */
	SendFailures(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.silentUntil = new AtomicLong(nanoTime.getAsLong());
	}

	void add(MqttMessage message, Throwable failure) {
		long now = this.nanoTime.getAsLong();
		long silentUntil = this.silentUntil.get();
		if (now - silentUntil < 0 || !this.silentUntil.compareAndSet(silentUntil, now + PAUSE_NANOS)) {
			this.untold.incrementAndGet();
			return;
		}
		int others = this.untold.getAndSet(0);
		log.warn("sending to topic '" + Printable.of(message.topic()) + "' failed: " + reason(causeOf(failure))
				+ ((others > 0) ? "; so did " + others + " others since the last such line" : ""));
	}

	/** What a future has failed with, without what those behind it put around that. */
	static Throwable causeOf(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/** A client that has given up says that it has, and as the cause why. */
	private static String reason(Throwable failure) {
		String reason = String.valueOf(failure.getMessage());
		String deeper = (failure.getCause() instanceof MqttException cause) ? cause.getMessage() : null;
		return (deeper == null || reason.contains(deeper)) ? reason : reason + ": " + deeper;
	}

}
