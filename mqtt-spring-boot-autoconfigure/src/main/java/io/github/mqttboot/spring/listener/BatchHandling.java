// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * Several messages with one call of a listener. Those that do not fit its parameters are
 * left out, and when the others are given up, each of them is tried alone: one bad
 * message takes no good ones along.
 */
final class BatchHandling extends Handling {

	private final Gathering gathering;

	/**
	 * Written by the thread that works; read by those who look for what takes too long.
	 */
	private volatile List<MessageHandling> parts;

	/** What the method gets for each of them. */
	private List<@Nullable Object[]> arguments = List.of();

	/**
	 * Joins messages.
	 * @param container the listener
	 * @param parts the messages in their order, more than one
	 * @param gathering takes back those that are to be tried alone
	 */
	BatchHandling(MqttListenerContainer container, List<MessageHandling> parts, Gathering gathering) {
		super(container);
		this.parts = parts;
		this.gathering = gathering;
	}

	@Override
	TopicName topic() {
		return this.parts.get(0).topic();
	}

	@Override
	int size() {
		return this.parts.size();
	}

	@Override
	String subject() {
		return size() + " messages, the first on topic '" + Printable.of(topic().value()) + "'";
	}

	@Override
	void goOn(Lane lane) {
		begin();
		if (makeArguments()) {
			call(lane);
		}
		else {
			this.gathering.takeBack(this.parts);
			settle(State.DONE, lane);
		}
	}

	/** Whether there is a batch left of those that fit; one message is none. */
	private boolean makeArguments() {
		List<MessageHandling> fitting = new ArrayList<>(this.parts.size());
		List<MessageHandling> unfit = new ArrayList<>();
		List<@Nullable Object[]> arguments = new ArrayList<>(this.parts.size());
		for (MessageHandling part : this.parts) {
			try {
				arguments.add(endpoint().method().arguments(part.incoming()));
				fitting.add(part);
			}
			catch (Throwable ex) {
				unfit.add(part); // and is alone when it fails in the same way again
			}
		}
		if (fitting.size() < 2) {
			return false;
		}
		this.parts = fitting;
		this.arguments = arguments;
		this.gathering.takeBack(unfit);
		return true;
	}

	@Override
	@Nullable Object invoke() throws Throwable {
		List<Incoming> incoming = this.parts.stream().map(MessageHandling::incoming).toList();
		List<@Nullable Object[]> arguments = this.arguments;
		return container().interceptors().invoke(incoming, attempts(), () -> endpoint().method().invoke(arguments));
	}

	@Override
	void succeeded() {
		this.parts.forEach(MessageHandling::succeeded);
	}

	@Override
	MqttListenerException describe(Throwable failure) {
		return MqttListenerException.thrownBy(endpoint().id(), this.parts.get(0).incoming().delivery(), subject(),
				attempts(), failure);
	}

	@Override
	void giveUp(MqttListenerException failure, Lane lane) {
		log.warn(failure.getMessage() + "; each of them is tried alone now");
		this.parts.forEach((part) -> part.standAlone(attempts()));
		this.gathering.takeBack(this.parts);
		settle(State.DONE, lane);
	}

	@Override
	void leaveToServer() {
		this.parts.forEach(Handling::abandon);
	}

}
