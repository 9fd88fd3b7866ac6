// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

/**
 * What the client wants to be subscribed to, by filter, in the order it was first wanted.
 * What is asked for takes the place of something earlier when it is granted: a server
 * that refuses it leaves that as it was (section 3.8.4). Confined to the loop.
 */
final class DesiredSubscriptions {

	private final Map<TopicFilter, Desired> newest = new LinkedHashMap<>();

	/** A filter that the client wants, in one way. */
	static final class Desired {

		final Subscription subscription;

		final SubscribeExchange.Details details;

		/** What to do when it is refused and not asked for again. */
		private final Consumer<TopicFilter> forgetting;

		/** The exchange that asks for it now, or null once it has been answered. */
		@Nullable SubscribeExchange request;

		/** With which QoS, once the server has granted it. */
		@Nullable QoS granted;

		/** What was wanted of the filter before. */
		@Nullable Desired earlier;

		/** Refusals in a row. */
		int refusals;

		/** When to ask again on this connection. */
		long retryAt = Subscriptions.NEVER;

		private Desired(Subscription subscription, SubscribeExchange request, @Nullable Desired earlier) {
			this.subscription = subscription;
			this.details = request.details();
			this.forgetting = request.forgetting();
			this.request = request;
			this.earlier = earlier;
		}

		/** It is refused and not asked for again. */
		void forget() {
			this.forgetting.accept(this.subscription.filter());
		}

		/** Whether it has to be asked for. */
		boolean isMissing() {
			return this.granted == null && this.request == null;
		}

		/**
		 * Of those that are missing, keeps itself and the first, which the server may
		 * have had: what is wanted again and again must not grow.
		 */
		private void forgetSuperseded() {
			Desired next = this.earlier;
			while (isMissing() && next != null && next.isMissing() && next.earlier != null) {
				next = next.earlier;
				this.earlier = next;
			}
		}

		/** Whether the time has come to ask again. */
		boolean isDue(long now) {
			return this.retryAt != Subscriptions.NEVER && now - this.retryAt >= 0;
		}

	}

	void add(Subscription subscription, SubscribeExchange request) {
		this.newest.compute(subscription.filter(), (filter, earlier) -> {
			if (earlier != null) {
				earlier.forgetSuperseded();
			}
			return new Desired(subscription, request, earlier);
		});
	}

	/** Nothing is wanted of a filter any more. */
	void remove(TopicFilter filter) {
		this.newest.remove(filter);
	}

	/** The newest of each filter. */
	Collection<Desired> newest() {
		return this.newest.values();
	}

	/** The newest of a filter, or null if nothing is wanted of it. */
	@Nullable Desired newest(TopicFilter filter) {
		return this.newest.get(filter);
	}

	/** What an exchange asks for, or null if that is wanted no more. */
	@Nullable Desired requested(SubscribeExchange exchange, TopicFilter filter) {
		Desired desired = this.newest.get(filter);
		while (desired != null && desired.request != exchange) {
			desired = desired.earlier;
		}
		return desired;
	}

	/** The server has it now, in the place of what it had of the filter. */
	void granted(Desired desired, QoS granted) {
		desired.request = null;
		desired.granted = granted;
		desired.refusals = 0;
		desired.earlier = null;
	}

	/** Forgets one, so that what was before it counts. */
	void remove(Desired desired) {
		TopicFilter filter = desired.subscription.filter();
		Desired newer = this.newest.get(filter);
		if (newer == desired) {
			this.newest.compute(filter, (key, removed) -> desired.earlier);
			return;
		}
		while (newer != null && newer.earlier != desired) {
			newer = newer.earlier;
		}
		if (newer != null) {
			newer.earlier = desired.earlier;
		}
	}

	/** Visits all, those that are not the newest, too. */
	void forEach(Consumer<Desired> visitor) {
		this.newest.values().forEach((newest) -> forEach(newest, visitor));
	}

	/** Visits all of a filter, the newest first. */
	void forEach(TopicFilter filter, Consumer<Desired> visitor) {
		forEach(this.newest.get(filter), visitor);
	}

	private static void forEach(@Nullable Desired newest, Consumer<Desired> visitor) {
		for (Desired each = newest; each != null; each = each.earlier) {
			visitor.accept(each);
		}
	}

}
