// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.RetainHandling;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method of a bean that takes the messages of one or more topics.
 *
 * <pre>
 * &#64;MqttSubscribe("plant/{line}/{machine}/temperature")
 * void onReading(Reading reading, String line, String machine) {
 *     ...
 * }
 * </pre>
 *
 * The method may have any visibility, except that it must be neither private nor final if
 * the bean has a proxy, and any of these parameters, in any order:
 * <ul>
 * <li>one for the payload: {@code byte[]}; {@code String}, which must be UTF-8; a number,
 * {@code boolean}, enum or other simple value, read from the payload as text, or from
 * what a template has written for it; any other class, record, {@code Map}, {@code List}
 * or {@code JsonNode}, read from JSON. Mark it
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload} where it
 * could be taken for something else. {@code Optional}, {@code @Nullable} or
 * {@code @Payload(required = false)} let it be absent: it is when the payload is empty.
 * {@code @Valid} validates it, and each element of a collection, array or map;</li>
 * <li>variables of the topic: named like the variable, or marked
 * {@link TopicVariable @TopicVariable} or
 * {@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable},
 * of any type that the conversion service can make of text;</li>
 * <li>headers, marked {@link org.springframework.messaging.handler.annotation.Header} or
 * {@link org.springframework.messaging.handler.annotation.Headers}, see
 * {@link io.github.mqttboot.spring.MqttHeaders};</li>
 * <li>{@link org.springframework.messaging.Message},
 * {@link org.springframework.messaging.MessageHeaders},
 * {@link io.github.mqttboot.protocol.MqttMessage} and {@link Delivery}.</li>
 * </ul>
 * It returns nothing, or a value to reply with, or a
 * {@link java.util.concurrent.CompletionStage} of either, whose end is the end of the
 * work. A reply goes to the response topic of the message (section 4.10), or if there is
 * none to the topic of {@link org.springframework.messaging.handler.annotation.SendTo} on
 * the method or its class, or else nowhere. It is written as a template writes it, has
 * the correlation data and the QoS of the message, and is not retained; a
 * {@link org.springframework.messaging.Message} that is returned may say otherwise of QoS
 * and retain flag, and have other headers. Null, and an {@code Optional} without a value,
 * stand for no reply.
 * <p>
 * The message is acknowledged when all that has ended. When the method or its reply
 * fails, it is tried again as {@link #retry()} says. When there is no further attempt, or
 * its arguments cannot be made, the {@link MqttListenerErrorHandler} is asked, and the
 * message goes to the {@link #deadLetterTopic()}; neither the connection nor other
 * listeners are harmed.
 * <p>
 * All text attributes may use <code>${...}</code> and <code>#{...}</code>, which are
 * resolved once, at start. May be used on other annotations to make shorthands.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(MqttSubscriptions.class)
public @interface MqttSubscribe {

	/** For a {@link #deadLetterTopic()}: nowhere. */
	String NO_DEAD_LETTERS = "-";

	/**
	 * Same as {@link #topics()}.
	 * @return one or more topic filters
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * The topic filters to subscribe to. A level written as a name in braces stands for
	 * {@code +} and gives the parameter of that name its value:
	 * {@code plant/{line}/temperature}. A last level such as {@code {rest...}} stands for
	 * {@code #}. Braces mean nothing else: a filter for a topic that has braces itself
	 * needs a wildcard in that level. A <code>#{...}</code> that gives an array or a
	 * collection stands for several filters.
	 * @return one or more topic filters
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * The highest QoS to deliver with: 0, 1 or 2.
	 * @return the QoS; empty for {@code mqtt.listener.qos}
	 */
	String qos() default "";

	/**
	 * What the listener is called in logs, meters and by
	 * {@link MqttListenerRegistry#container(String)}.
	 * @return a name that no other listener has; empty for bean name and method name
	 */
	String id() default "";

	/**
	 * The client to subscribe with.
	 * @return the bean name of an {@link io.github.mqttboot.client.MqttClient}; empty for
	 * the only or primary one
	 */
	String client() default "";

	/**
	 * Shares the messages with all who subscribe to the same filter in the same group:
	 * each message goes to one of them (section 4.8.2). The same as {@code $share/group/}
	 * in front of the filters.
	 * @return the name of the group, without /, + and #; empty to get every message
	 */
	String group() default "";

	/**
	 * Whether the server leaves out what this client published itself; MQTT 5 only.
	 * @return true to leave it out
	 */
	boolean noLocal() default false;

	/**
	 * Whether the server keeps the retain flag as it was published; MQTT 5 only.
	 * @return true to keep it
	 */
	boolean retainAsPublished() default false;

	/**
	 * When the server sends retained messages; anything but the default needs MQTT 5.
	 * @return when
	 */
	RetainHandling retainHandling() default RetainHandling.SEND_AT_SUBSCRIBE;

	/**
	 * Who acknowledges. With {@link AckMode#MANUAL} the method must have a
	 * {@link Delivery} parameter and see to it that {@link Delivery#acknowledge()} is
	 * called in the end; if it throws, or is not called because its arguments cannot be
	 * made, the outcome is acknowledged for it.
	 * @return {@link AckMode#AUTO} to have it done when the method has ended
	 */
	AckMode ackMode() default AckMode.AUTO;

	/**
	 * Which messages have to wait for each other.
	 * @return {@link Ordering#LISTENER} to have them handled in the order they came
	 */
	Ordering ordering() default Ordering.LISTENER;

	/**
	 * How many messages the listener works on at a time, in {@link Ordering#TOPIC} and
	 * {@link Ordering#NONE}. The method must be safe for use by several threads then.
	 * @return a number, 1 or more
	 */
	String concurrency() default "1";

	/**
	 * How many messages the method takes with one call, at most. Each of its parameters
	 * is a {@code List} then, with an element for each message, of a type that the
	 * parameter could have otherwise:
	 *
	 * <pre>
	 * &#64;MqttSubscribe(topics = "plant/{line}/{machine}/temperature", batchSize = "500")
	 * void onReadings(List&lt;Reading&gt; readings, &#64;TopicVariable("line") List&lt;String&gt; lines) {
	 *     ...
	 * }
	 * </pre>
	 *
	 * All of them are acknowledged when the method has ended. If it fails, the batch is
	 * tried again as {@link #retry()} says; if there is no further attempt, each message
	 * is tried alone, once, and only those that fail then have failed. A message that
	 * does not fit the parameters is in no batch, and fails alone.
	 * <p>
	 * Needs {@link Ordering#LISTENER} and {@link AckMode#AUTO}, and a method that returns
	 * nothing to reply with.
	 * @return a number, 1 or more; empty for one message with each call, and parameters
	 * that are no lists
	 */
	String batchSize() default "";

	/**
	 * How long a message may wait for others to be in a {@linkplain #batchSize() batch}
	 * with. Until then the method is called only if the batch is full.
	 * @return a duration such as {@code 200ms}, up to 24 hours; a number alone means
	 * seconds. Empty to wait for none: a batch is what has come while the one before it
	 * was worked on
	 */
	String batchTimeout() default "";

	/**
	 * Whether and when a message is tried again after the method has failed with it; one
	 * that does not fit the parameters is not.
	 * @return how often, with the pauses of {@code mqtt.listener.retry}, or the bean name
	 * of a {@link org.springframework.core.retry.RetryPolicy}; empty for
	 * {@code mqtt.listener.retry.max-retries}
	 */
	String retry() default "";

	/**
	 * Where messages go that the listener has failed with for good: a copy is published
	 * there with QoS 1, and the message is acknowledged when the server has taken that.
	 * <code>{topic}</code> stands for the topic of the message, <code>{listener}</code>
	 * for the listener's {@link #id()}.
	 * @return the topic; empty for {@code mqtt.listener.dead-letter-topic},
	 * {@value #NO_DEAD_LETTERS} for nowhere
	 */
	String deadLetterTopic() default "";

	/**
	 * What decides about messages that could not be handled.
	 * @return the bean name of an {@link MqttListenerErrorHandler}; empty for the only or
	 * primary one, or else the one that logs
	 */
	String errorHandler() default "";

	/**
	 * Whether the listener subscribes when the application starts.
	 * @return {@code false} to wait for {@link MqttListenerContainer#start()}
	 */
	String autoStartup() default "true";

}
