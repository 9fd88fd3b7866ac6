// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;

import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

/** Where everything goes that comes out of a session. Called on the loop. */
public interface SessionOutput {

	/**
	 * Sends a packet with the next batch; one for a connection that is being closed is
	 * dropped. Called only while connected.
	 * @param packet the packet
	 * @throws IllegalArgumentException if it cannot be sent on this connection; nothing
	 * of it was
	 */
	void send(Packet packet);

	/**
	 * Whether the network takes more now.
	 * @return false to have messages wait until {@link Session#writable()}
	 */
	boolean isWritable();

	/**
	 * Hands a message over to the application.
	 * @param publish the packet
	 * @param receipt what to give to {@link Session#acknowledge}; null for QoS 0
	 */
	void deliver(Publish publish, @Nullable Receipt receipt);

	/**
	 * SUBACK has come.
	 * @param subscriptions what was asked for
	 * @param subAck the answer
	 */
	void subscribed(List<Subscription> subscriptions, SubAck subAck);

	/**
	 * A subscription is wanted that the server has not granted yet.
	 * @param subscription what is asked for, now or when there is a connection
	 */
	void requested(Subscription subscription);

	/**
	 * A subscription is granted.
	 * @param subscription what was asked for
	 * @param granted the highest QoS the server will send with
	 */
	void granted(Subscription subscription, QoS granted);

	/**
	 * A subscription is refused.
	 * @param subscription what was asked for
	 * @param refusal why
	 * @param wanted whether it will be asked for again; if not it is forgotten
	 */
	void refused(Subscription subscription, MqttRejectedException refusal, boolean wanted);

	/**
	 * A subscription is refused and forgotten, and an earlier one to its filter stays, of
	 * which {@link #granted} or {@link #requested} tells next.
	 * @param subscription what was asked for
	 * @param refusal why
	 */
	void changeRefused(Subscription subscription, MqttRejectedException refusal);

	/**
	 * UNSUBACK has come.
	 * @param filters what was asked for
	 * @param unsubAck the answer
	 */
	void unsubscribed(List<TopicFilter> filters, UnsubAck unsubAck);

	/**
	 * The server has taken over a message of QoS 1 or 2.
	 * @param message the message
	 * @param result how the exchange ended
	 */
	void acknowledged(MqttMessage message, PublishResult result);

	/**
	 * A message has no caller any more that waits for it, but is still to be published:
	 * it comes from the store, or stays there after its future has failed.
	 * @param message the message
	 */
	void orphaned(MqttMessage message);

	/**
	 * Such a message has ended.
	 * @param message the message
	 */
	void orphanEnded(MqttMessage message);

	/**
	 * Such a message is not published; {@link #orphanEnded} is called as well.
	 * @param message the message
	 * @param failure why
	 */
	void orphanFailed(MqttMessage message, MqttException failure);

	/**
	 * A message has waited too long to be sent; its exchange has failed.
	 * @param message the message
	 * @param failure what its exchange has failed with
	 */
	void expired(MqttMessage message, MqttException failure);

	/**
	 * The loop's clock; asked only for messages that expire.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

}
