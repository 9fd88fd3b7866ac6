// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.mqttboot.client.SubscriptionStatus.State;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what has become of the subscriptions, for everybody to see, and tells of those
 * that are not as they were wanted. Confined to the loop unless it says otherwise.
 */
final class SubscriptionBook {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final EventHub events;

	/**
	 * Changed on the loop, read from any thread; a map that takes entries is made for the
	 * first.
	 */
	private volatile Map<TopicFilter, SubscriptionStatus> entries = Map.of();

	SubscriptionBook(EventHub events) {
		this.events = events;
	}

	/** All of them, by filter; from any thread. */
	List<SubscriptionStatus> all() {
		return this.entries.values()
			.stream()
			.sorted(Comparator.comparing((SubscriptionStatus status) -> status.filter().value()))
			.toList();
	}

	void requested(Subscription subscription) {
		put(new SubscriptionStatus(subscription.filter(), subscription.qos(), null, State.REQUESTED, null,
				Instant.now()));
	}

	private void put(SubscriptionStatus status) {
		if (this.entries.isEmpty()) {
			this.entries = new ConcurrentHashMap<>();
		}
		this.entries.put(status.filter(), status);
	}

	void granted(Subscription subscription, QoS granted) {
		boolean downgraded = granted.compareTo(subscription.qos()) < 0;
		put(new SubscriptionStatus(subscription.filter(), subscription.qos(), granted,
				downgraded ? State.DOWNGRADED : State.GRANTED, null, Instant.now()));
		if (downgraded) {
			logger.warn("The server grants QoS {} to the subscription to {}, asked for was {}", granted.level(),
					subscription.filter(), subscription.qos().level());
			this.events.fire(new MqttEvent.SubscriptionDowngraded(subscription, granted));
		}
	}

	void refused(Subscription subscription, MqttRejectedException refusal, boolean wanted) {
		if (wanted) {
			put(new SubscriptionStatus(subscription.filter(), subscription.qos(), null, State.REFUSED,
					refusal.reasonCode(), Instant.now()));
		}
		else {
			forget(List.of(subscription.filter()));
		}
		logger.warn("{}; {}", refusal.getMessage(),
				wanted ? "it will be asked for again" : "it is not asked for again");
		this.events.fire(new MqttEvent.SubscriptionRefused(subscription, refusal, wanted));
	}

	void changeRefused(Subscription subscription, MqttRejectedException refusal) {
		logger.warn("{}; an earlier one to this filter stays", refusal.getMessage());
		this.events.fire(new MqttEvent.SubscriptionRefused(subscription, refusal, false));
	}

	void forget(Collection<TopicFilter> filters) {
		if (!this.entries.isEmpty()) {
			filters.forEach(this.entries::remove);
		}
	}

}
