// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;

import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a subscription that the client wants.
 *
 * @param filter the topic filter
 * @param requested the QoS that was asked for
 * @param granted the highest QoS the server sends with; null unless the server has
 * granted it
 * @param state the state
 * @param refusal why the server has refused; null unless it has
 * @param since when it entered that state
 */
public record SubscriptionStatus(TopicFilter filter, QoS requested, @Nullable QoS granted, State state,
		@Nullable ReasonCode refusal, Instant since) {

	/** How far a subscription has come. */
	public enum State {

		/** Wanted, and not answered by the server. */
		REQUESTED,
		/** Granted as asked for. */
		GRANTED,
		/** Granted, with a lower QoS than asked for. */
		DOWNGRADED,
		/** Refused; it will be asked for again. */
		REFUSED

	}

}
