// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

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

import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * One message with one listener. When it is given up, it goes to the error handler, and
 * is sent as a dead letter if there is a topic for them.
 */
final class MessageHandling extends Handling {

	private static final ExponentialBackOff DEAD_LETTER_PAUSES = deadLetterPauses();

	private final Incoming incoming;

	/** Whether no attempt follows a failed one. */
	private boolean last;

	private @Nullable Letter letter;

	/** A dead letter on its way, and the pauses before it is published again. */
	private record Letter(MqttMessage message, BackOffExecution pauses) {
	}

	MessageHandling(MqttListenerContainer container, Incoming incoming) {
		super(container);
		this.incoming = incoming;
	}

	private static ExponentialBackOff deadLetterPauses() {
		ExponentialBackOff pauses = new ExponentialBackOff(1000, 2);
		pauses.setMaxInterval(Duration.ofMinutes(1).toMillis());
		pauses.setJitter(500);
		return pauses;
	}

	Incoming incoming() {
		return this.incoming;
	}

	@Override
	TopicName topic() {
		return delivery().message().topicName();
	}

	private Delivery delivery() {
		return this.incoming.delivery();
	}

	@Override
	int size() {
		return 1;
	}

	@Override
	String subject() {
		return "the message on topic '" + Printable.of(topic().value()) + "'";
	}

	/**
	 * A batch has failed that the message was in: the next attempt is its own, and the
	 * last one.
	 */
	void standAlone(int attempts) {
		countAttempts(attempts);
		this.last = true;
	}

	@Override
	void goOn(Lane lane) {
		if (this.letter != null) {
			publish(this.letter, lane);
		}
		else {
			begin();
			call(lane);
		}
	}

	@Override
	@Nullable Object invoke() throws Throwable {
		return container().interceptors().invoke(endpoint().method(), this.incoming, attempts());
	}

	@Override
	void succeeded() {
		if (endpoint().ackMode() == AckMode.AUTO) {
			delivery().acknowledge();
		}
		container().over();
	}

	@Override
	MqttListenerException describe(Throwable failure) {
		if (failure instanceof MqttListenerException notCalled) {
			return notCalled;
		}
		return (failure instanceof ReplyException reply)
				? MqttListenerException.notReplied(endpoint().id(), delivery(), attempts(), reply)
				: MqttListenerException.thrownBy(endpoint().id(), delivery(), attempts(), failure);
	}

	@Override
	long nextPause(MqttListenerException failure) {
		return this.last ? BackOffExecution.STOP : super.nextPause(failure);
	}

	@Override
	void giveUp(MqttListenerException failure, Lane lane) {
		container().observer().failed(endpoint().id());
		ReasonCode outcome = outcome(failure);
		DeadLetters deadLetters = endpoint().deadLetters();
		MqttMessage letter = (outcome.isError() && deadLetters != null) ? deadLetters.letter(failure) : null;
		if (letter != null) {
			this.letter = new Letter(letter, DEAD_LETTER_PAUSES.start());
			publish(this.letter, lane);
			return;
		}
		// after a PUBREC that refuses, brokers fail to go on: docs/reliability.md
		boolean refusable = delivery().message().qos() != QoS.EXACTLY_ONCE;
		delivery().acknowledge(refusable ? outcome : ReasonCode.SUCCESS, PacketProperties.NONE);
		done(lane);
	}

	private ReasonCode outcome(MqttListenerException failure) {
		try {
			ReasonCode outcome = endpoint().errorHandler().handle(failure);
			if (outcome.allowedIn(PacketType.PUBACK)) {
				return outcome;
			}
			log.error("error handler of listener '" + endpoint().id() + "' must return a reason code of PUBACK, was "
					+ outcome + "; " + failure.getMessage());
		}
		catch (Throwable ex) {
			log.error("error handler of listener '" + endpoint().id() + "' failed; " + failure.getMessage(), ex);
		}
		return failure.reasonCode();
	}

	private void publish(Letter letter, Lane lane) {
		CompletableFuture<?> published;
		try {
			published = endpoint().client().publish(letter.message());
		}
		catch (RuntimeException ex) {
			published = CompletableFuture.failedFuture(ex);
		}
		published.whenComplete((result, failure) -> published(letter, unwrapped(failure), lane));
	}

	private void published(Letter letter, @Nullable Throwable failure, Lane lane) {
		container().observer().deadLetter(endpoint().id(), failure);
		if (failure == null) {
			delivery().acknowledge();
			done(lane);
			return;
		}
		Letter next = shortened(letter, failure);
		this.letter = next;
		long pause = next.pauses().nextBackOff();
		log.error("listener '" + endpoint().id() + "' could not publish a dead letter to '"
				+ Printable.of(letter.message().topic()) + "', the message stays unacknowledged; next attempt "
				+ ((next != letter) ? "without the story of the failure, " : "") + "in " + pause + " ms: " + failure);
		settleForNow(pause, lane);
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

	private void done(Lane lane) {
		container().over();
		settle(State.DONE, lane);
	}

	@Override
	void leaveToServer() {
		container().over();
	}

}
