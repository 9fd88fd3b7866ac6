// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Subscription;

/**
 * The one subscription that a client has to a filter, for all listeners of that filter:
 * made for each that starts, given up with the last one that stops, as the client forgets
 * all handlers of a filter at once. Used by any thread.
 */
final class SharedSubscription {

	private static final CompletableFuture<?> NOTHING_TO_GIVE_UP = CompletableFuture.completedFuture(null);

	private final MqttListenerEndpoint first;

	/** Guards all that is not final; nothing is waited for while it is held. */
	private final Lock lock = new ReentrantLock();

	/** What the client has as handlers. */
	private final Set<Taker> takers = new HashSet<>();

	private Subscription agreed;

	/** The answer of the server since it was subscribed last, or a future of it. */
	private CompletableFuture<?> unsubscribed = NOTHING_TO_GIVE_UP;

	/**
	 * Makes the subscription, and does not subscribe.
	 * @param first the first listener that wants it
	 * @param wanted what it wants
	 */
	SharedSubscription(MqttListenerEndpoint first, Subscription wanted) {
		this.first = first;
		this.agreed = wanted;
	}

	/** The highest QoS that one of the listeners wants serves all of them. */
	void agree(Subscription wanted) {
		this.lock.lock();
		try {
			if (!this.agreed.withQos(wanted.qos()).equals(wanted)) {
				throw new IllegalArgumentException("noLocal, retainAsPublished and retainHandling must be the same"
						+ " for all listeners of one filter, differ for \"" + wanted.filter() + "\" from "
						+ this.first.description());
			}
			if (wanted.qos().compareTo(this.agreed.qos()) > 0) {
				this.agreed = wanted;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Does what the listener wants now: whoever of several threads comes last finds what
	 * was wanted last.
	 * @param taker the listener's part in it
	 * @return a future that ends when the server has been told, if there was something to
	 * be given up
	 * @throws IllegalArgumentException if the client cannot send that
	 */
	CompletableFuture<?> align(Taker taker) {
		this.lock.lock();
		try {
			if (taker.isWanted()) {
				subscribe(taker);
			}
			else if (this.takers.contains(taker)) {
				giveUp(taker);
			}
			return this.unsubscribed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void subscribe(Taker taker) {
		taker.passOver(false);
		if (!this.takers.contains(taker)) {
			this.first.client().subscribe(this.agreed, AckMode.MANUAL, taker).whenComplete(taker::subscribed);
			this.takers.add(taker);
			this.unsubscribed = NOTHING_TO_GIVE_UP;
		}
	}

	private void giveUp(Taker taker) {
		if (this.takers.stream().anyMatch(Taker::isWanted)) {
			taker.passOver(true); // the client cannot forget one handler of several
			return;
		}
		this.takers.clear();
		this.unsubscribed = this.first.client().unsubscribe(List.of(this.agreed.filter()), PacketProperties.NONE);
	}

}
