// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What one {@link MqttSubscribe} says, resolved, checked and with the defaults for what
 * it leaves open.
 */
final class SubscribeAttributes {

	private static final Duration LONGEST_WAIT = Duration.ofDays(1);

	private final MqttSubscribe annotation;

	private final AttributeResolver resolver;

	private final MqttListenerDefaults defaults;

	SubscribeAttributes(MqttSubscribe annotation, AttributeResolver resolver, MqttListenerDefaults defaults) {
		this.annotation = annotation;
		this.resolver = resolver;
		this.defaults = defaults;
	}

	/** The listener's id, empty if it is to be made of the names of bean and method. */
	String id() {
		return this.resolver.text("id", this.annotation.id());
	}

	MqttClient client() {
		return this.resolver.bean("client", this.annotation.client(), MqttClient.class, () -> {
			throw new IllegalArgumentException("client must name one of the MqttClient beans, as there is not exactly"
					+ " one to be the default; there are " + this.resolver.names(MqttClient.class));
		});
	}

	List<MqttListenerEndpoint.Topic> topics() {
		QoS qos = qos();
		String group = this.resolver.text("group", this.annotation.group());
		List<MqttListenerEndpoint.Topic> topics = new ArrayList<>();
		for (String attribute : this.annotation.topics()) {
			for (String text : this.resolver.texts("topics", attribute)) {
				TopicTemplate template = TopicTemplate.of(shared(group, text));
				topics.add(new MqttListenerEndpoint.Topic(template, subscription(template.filter(), qos)));
			}
		}
		if (topics.isEmpty()) {
			throw new IllegalArgumentException("topics must have at least one topic filter, has none");
		}
		return List.copyOf(topics);
	}

	private Subscription subscription(TopicFilter filter, QoS qos) {
		return new Subscription(filter, qos, this.annotation.noLocal(), this.annotation.retainAsPublished(),
				this.annotation.retainHandling());
	}

	private static String shared(String group, String topic) {
		if (group.isEmpty()) {
			return topic;
		}
		if (topic.startsWith("$share/")) {
			throw new IllegalArgumentException(
					"a topic must not begin with $share/ where there is a group, was \"" + topic + "\"");
		}
		if (group.chars().anyMatch((each) -> "/+#".indexOf(each) >= 0)) { // [MQTT-4.8.2-2]
			throw new IllegalArgumentException("group must not contain /, + and #, was \"" + group + "\"");
		}
		return "$share/" + group + "/" + topic;
	}

	private QoS qos() {
		String text = this.resolver.text("qos", this.annotation.qos());
		return switch (text) {
			case "" -> this.defaults.qos();
			case "0" -> QoS.AT_MOST_ONCE;
			case "1" -> QoS.AT_LEAST_ONCE;
			case "2" -> QoS.EXACTLY_ONCE;
			default -> throw new IllegalArgumentException("qos must be 0, 1 or 2, was \"" + text + "\"");
		};
	}

	AckMode ackMode() {
		return this.annotation.ackMode();
	}

	Ordering ordering() {
		return this.annotation.ordering();
	}

	int concurrency() {
		String text = this.resolver.text("concurrency", this.annotation.concurrency());
		int concurrency = (int) number("concurrency", text, 1, Short.MAX_VALUE);
		if (concurrency > 1 && ordering() == Ordering.LISTENER) {
			throw new IllegalArgumentException("concurrency must be 1 unless ordering is TOPIC or NONE, was " + text);
		}
		return concurrency;
	}

	private static long number(String attribute, String text, long least, long most) {
		try {
			long number = Long.parseLong(text);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new IllegalArgumentException(
				attribute + " must be a number from " + least + " to " + most + ", was \"" + text + "\"");
	}

	@Nullable Batching batching() {
		String size = this.resolver.text("batchSize", this.annotation.batchSize());
		String timeout = this.resolver.text("batchTimeout", this.annotation.batchTimeout());
		if (size.isEmpty()) {
			if (!timeout.isEmpty()) {
				throw new IllegalArgumentException(
						"batchTimeout must be empty where there is no batchSize, was \"" + timeout + "\"");
			}
			return null;
		}
		if (ordering() != Ordering.LISTENER) {
			throw new IllegalArgumentException(
					"ordering must be LISTENER where there is a batchSize, was " + ordering());
		}
		if (ackMode() != AckMode.AUTO) {
			throw new IllegalArgumentException("ackMode must be AUTO where there is a batchSize, was " + ackMode());
		}
		return new Batching((int) number("batchSize", size, 1, Short.MAX_VALUE), duration("batchTimeout", timeout));
	}

	private static Duration duration(String attribute, String text) {
		try {
			Duration duration = text.isEmpty() ? Duration.ZERO
					: DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.SECONDS);
			if (!duration.isNegative() && duration.compareTo(LONGEST_WAIT) <= 0) {
				return duration;
			}
		}
		catch (IllegalArgumentException ex) {
			// said below
		}
		throw new IllegalArgumentException(
				attribute + " must be a duration such as 200ms, at most 24h, was \"" + text + "\"");
	}

	RetryPolicy retryPolicy() {
		String text = this.resolver.text("retry", this.annotation.retry());
		if (text.isEmpty()) {
			return this.defaults.retryPolicies().apply(this.defaults.maxRetries());
		}
		if (Character.isDigit(text.charAt(0)) || text.charAt(0) == '-') {
			return this.defaults.retryPolicies().apply(number("retry", text, 0, Long.MAX_VALUE));
		}
		return this.resolver.bean("retry", text, RetryPolicy.class);
	}

	MqttListenerErrorHandler errorHandler() {
		return this.resolver.bean("errorHandler", this.annotation.errorHandler(), MqttListenerErrorHandler.class,
				() -> MqttListenerErrorHandler.LOGGING);
	}

	String deadLetterTopic() {
		String topic = this.resolver.text("deadLetterTopic", this.annotation.deadLetterTopic());
		return topic.isEmpty() ? this.defaults.deadLetterTopic() : topic;
	}

	boolean autoStartup() {
		String text = this.resolver.text("autoStartup", this.annotation.autoStartup());
		return switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("autoStartup must be true or false, was \"" + text + "\"");
		};
	}

}
