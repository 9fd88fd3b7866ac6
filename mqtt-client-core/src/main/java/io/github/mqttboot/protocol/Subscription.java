// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.Objects;

/**
 * One topic filter and how to serve it (section 3.8.3).
 *
 * @param filter which topics
 * @param qos the highest QoS to deliver with
 * @param noLocal true to leave out the client's own messages; MQTT 5 only
 * @param retainAsPublished true to keep the retain flag as it was published; MQTT 5 only
 * @param retainHandling when retained messages are sent; MQTT 5 only
 */
public record Subscription(TopicFilter filter, QoS qos, boolean noLocal, boolean retainAsPublished,
		RetainHandling retainHandling) {

	/**
	 * Checks that the options fit together.
	 * @throws IllegalArgumentException for no-local on a shared subscription
	 * [MQTT-3.8.3-4]
	 */
	public Subscription {
		Objects.requireNonNull(filter, "filter must not be null");
		Objects.requireNonNull(qos, "qos must not be null");
		Objects.requireNonNull(retainHandling, "retainHandling must not be null");
		if (noLocal && filter.isShared()) {
			throw new IllegalArgumentException(
					"no local must not be set on a shared subscription, was set on \"" + filter + "\"");
		}
	}

	/**
	 * A subscription with the options that MQTT 3.1.1 has.
	 * @param filter the topic filter, see {@link TopicFilter#of(String)}
	 * @param qos the highest QoS to deliver with
	 * @return the subscription
	 * @throws IllegalArgumentException if it is not a topic filter
	 */
	public static Subscription of(String filter, QoS qos) {
		return new Subscription(TopicFilter.of(filter), qos, false, false, RetainHandling.SEND_AT_SUBSCRIBE);
	}

	/**
	 * The same with another QoS.
	 * @param qos the highest QoS to deliver with
	 * @return the subscription
	 */
	public Subscription withQos(QoS qos) {
		return new Subscription(this.filter, qos, this.noLocal, this.retainAsPublished, this.retainHandling);
	}

	/**
	 * The same with no-local set or not; MQTT 5 only.
	 * @param noLocal true to leave out the client's own messages
	 * @return the subscription
	 */
	public Subscription withNoLocal(boolean noLocal) {
		return new Subscription(this.filter, this.qos, noLocal, this.retainAsPublished, this.retainHandling);
	}

	/**
	 * The same with retain-as-published set or not; MQTT 5 only.
	 * @param retainAsPublished true to keep the retain flag as it was published
	 * @return the subscription
	 */
	public Subscription withRetainAsPublished(boolean retainAsPublished) {
		return new Subscription(this.filter, this.qos, this.noLocal, retainAsPublished, this.retainHandling);
	}

	/**
	 * The same with another retain handling; MQTT 5 only.
	 * @param retainHandling when retained messages are sent
	 * @return the subscription
	 */
	public Subscription withRetainHandling(RetainHandling retainHandling) {
		return new Subscription(this.filter, this.qos, this.noLocal, this.retainAsPublished, retainHandling);
	}

}
