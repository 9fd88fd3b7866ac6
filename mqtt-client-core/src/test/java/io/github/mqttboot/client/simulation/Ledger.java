// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;

import org.jspecify.annotations.Nullable;

/**
 * Every message of a run with what became of it, and every rule that was broken. What can
 * be judged at once is judged here.
 */
final class Ledger {

	private final Trace trace;

	private final Map<Long, Outgoing> outgoing = new LinkedHashMap<>();

	private final Map<Long, Incoming> incoming = new LinkedHashMap<>();

	/** The last message that was new to the broker or to a handler, by topic and QoS. */
	private final Map<String, Long> last = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private final Predicate<String> mayHaveNoHandler;

	private long lastNumber;

	private int sessions;

	private boolean sessionLostUnseen;

	/**
	 * Begins a ledger.
	 * @param mayHaveNoHandler whether a topic's messages may have come when there was no
	 * handler for them
	 */
	Ledger(Trace trace, Predicate<String> mayHaveNoHandler) {
		this.trace = trace;
		this.mayHaveNoHandler = mayHaveNoHandler;
	}

	/** A payload that says which message it is. */
	static byte[] payload(long number, int size) {
		byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
		byte[] payload = Arrays.copyOf(digits, Math.max(size, digits.length));
		Arrays.fill(payload, digits.length, payload.length, (byte) ' ');
		return payload;
	}

	static long number(MqttMessage message) {
		long number = 0;
		for (byte digit : message.payload()) {
			if (digit == ' ') {
				break;
			}
			number = number * 10 + (digit - '0');
		}
		return number;
	}

	void violated(String rule) {
		this.trace.add("RULE", "broken:", rule);
		this.violations.add(rule);
	}

	/** The first broken rule, or null. */
	@Nullable String violation() {
		return this.violations.isEmpty() ? null : this.violations.get(0);
	}

	long nextNumber() {
		return ++this.lastNumber;
	}

	void published(Outgoing message) {
		this.outgoing.put(message.number, message);
	}

	Outgoing outgoing(long number) {
		Outgoing message = this.outgoing.get(number);
		if (message == null) {
			throw new IllegalStateException("nobody has published message " + number);
		}
		return message;
	}

	Collection<Outgoing> outgoing() {
		return this.outgoing.values();
	}

	/** The broker takes a message from the client for a new one. */
	void accepted(MqttMessage packet) {
		Outgoing message = outgoing(number(packet));
		message.accepted++;
		if (packet.qos() != message.qos || packet.payload().length != message.size) {
			violated("arrived otherwise than it was published: " + message + ", was " + packet);
		}
		if (message.qos == QoS.EXACTLY_ONCE && message.accepted > 1 && !message.uncertain) {
			violated("published twice: " + message);
		}
		if (message.accepted == 1 && !message.refused) {
			checkOrder("published out of order: ", "out " + message.topic + message.qos, message.number, message);
		}
	}

	/** The client gets to know that the broker has no session. */
	void sessionLost() {
		for (Outgoing message : this.outgoing.values()) {
			message.sessionLost |= message.sent && !message.succeeded();
		}
	}

	/** The broker begins a session. */
	void sessionBegun() {
		this.sessions++;
	}

	/** How many sessions the broker has begun. */
	int sessions() {
		return this.sessions;
	}

	/**
	 * The CONNACK that told of a new session was lost, and the next one says that a
	 * session is present. Nobody can know that it is not the one from before, so what it
	 * had in flight may be lost or come twice.
	 */
	void sessionLostUnseen() {
		this.trace.add("RULE", "nobody can know that the session was lost");
		this.sessionLostUnseen = true;
		sessionLost();
		for (Outgoing message : this.outgoing.values()) {
			message.uncertain |= message.sent && !message.succeeded();
		}
	}

	void offered(Incoming message) {
		this.incoming.put(message.number, message);
	}

	Collection<Incoming> incoming() {
		return this.incoming.values();
	}

	Incoming incoming(long number) {
		Incoming message = this.incoming.get(number);
		if (message == null) {
			throw new IllegalStateException("the broker has not sent message " + number);
		}
		return message;
	}

	/**
	 * A handler is called.
	 * @param registration which handler; a new one need not wait for those before it, and
	 * may get again, later, what they have not begun with
	 */
	Incoming delivered(Delivery delivery, int life, int registration) {
		MqttMessage packet = delivery.message();
		Incoming message = incoming(number(packet));
		boolean again = message.held && !this.sessionLostUnseen;
		if (message.qos == QoS.EXACTLY_ONCE && again && (message.deliveredIn == life || message.answered)) {
			violated("delivered twice [MQTT-4.3.3-10]: " + message);
		}
		if (!message.topic.equals(packet.topic()) || packet.qos() != message.qos) {
			violated("delivered otherwise than it was sent: " + message + ", was " + packet);
		}
		message.held = true;
		message.delivered++;
		message.deliveredIn = life;
		if (message.delivered == 1 && (registration == 0 || !delivery.duplicate())) {
			checkOrder("delivered out of order: ", "in " + message.topic + message.qos + "," + registration,
					message.number, message);
		}
		return message;
	}

	/** The broker gets to know that a message was taken care of. */
	void answered(Incoming message) {
		if (message.handled == 0 && !this.sessionLostUnseen && !this.mayHaveNoHandler.test(message.topic)) {
			violated("acknowledged before a handler had ended with it: " + message);
		}
	}

	private void checkOrder(String rule, String stream, long number, Object message) {
		Long before = this.last.put(stream, number);
		if (before != null && before > number) {
			violated(rule + message + " after message " + before);
		}
	}

}
