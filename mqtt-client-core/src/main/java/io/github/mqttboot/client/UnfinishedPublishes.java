// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.mqttboot.client.PublishQueue.Overflow;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.UserProperty;

/**
 * Counts the publishes that have not ended and their bytes, which are both limited. Those
 * that begin and those that end are counted apart, so that callers and loop do not wait
 * for each other. One number holds both: the messages below, the bytes above. It goes
 * around now and then, but differences are right.
 */
final class UnfinishedPublishes {

	static final int MOST_MESSAGES = 8_000_000;

	static final long MOST_BYTES = 1L << 38;

	private static final int MESSAGE_BITS = 24;

	private static final int MESSAGE_MASK = (1 << MESSAGE_BITS) - 1;

	private final int messages;

	private final long bytes;

	/** By what the limits are multiplied for those that begin. */
	private final int slack;

	/** Who waits for room; confined to the loop. */
	private final List<Completion<Void>> awaitingRoom = new ArrayList<>(0);

	/** Raised by callers. */
	private final AtomicLong begun = new AtomicLong();

	/** Written on the loop. */
	private final AtomicLong ended = new AtomicLong();

	/**
	 * What had ended when a caller last looked, or less; written by callers, one may
	 * overwrite what another has seen.
	 */
	private volatile long knownEnded;

	UnfinishedPublishes(PublishQueue queue) {
		this.messages = queue.messages();
		this.bytes = queue.bytes();
		this.slack = (queue.overflow() == Overflow.DROP_OLDEST) ? 2 : 1; // the loop drops
	}

	/**
	 * Another one begins, unless there are too many; from any thread.
	 * @return whether it may
	 */
	boolean begin(MqttMessage message) {
		long one = one(message);
		long begun = this.begun.addAndGet(one);
		if (fits(begun - this.knownEnded, this.slack)) {
			return true;
		}
		this.knownEnded = this.ended.get();
		if (fits(begun - this.knownEnded, this.slack)) {
			return true;
		}
		this.begun.addAndGet(-one);
		return false;
	}

	/** Another one begins in any case; from any thread. */
	void beginAnyway(MqttMessage message) {
		this.begun.addAndGet(one(message));
	}

	/** One that has begun never reaches the loop; from any thread. */
	void takeBack(MqttMessage message) {
		this.begun.addAndGet(-one(message));
	}

	/** One has ended; on the loop. */
	void end(MqttMessage message) {
		this.ended.lazySet(this.ended.getPlain() + one(message));
		if (!this.awaitingRoom.isEmpty()) {
			Completion.endAll(this.awaitingRoom, (each) -> each.succeed(null));
		}
	}

	/** Tells when there may be room; on the loop. */
	void awaitRoom(MqttMessage message, Completion<Void> completion) {
		if (fits(unfinished() + one(message), this.slack)) {
			completion.succeed(null);
		}
		else {
			this.awaitingRoom.removeIf((each) -> each.future().isDone()); // has given up
			this.awaitingRoom.add(completion);
		}
	}

	/** How many there are; from any thread. */
	int count() {
		return (int) (unfinished() & MESSAGE_MASK);
	}

	/** Whether there are more than may be; from any thread. */
	boolean isOver() {
		return !fits(unfinished(), 1);
	}

	private long unfinished() {
		long ended = this.ended.get(); // first: never more than have begun
		return this.begun.get() - ended;
	}

	private boolean fits(long unfinished, int slack) {
		int messages = (int) (unfinished & MESSAGE_MASK);
		return messages <= this.messages * slack
				&& (unfinished >>> MESSAGE_BITS <= this.bytes * slack || messages == 1);
	}

	private static long one(MqttMessage message) {
		return ((long) size(message) << MESSAGE_BITS) + 1;
	}

	/** About what it takes in memory, and exactly the same whenever it is asked. */
	private static int size(MqttMessage message) {
		int size = message.payload().length + message.topicName().byteLength();
		return message.properties().isEmpty() ? size : size + size(message.properties());
	}

	private static int size(PacketProperties properties) {
		int[] size = { 0 };
		properties.forEach((property, value) -> {
			if (value instanceof String text) {
				size[0] += text.length();
			}
			else if (value instanceof byte[] bytes) {
				size[0] += bytes.length;
			}
			else {
				size[0] += Long.BYTES;
			}
		});
		for (UserProperty each : properties.userProperties()) {
			size[0] += each.name().length() + each.value().length();
		}
		return size[0];
	}

}
