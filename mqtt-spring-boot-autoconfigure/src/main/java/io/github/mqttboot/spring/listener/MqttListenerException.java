// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * A listener could not handle a message: its method failed, or could not be called
 * because the message does not fit its parameters, or its reply could not be sent. The
 * message of this exception names the listener, the topic and the reason in one line and
 * never shows the payload; its cause may.
 */
public final class MqttListenerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Which listener. */
	private final String listenerId;

	/** What could not be handled; not there once serialized. */
	private final transient Delivery delivery;

	/** The outcome that fits. */
	private final ReasonCode reasonCode;

	/** Whether the method was called. */
	private final boolean methodCalled;

	/** How often the listener has tried. */
	private final int attempts;

	private MqttListenerException(String listenerId, Delivery delivery, String subject, ReasonCode reasonCode,
			boolean methodCalled, int attempts, String reason, @Nullable Throwable cause) {
		super(Printable.of("listener '" + listenerId + "' could not handle " + subject + ": " + reason), cause);
		this.listenerId = listenerId;
		this.delivery = delivery;
		this.reasonCode = reasonCode;
		this.methodCalled = methodCalled;
		this.attempts = attempts;
	}

	/** The method was called and failed. */
	static MqttListenerException thrownBy(String listenerId, Delivery delivery, int attempts, Throwable thrown) {
		return thrownBy(listenerId, delivery, subject(delivery), attempts, thrown);
	}

	/** The method was called with several messages and failed. */
	static MqttListenerException thrownBy(String listenerId, Delivery first, String subject, int attempts,
			Throwable thrown) {
		return new MqttListenerException(listenerId, first, subject, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, true,
				attempts, description(thrown), thrown);
	}

	private static String subject(Delivery delivery) {
		return "the message on topic '" + delivery.message().topic() + "'";
	}

	/** What the application throws may fail to say what it is. */
	private static String description(Throwable thrown) {
		try {
			return thrown.toString();
		}
		catch (Throwable ex) {
			return thrown.getClass().getName();
		}
	}

	/** The method was called, and its reply could not be sent. */
	static MqttListenerException notReplied(String listenerId, Delivery delivery, int attempts, ReplyException reply) {
		return new MqttListenerException(listenerId, delivery, subject(delivery),
				ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, true, attempts, String.valueOf(reply.getMessage()),
				reply.getCause());
	}

	/** The method was not called. */
	static MqttListenerException notCalled(String listenerId, Delivery delivery, ReasonCode reasonCode, String reason,
			@Nullable Throwable cause) {
		return new MqttListenerException(listenerId, delivery, subject(delivery), reasonCode, false, 1, reason, cause);
	}

	/**
	 * The listener.
	 * @return its id, see {@link MqttSubscribe#id()}
	 */
	public String listenerId() {
		return this.listenerId;
	}

	/**
	 * What could not be handled.
	 * @return the delivery, not acknowledged yet unless the listener did
	 */
	public Delivery delivery() {
		return this.delivery;
	}

	/**
	 * The outcome that fits the failure.
	 * @return {@link ReasonCode#PAYLOAD_FORMAT_INVALID} if the payload cannot be read as
	 * the parameter's type, {@link ReasonCode#TOPIC_NAME_INVALID} if a topic variable
	 * cannot, otherwise {@link ReasonCode#IMPLEMENTATION_SPECIFIC_ERROR}
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Whether the method was called; then the cause is what it threw, or why its reply
	 * could not be sent.
	 * @return false if its arguments could not be made
	 */
	public boolean methodCalled() {
		return this.methodCalled;
	}

	/**
	 * How often the listener has tried, see {@link MqttSubscribe#retry()}.
	 * @return 1 or more
	 */
	public int attempts() {
		return this.attempts;
	}

}
