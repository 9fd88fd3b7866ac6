// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much may be published and not have ended, and what happens when that is too much.
 * What counts are all publishes whose future has not completed, and messages of a
 * {@link io.github.mqttboot.store.SessionStore} that have not ended: those that wait for
 * a connection or for the server's receive maximum, and those in flight. Immutable.
 *
 * <pre>{@code
 * options.publishQueue(PublishQueue.DEFAULT.withMessages(10_000)
 *     .withOverflow(PublishQueue.Overflow.DROP_OLDEST)
 *     .withTimeToLive(Duration.ofMinutes(5)))
 * }</pre>
 *
 * @param messages how many, 1 to 8 000 000
 * @param bytes how many bytes of payloads, topics and properties, 1 or more; a message
 * that is larger on its own is published when there is no other
 * @param overflow what happens when there are more
 * @param maxWait how long the blocking front waits for room with {@link Overflow#WAIT};
 * never longer than its own timeout
 * @param timeToLive how long a message may wait to be sent, or null for no limit. In MQTT
 * 5 it is the message expiry interval of messages that have none, so that servers keep to
 * the rest of it. A message's own interval comes first.
 */
public record PublishQueue(int messages, long bytes, Overflow overflow, Duration maxWait,
		@Nullable Duration timeToLive) {

	/** 65 536 messages of 64 MiB together; then publishing fails. No time to live. */
	public static final PublishQueue DEFAULT = new PublishQueue(65_536, 64 * 1024 * 1024, Overflow.FAIL,
			Duration.ofSeconds(10), null);

	/** The longest message expiry interval, section 3.3.2.3.3. */
	private static final long MOST_SECONDS = 4_294_967_295L;

	/** What happens when a message comes and there is no room. */
	public enum Overflow {

		/** Its future fails. */
		FAIL,

		/**
		 * Those that wait longest are dropped for it, never one that was sent. For a
		 * moment there may be twice as much as allowed.
		 */
		DROP_OLDEST,

		/** It is dropped: its future fails, and the drop is told as any other. */
		DROP_NEWEST,

		/** The blocking front waits for room; elsewhere its future fails. */
		WAIT

	}

	/**
	 * Checks the parts.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public PublishQueue {
		if (messages < 1 || messages > UnfinishedPublishes.MOST_MESSAGES) {
			throw new IllegalArgumentException(
					"queue messages must be 1.." + UnfinishedPublishes.MOST_MESSAGES + ", was " + messages);
		}
		if (bytes < 1 || bytes > UnfinishedPublishes.MOST_BYTES) {
			throw new IllegalArgumentException(
					"queue bytes must be 1.." + UnfinishedPublishes.MOST_BYTES + ", was " + bytes);
		}
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("queue max-wait must be zero or positive, was " + maxWait);
		}
		MqttClientOptions.notTooLong("queue max-wait", maxWait);
		if (timeToLive != null
				&& (timeToLive.isNegative() || timeToLive.isZero() || timeToLive.toSeconds() > MOST_SECONDS)) {
			throw new IllegalArgumentException("queue time-to-live must be more than zero and at most " + MOST_SECONDS
					+ " seconds, was " + timeToLive);
		}
	}

	/**
	 * The same for another number of messages.
	 * @param messages how many, 1 to 8 000 000
	 * @return the changed queue
	 */
	public PublishQueue withMessages(int messages) {
		return new PublishQueue(messages, this.bytes, this.overflow, this.maxWait, this.timeToLive);
	}

	/**
	 * The same for another number of bytes.
	 * @param bytes how many, 1 or more
	 * @return the changed queue
	 */
	public PublishQueue withBytes(long bytes) {
		return new PublishQueue(this.messages, bytes, this.overflow, this.maxWait, this.timeToLive);
	}

	/**
	 * The same with another way out when there is no room.
	 * @param overflow what happens
	 * @return the changed queue
	 */
	public PublishQueue withOverflow(Overflow overflow) {
		return new PublishQueue(this.messages, this.bytes, overflow, this.maxWait, this.timeToLive);
	}

	/**
	 * The same that waits for room, in the blocking front.
	 * @param maxWait how long
	 * @return the changed queue
	 */
	public PublishQueue waiting(Duration maxWait) {
		return new PublishQueue(this.messages, this.bytes, Overflow.WAIT, maxWait, this.timeToLive);
	}

	/**
	 * The same with another time to live.
	 * @param timeToLive how long a message may wait to be sent, or null for no limit
	 * @return the changed queue
	 */
	public PublishQueue withTimeToLive(@Nullable Duration timeToLive) {
		return new PublishQueue(this.messages, this.bytes, this.overflow, this.maxWait, timeToLive);
	}

}
