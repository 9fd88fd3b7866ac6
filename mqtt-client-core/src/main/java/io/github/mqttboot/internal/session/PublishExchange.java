// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/** A message on its way to the server. */
public final class PublishExchange extends Exchange<PublishResult> {

	private final MqttMessage message;

	private final long startedAt;

	private final EndListener listener;

	/** Whether it was sent on this connection. */
	private boolean onWire;

	private boolean released;

	private PublishResult result = PublishResult.SUCCESS;

	/**
	 * Makes an exchange that has not begun.
	 * @param message what to publish
	 * @param startedAt the time of the call
	 * @param callbacks where the future completes
	 * @param listener is told on the loop when the exchange has ended
	 */
	public PublishExchange(MqttMessage message, long startedAt, Callbacks callbacks, EndListener listener) {
		super(callbacks);
		this.message = message;
		this.startedAt = startedAt;
		this.listener = listener;
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

	boolean onWire() {
		return this.onWire;
	}

	void onWire(boolean onWire) {
		this.onWire = onWire;
	}

	/** Whether PUBREC has come, so that PUBREL and no longer PUBLISH is to be sent. */
	boolean released() {
		return this.released;
	}

	void release(PublishResult result) {
		this.released = true;
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
