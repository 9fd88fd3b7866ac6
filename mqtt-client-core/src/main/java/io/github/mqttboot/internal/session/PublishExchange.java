// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/** A message on its way to the server. */
public final class PublishExchange extends Exchange<PublishResult> {

	/** For a message that may wait without limit. */
	public static final long NEVER = Long.MAX_VALUE;

	private final MqttMessage message;

	private final long startedAt;

	private final long expiresAt;

	private final EndListener listener;

	/** Whether nobody waits for its end. */
	private final boolean orphan;

	/** Its place among all messages of QoS 1 and 2: a later one has a higher number. */
	private long sequence;

	/** Whether it was sent on this connection. */
	private boolean onWire;

	/** 0 until PUBREC has come; then its place among those that PUBREL is sent for. */
	private long released;

	private PublishResult result = PublishResult.SUCCESS;

	/**
	 * Makes an exchange that has not begun, of a message that may wait without limit.
	 * @param message what to publish
	 * @param startedAt the time of the call
	 * @param callbacks where the future completes
	 * @param listener is told on the loop when the exchange has ended
	 */
	public PublishExchange(MqttMessage message, long startedAt, Callbacks callbacks, EndListener listener) {
		this(message, startedAt, NEVER, callbacks, listener);
	}

	/**
	 * Makes an exchange that has not begun.
	 * @param message what to publish
	 * @param startedAt the time of the call
	 * @param expiresAt when it has waited too long to be sent, {@link #NEVER} for no
	 * limit
	 * @param callbacks where the future completes
	 * @param listener is told on the loop when the exchange has ended
	 */
	public PublishExchange(MqttMessage message, long startedAt, long expiresAt, Callbacks callbacks,
			EndListener listener) {
		this(message, startedAt, expiresAt, callbacks, listener, false);
	}

	private PublishExchange(MqttMessage message, long startedAt, long expiresAt, Callbacks callbacks,
			EndListener listener, boolean orphan) {
		super(callbacks);
		this.message = message;
		this.startedAt = startedAt;
		this.expiresAt = expiresAt;
		this.listener = listener;
		this.orphan = orphan;
	}

	/**
	 * Makes one without a caller: the message has outlived its process or its future.
	 * @param message what to publish
	 * @param expiresAt when it has waited too long to be sent, {@link #NEVER} for no
	 * limit
	 * @param output is told of it now, and when it has ended
	 */
	static PublishExchange orphan(MqttMessage message, long expiresAt, SessionOutput output) {
		output.orphaned(message);
		return new PublishExchange(message, 0, expiresAt, Runnable::run,
				(ended, failure) -> output.orphanEnded(message), true);
	}

	/** One without a caller that goes on where this one is. */
	PublishExchange orphan(SessionOutput output) {
		PublishExchange orphan = orphan(this.message, this.expiresAt, output);
		orphan.sequence = this.sequence;
		orphan.released = this.released;
		orphan.result = this.result;
		return orphan;
	}

	/**
	 * What is published.
	 * @return the message
	 */
	public MqttMessage message() {
		return this.message;
	}

	/**
	 * When it was asked for.
	 * @return the time of the call
	 */
	public long startedAt() {
		return this.startedAt;
	}

	QoS qos() {
		return this.message.qos();
	}

	boolean isOrphan() {
		return this.orphan;
	}

	/**
	 * Whether it may wait too long to be sent.
	 * @return true if there is a limit
	 */
	public boolean mayExpire() {
		return this.expiresAt != NEVER;
	}

	long expiresAt() {
		return this.expiresAt;
	}

	long sequence() {
		return this.sequence;
	}

	void sequence(long sequence) {
		this.sequence = sequence;
	}

	boolean onWire() {
		return this.onWire;
	}

	void onWire(boolean onWire) {
		this.onWire = onWire;
	}

	/** Whether PUBREC has come, so that PUBREL and no longer PUBLISH is to be sent. */
	boolean released() {
		return this.released != 0;
	}

	long releasedPlace() {
		return this.released;
	}

	/** PUBREC has come; or, with place 0, the server does not know of it any more. */
	void release(long place, PublishResult result) {
		this.released = place;
		this.result = result;
	}

	PublishResult result() {
		return this.result;
	}

	@Override
	void onEnd(@Nullable Throwable failure) {
		this.listener.ended(this, failure);
	}

	/** Is told of the end. */
	@FunctionalInterface
	public interface EndListener {

		/**
		 * The exchange has ended.
		 * @param exchange which one
		 * @param failure why it failed, or null
		 */
		void ended(PublishExchange exchange, @Nullable Throwable failure);

	}

}
