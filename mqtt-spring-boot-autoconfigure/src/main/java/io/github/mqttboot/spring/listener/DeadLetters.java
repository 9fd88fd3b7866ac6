// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters of the messages that a listener has given up: the same payload and,
 * in MQTT 5, the same properties and the story of the failure, to be published with QoS
 * 1.
 */
final class DeadLetters {

	private static final Log log = LogFactory.getLog(MqttListenerContainer.class);

	private static final String TOPIC = "{topic}";

	private static final String LISTENER = "{listener}";

	private static final int LONGEST_TEXT = 1000;

	private final String template;

	private final String listenerId;

	private final List<TopicFilter> ownFilters;

	private final MqttVersion version;

	private DeadLetters(String template, String listenerId, List<TopicFilter> ownFilters, MqttVersion version) {
		this.template = template;
		this.listenerId = listenerId;
		this.ownFilters = ownFilters;
		this.version = version;
	}

	/**
	 * Checks where dead letters shall go.
	 * @param template a topic, in which {@code {topic}} stands for that of the message
	 * and {@code {listener}} for the listener's id
	 * @param listenerId the listener's id
	 * @param ownFilters what the listener subscribes to
	 * @param version of the client
	 * @return makes dead letters
	 * @throws IllegalArgumentException if no topic can come of the template, or one that
	 * the listener subscribes to itself
	 */
	static DeadLetters of(String template, String listenerId, List<TopicFilter> ownFilters, MqttVersion version) {
		String rest = template.replace(TOPIC, "").replace(LISTENER, "");
		if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
			throw new IllegalArgumentException("deadLetterTopic must have no variables but " + TOPIC + " and "
					+ LISTENER + ", was \"" + template + "\"");
		}
		DeadLetters letters = new DeadLetters(template, listenerId, ownFilters, version);
		for (TopicFilter filter : ownFilters) {
			letters.checkAgainst(filter);
		}
		return letters;
	}

	private void checkAgainst(TopicFilter filter) {
		TopicName topic;
		try {
			topic = topic(anyTopic(filter));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"deadLetterTopic must give a topic, was \"" + this.template + "\": " + ex.getMessage(), ex);
		}
		if (isOwn(topic)) {
			throw new IllegalArgumentException(
					"deadLetterTopic must not lead back to the listener, was \"" + this.template + "\": \"" + topic
							+ "\" matches one of its filters; \"" + MqttSubscribe.NO_DEAD_LETTERS + "\" is for none");
		}
	}

	/** A topic that the filter matches. */
	static String anyTopic(TopicFilter filter) {
		return filter.pattern().replace('+', '-').replace('#', '-');
	}

	private TopicName topic(String original) {
		return TopicName.of(this.template.replace(TOPIC, original).replace(LISTENER, this.listenerId));
	}

	private boolean isOwn(TopicName topic) {
		return this.ownFilters.stream().anyMatch((filter) -> filter.matches(topic));
	}

	/**
	 * Makes a dead letter.
	 * @param failure why, with the message
	 * @return the letter, or null if it would come back to the listener or its topic
	 * would be too long, of which the log is told
	 */
	@Nullable MqttMessage letter(MqttListenerException failure) {
		MqttMessage message = failure.delivery().message();
		try {
			TopicName topic = topic(message.topic());
			if (!isOwn(topic)) {
				PacketProperties properties = (this.version == MqttVersion.V5) ? properties(failure, message)
						: PacketProperties.NONE;
				return new MqttMessage(topic, message.payload(), QoS.AT_LEAST_ONCE, false, properties);
			}
			log.error("a dead letter of listener '" + this.listenerId + "' is not sent, it would come back to it; "
					+ failure.getMessage());
		}
		catch (IllegalArgumentException ex) {
			log.error("a dead letter of listener '" + this.listenerId + "' cannot be sent: "
					+ Printable.of(String.valueOf(ex.getMessage())) + "; " + failure.getMessage());
		}
		return null;
	}

	/**
	 * The same letter for a server that takes no packets so large.
	 * @param letter what {@link #letter} has made
	 * @param message of what message
	 * @return the letter without the story
	 */
	static MqttMessage withoutStory(MqttMessage letter, MqttMessage message) {
		PacketProperties properties = letter.properties().isEmpty() ? PacketProperties.NONE : toKeep(message).build();
		return new MqttMessage(letter.topicName(), letter.payload(), letter.qos(), letter.retain(), properties);
	}

	private static PacketProperties properties(MqttListenerException failure, MqttMessage message) {
		Throwable thrown = failure.getCause();
		return toKeep(message).userProperty("dead-letter-listener", text(failure.listenerId()))
			.userProperty("dead-letter-exception",
					(thrown != null) ? thrown.getClass().getName() : MqttListenerException.class.getName())
			.userProperty("dead-letter-message", text(String.valueOf(failure.getMessage())))
			.userProperty("dead-letter-attempts", String.valueOf(failure.attempts()))
			.userProperty("dead-letter-topic", message.topic())
			.userProperty("dead-letter-qos", String.valueOf(message.qos().level()))
			.userProperty("dead-letter-time", Instant.now().toString())
			.build();
	}

	/** All but the expiry: it is kept to be looked at. */
	private static PacketProperties.Builder toKeep(MqttMessage message) {
		return message.toBuilder().build().properties().toBuilder().set(Property.MESSAGE_EXPIRY_INTERVAL, null);
	}

	/** Not too long, and without the lone surrogates that cannot be sent. */
	private static String text(String text) {
		String start = (text.length() > LONGEST_TEXT) ? text.substring(0, LONGEST_TEXT) : text;
		return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}
