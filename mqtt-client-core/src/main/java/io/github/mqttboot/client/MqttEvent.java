// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.List;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a client, see
 * {@link MqttClient#on(Class, java.util.function.Consumer)}.
 */
public sealed interface MqttEvent {

	/**
	 * The server has accepted the connection.
	 *
	 * @param connAck the server's answer
	 * @param server the server
	 * @param sessionLost whether the client wants its session kept, had one, and the
	 * server did not find it
	 */
	record Connected(ConnAck connAck, Endpoint server, boolean sessionLost) implements MqttEvent {
	}

	/**
	 * The next attempt to connect comes after a pause.
	 *
	 * @param attempt which attempt that will be, from 1 after each success; 0 for another
	 * server of the list
	 * @param delay the pause
	 */
	record Reconnecting(int attempt, Duration delay) implements MqttEvent {
	}

	/**
	 * The connection is gone, or an attempt failed.
	 *
	 * @param reason what happened, for a person to read
	 * @param packet the DISCONNECT, or the CONNACK with a refusal, that the server ended
	 * it with; or null
	 * @param cause the error, or null if the client disconnected or the server closed
	 * @param connected whether CONNACK had come on this connection
	 */
	record Disconnected(String reason, @Nullable Packet packet, @Nullable MqttException cause,
			boolean connected) implements MqttEvent {
	}

	/**
	 * Another client with the same identifier has taken over the session, see
	 * {@link ReconnectPolicy#maxTakeovers()}. Comes after {@link Disconnected}.
	 *
	 * @param clientId the identifier
	 * @param times how often in a row
	 * @param certain whether the server has said so, as MQTT 5 can; otherwise several
	 * connections in a row have ended soon after CONNACK, without a word
	 */
	record TakenOver(String clientId, int times, boolean certain) implements MqttEvent {
	}

	/**
	 * SUBACK has come.
	 *
	 * @param subscriptions what was asked for
	 * @param subAck the answer, in the same order
	 */
	record Subscribed(List<Subscription> subscriptions, SubAck subAck) implements MqttEvent {
	}

	/**
	 * The server has refused a subscription; also one that it had granted before. Comes
	 * before {@link Subscribed}.
	 *
	 * @param subscription what was asked for
	 * @param refusal why
	 * @param wanted whether it stays wanted and will be asked for again, see
	 * {@link MqttClientOptions#retryRefusedSubscriptions()}; if not, it is forgotten with
	 * its handlers, and an earlier one to the same filter stays
	 */
	record SubscriptionRefused(Subscription subscription, MqttRejectedException refusal,
			boolean wanted) implements MqttEvent {
	}

	/**
	 * The server grants a subscription a lower QoS than asked for. Comes before
	 * {@link Subscribed}.
	 *
	 * @param subscription what was asked for
	 * @param granted the highest QoS the server sends with
	 */
	record SubscriptionDowngraded(Subscription subscription, QoS granted) implements MqttEvent {
	}

	/**
	 * UNSUBACK has come.
	 *
	 * @param filters what was unsubscribed
	 * @param unsubAck the answer, in the same order
	 */
	record Unsubscribed(List<TopicFilter> filters, UnsubAck unsubAck) implements MqttEvent {
	}

	/**
	 * A message has come; fired for every message, beside the handlers of its
	 * subscriptions. Acknowledged as {@link MqttClientOptions#ackMode()} says.
	 *
	 * @param delivery the message, and the way to acknowledge it
	 */
	record MessageReceived(Delivery delivery) implements MqttEvent {
	}

	/**
	 * Received messages were dropped, because a handler is behind, see
	 * {@link InboxPolicy}; fired every 10 seconds at most.
	 *
	 * @param topic the topic of the last one
	 * @param total how many so far
	 */
	record MessagesDropped(String topic, long total) implements MqttEvent {
	}

	/**
	 * The server has taken over a message of QoS 1 or 2.
	 *
	 * @param message the message
	 * @param result how the exchange ended
	 */
	record MessageAcknowledged(MqttMessage message, PublishResult result) implements MqttEvent {
	}

	/**
	 * A message is not published: there was no room for it, it has waited too long, or it
	 * comes from the {@link io.github.mqttboot.store.SessionStore}, so that nobody has
	 * its future, and the server has refused it. If there is a future, that fails as
	 * well.
	 *
	 * @param message the message
	 * @param cause why
	 */
	record MessageFailed(MqttMessage message, Throwable cause) implements MqttEvent {
	}

	/**
	 * AUTH has come, and there is no {@link Authenticator} to answer it: answer it with
	 * {@link MqttClient#auth}. Or an authentication on an established connection has
	 * ended well.
	 *
	 * @param auth the packet
	 */
	record AuthReceived(Auth auth) implements MqttEvent {
	}

	/**
	 * Something failed: an attempt to connect, a connection, or a handler. What the
	 * future of a call tells its caller is not told here again.
	 *
	 * @param message what failed, for a person to read
	 * @param cause why
	 */
	record Failed(String message, Throwable cause) implements MqttEvent {
	}

}
