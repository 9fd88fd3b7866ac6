// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

/**
 * A client for one server, in MQTT 3.1.1 or 5.0.
 *
 * <pre>{@code
 * MqttClient client = MqttClient.create(MqttClientOptions.builder("broker.example")
 *     .clean(true)
 *     .build());
 * client.subscribe(Subscription.of("plant/+/temperature", QoS.AT_LEAST_ONCE),
 *     (delivery) -> System.out.println(delivery.message().payloadAsString()));
 * client.connect()
 *     .thenCompose((connAck) -> client
 *         .publish(MqttMessage.builder("plant/press-1/temperature").payload("71.5").build()));
 * }</pre>
 *
 * Subscribe before {@link #connect()}: then no message of a kept session comes too early
 * for its handler.
 * <p>
 * All methods may be called from any thread, handlers included, and none blocks.
 * Handlers, and what hangs on the futures, run on the executor of the options, never on
 * the thread of the network. Each handler takes its messages one after the other; several
 * handlers do not wait for each other. Events and what hangs on the futures come one
 * after the other for each client. A handler that waited for a future of its own client
 * might wait for itself: {@code get} and {@code join} throw {@link IllegalStateException}
 * there; {@link #blocking()} may wait. A future ends when the exchange with the server
 * has ended, and it always ends: with the result, or with one of
 * <ul>
 * <li>{@link MqttConnectionException}: not connected and not going to be, or the
 * connection was lost in a way that leaves nothing to wait for;</li>
 * <li>{@link MqttRejectedException}: the server refused, or has said before that it would
 * (its maximum QoS, packet size and so on); then nothing was sent;</li>
 * <li>{@link MqttTimeoutException}: no answer in time;</li>
 * <li>{@link MqttProtocolException}: the server's answer breaks the rules;</li>
 * <li>{@link MqttQueueFullException}: too much is waiting already, messages or calls to
 * {@code subscribe} and {@code unsubscribe} without an answer.</li>
 * </ul>
 */
public interface MqttClient extends AutoCloseable {

	/**
	 * Makes a client. It does nothing until {@link #connect()}.
	 * @param options what it shall be like
	 * @return the client, to be closed when it is no longer needed
	 */
	static MqttClient create(MqttClientOptions options) {
		return new DefaultMqttClient(options);
	}

	/**
	 * Connects, and keeps connecting as the {@link ReconnectPolicy} says, until
	 * {@link #disconnect()} or {@link #close()}.
	 * @return a future of the first CONNACK with success. It fails with
	 * {@link MqttRejectedException} if the server refuses for good, with
	 * {@link MqttConnectionException} if the policy gives up or the client is
	 * disconnected before; with {@link IllegalStateException} if the client is closed.
	 * While connected it is the future of this connection
	 */
	CompletableFuture<ConnAck> connect();

	/**
	 * Subscribes. The subscription is what the client wants from now on: made at once if
	 * it is connected, otherwise when it is, and again whenever the server has lost it.
	 * Messages go to the handlers of {@link MqttEvent.MessageReceived}. A second
	 * subscription with the same filter takes the place of the first, unless the server
	 * refuses it.
	 * @param subscription filter and options
	 * @return a future of the SUBACK; {@link MqttRejectedException} if refused
	 * @throws IllegalArgumentException if the options need MQTT 5 and the client speaks
	 * 3.1.1
	 */
	default CompletableFuture<SubAck> subscribe(Subscription subscription) {
		return subscribe(List.of(subscription), PacketProperties.NONE);
	}

	/**
	 * Subscribes to several filters in one SUBSCRIBE, see
	 * {@link #subscribe(Subscription)}.
	 * @param subscriptions filters and options
	 * @param properties a subscription identifier and user properties; MQTT 5 only
	 * @return a future of the SUBACK; {@link MqttRejectedException} if all are refused
	 * @throws IllegalArgumentException if there is no subscription, or two to one filter,
	 * or the options need MQTT 5 and the client speaks 3.1.1
	 */
	CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties);

	/**
	 * Subscribes, see {@link #subscribe(Subscription)}, with a handler for the messages
	 * that match the filter. Each call with another handler adds one; they stay until the
	 * filter is unsubscribed. The same object takes each message once, however often it
	 * subscribes. Acknowledged as {@link MqttClientOptions#ackMode()} says.
	 * @param subscription filter and options
	 * @param handler takes the messages
	 * @return a future of the SUBACK; {@link MqttRejectedException} if refused
	 * @throws IllegalArgumentException if the options need MQTT 5 and the client speaks
	 * 3.1.1
	 */
	default CompletableFuture<SubAck> subscribe(Subscription subscription, MessageHandler handler) {
		return subscribe(subscription, options().ackMode(), handler);
	}

	/**
	 * Subscribes to several filters in one SUBSCRIBE, see
	 * {@link #subscribe(Subscription, MessageHandler)}.
	 * @param subscriptions filters and options
	 * @param properties a subscription identifier and user properties; MQTT 5 only
	 * @param ackMode who acknowledges what this handler is given
	 * @param handler takes the messages of all the filters; one that several of them
	 * match once, unless the server sends a copy for each
	 * @return a future of the SUBACK; {@link MqttRejectedException} if all are refused
	 * @throws IllegalArgumentException if there is no subscription, or two to one filter,
	 * or the options need MQTT 5 and the client speaks 3.1.1
	 */
	CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, PacketProperties properties, AckMode ackMode,
			MessageHandler handler);

	/**
	 * Subscribes with a handler and its own way to acknowledge, see
	 * {@link #subscribe(Subscription, MessageHandler)}.
	 * @param subscription filter and options
	 * @param ackMode who acknowledges what this handler is given
	 * @param handler takes the messages
	 * @return a future of the SUBACK; {@link MqttRejectedException} if refused
	 * @throws IllegalArgumentException if the options need MQTT 5 and the client speaks
	 * 3.1.1
	 */
	default CompletableFuture<SubAck> subscribe(Subscription subscription, AckMode ackMode, MessageHandler handler) {
		return subscribe(List.of(subscription), PacketProperties.NONE, ackMode, handler);
	}

	/**
	 * Unsubscribes. The handlers of the filter get what comes until the server has
	 * answered, and are forgotten then; what comes later for a filter without handlers is
	 * acknowledged and dropped, see section 3.10.4. While disconnected the future ends
	 * when the server has been told, or when it turns out that it has nothing to forget.
	 * @param filter the filter as it was subscribed to
	 * @return a future of the UNSUBACK
	 * @throws IllegalArgumentException if it is not a topic filter
	 */
	default CompletableFuture<UnsubAck> unsubscribe(String filter) {
		return unsubscribe(List.of(TopicFilter.of(filter)), PacketProperties.NONE);
	}

	/**
	 * Unsubscribes several filters in one UNSUBSCRIBE, see {@link #unsubscribe(String)}.
	 * @param filters the filters
	 * @param properties user properties; MQTT 5 only
	 * @return a future of the UNSUBACK
	 * @throws IllegalArgumentException if there is no filter
	 */
	CompletableFuture<UnsubAck> unsubscribe(List<TopicFilter> filters, PacketProperties properties);

	/**
	 * Publishes. Before the first connection and while the client is connecting again,
	 * messages of QoS 1 and 2 wait, within the limits of
	 * {@link MqttClientOptions#publishQueue()}; QoS 0 fails at once. After
	 * {@link #disconnect()}, when the handlers have ended that it lets end, and when the
	 * client has given up, all fail at once.
	 * @param message the message; one that was received goes without its topic alias and
	 * subscription identifiers
	 * @return a future that ends when the exchange does: QoS 0 handed to the network, QoS
	 * 1 PUBACK received, QoS 2 PUBCOMP received
	 * @throws IllegalArgumentException if the message has properties and the client
	 * speaks MQTT 3.1.1, or has one that no PUBLISH may have
	 */
	CompletableFuture<PublishResult> publish(MqttMessage message);

	/**
	 * Adds a handler for an event.
	 * @param <E> the event
	 * @param type the event's class; {@link MqttEvent} itself stands for all
	 * @param handler takes the events, in the order they happened
	 * @return removes the handler again
	 */
	<E extends MqttEvent> Registration on(Class<E> type, Consumer<? super E> handler);

	/**
	 * Disconnects in the normal way, so that the server does not publish the will, and
	 * stops reconnecting. Wins in every state; harmless when disconnected.
	 * <p>
	 * On an established connection what is going on may end first: handlers have what was
	 * received before this call, may publish, and have their acknowledgements sent;
	 * publishes that wait or are in flight get their answers. What is received after this
	 * call is left with the server. When nothing is going on any more, or the limit is
	 * near, DISCONNECT is sent.
	 * @return a future that ends when the connection is closed, within
	 * {@link MqttClientOptions#disconnectTimeout()}; it does not fail
	 */
	default CompletableFuture<Void> disconnect() {
		return disconnect(ReasonCode.SUCCESS, PacketProperties.NONE);
	}

	/**
	 * Disconnects with a reason, see {@link #disconnect()}.
	 * @param reasonCode why; MQTT 3.1.1 does not send it
	 * @param properties session expiry, reason string and user properties; MQTT 5 only
	 * @return a future that ends when the connection is closed; it does not fail
	 * @throws IllegalArgumentException if a client must not send this reason code or
	 * these properties in DISCONNECT, or sets a session expiry when CONNECT had none
	 * (section 3.14.2.2.2)
	 */
	CompletableFuture<Void> disconnect(ReasonCode reasonCode, PacketProperties properties);

	/**
	 * Replaces the connection by a new one in good order, to use a new certificate or new
	 * credentials. What is in flight may end first, for
	 * {@link MqttClientOptions#disconnectTimeout()}; messages of QoS 1 and 2 that are
	 * published meanwhile wait for the new connection, so none is lost. The server does
	 * not publish the will. With a clean session the client misses what others publish
	 * while it is away, as whenever it reconnects. An attempt to connect that is under
	 * way begins anew, a pause before one ends.
	 * @param reason shown in the log and in the {@link MqttEvent.Disconnected} event
	 * @return a future of the CONNACK of the new connection;
	 * {@link io.github.mqttboot.protocol.MqttException} if the client gives up,
	 * {@link MqttConnectionException} at once if it is neither connected nor connecting
	 */
	CompletableFuture<ConnAck> reconnect(String reason);

	/**
	 * Closes the network connection without DISCONNECT, as if it had been lost: the
	 * server publishes the will and the client reconnects if it was told to.
	 * @param reason shown in the {@link MqttEvent.Disconnected} event
	 */
	void closeConnection(String reason);

	/**
	 * Authenticates again on the established connection, with the {@link Authenticator}
	 * of the options (section 4.12.1).
	 * @return a future that ends when both sides have accepted; if one does not, or not
	 * within {@link MqttClientOptions#connAckTimeout()}, the connection ends and with it
	 * this future
	 * @throws IllegalStateException if the options have no authenticator
	 */
	CompletableFuture<Void> reauthenticate();

	/**
	 * Sends AUTH, for applications that answer {@link MqttEvent.AuthReceived} themselves
	 * and have set the authentication method in the options' properties of CONNECT; MQTT
	 * 5 only.
	 * @param reasonCode {@link ReasonCode#CONTINUE_AUTHENTICATION} or
	 * {@link ReasonCode#RE_AUTHENTICATE}
	 * @param properties authentication method and data, reason string, user properties
	 * @return a future that ends when the packet is handed to the network
	 * @throws IllegalArgumentException if a client must not send that, or the client
	 * speaks MQTT 3.1.1
	 */
	CompletableFuture<Void> auth(ReasonCode reasonCode, PacketProperties properties);

	/**
	 * What the client is doing now, to which server, since when, and its last error.
	 * @return a snapshot
	 */
	ClientStatus status();

	/**
	 * The subscriptions that the client wants, and what has become of them.
	 * @return by filter; what was refused and is not wanted any more is not among them
	 */
	List<SubscriptionStatus> subscriptions();

	/**
	 * How much is on its way or waiting.
	 * @return a snapshot
	 */
	ClientBacklog backlog();

	/**
	 * What the client was made with.
	 * @return the options
	 */
	MqttClientOptions options();

	/**
	 * The same client, one step at a time.
	 * @return the low-level front
	 */
	LowLevelMqttClient lowLevel();

	/**
	 * The same client for code that would rather wait.
	 * @return a blocking front
	 */
	BlockingMqttClient blocking();

	/**
	 * Disconnects as {@link #disconnect()} does, and lets go of everything; what has not
	 * ended by then fails, and no handler begins with another message. Waits for the
	 * connection to be closed, {@link MqttClientOptions#disconnectTimeout()} at most,
	 * unless called by a handler. May be called more than once.
	 */
	@Override
	void close();

}
