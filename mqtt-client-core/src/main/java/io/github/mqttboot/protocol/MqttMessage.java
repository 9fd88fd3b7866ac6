// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * An application message: topic, payload, QoS, retain flag and, in MQTT 5, properties.
 * Immutable, except that the payload is not copied: whoever changes the array changes the
 * message, so leave it alone until the publish has ended.
 *
 * <pre>{@code
 * MqttMessage message = MqttMessage.builder("plant/press-1/temperature")
 *     .payload("71.5")
 *     .qos(QoS.AT_LEAST_ONCE)
 *     .build();
 * }</pre>
 */
public final class MqttMessage {

	private static final byte[] EMPTY = {};

	private final TopicName topicName;

	private final byte[] payload;

	private final QoS qos;

	private final boolean retain;

	private final PacketProperties properties;

	/**
	 * Makes a message from its parts, without the checks of the builder; what
	 * applications make comes from {@link #builder(String)}.
	 * @param topicName the topic
	 * @param payload the payload, not copied
	 * @param qos the quality of service
	 * @param retain the retain flag
	 * @param properties the properties of the PUBLISH packet
	 */
	public MqttMessage(TopicName topicName, byte[] payload, QoS qos, boolean retain, PacketProperties properties) {
		this.topicName = topicName;
		this.payload = payload;
		this.qos = qos;
		this.retain = retain;
		this.properties = properties;
	}

	/**
	 * Starts a message with an empty payload, QoS 0, not retained.
	 * @param topic the topic name
	 * @return a new builder
	 * @throws IllegalArgumentException if it is not a topic name, see
	 * {@link TopicName#of(String)}
	 */
	public static Builder builder(String topic) {
		return new Builder(TopicName.of(topic));
	}

	/**
	 * Starts a message with an empty payload, QoS 0, not retained.
	 * @param topic the topic name
	 * @return a new builder
	 */
	public static Builder builder(TopicName topic) {
		Objects.requireNonNull(topic, "topic name must not be null");
		if (topic.equals(TopicName.NONE)) {
			throw new IllegalArgumentException("topic name must have at least one character");
		}
		return new Builder(topic);
	}

	/**
	 * Starts with what this message has; of a received message without topic alias and
	 * subscription identifiers, which are not for publishing.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.topicName);
		builder.payload = this.payload;
		builder.qos = this.qos;
		builder.retain = this.retain;
		builder.properties = propertiesToPublish();
		return builder;
	}

	/** Without what belongs to one connection or was for the receiver. */
	private PacketProperties.@Nullable Builder propertiesToPublish() {
		if (this.properties.isEmpty()) {
			return null;
		}
		return this.properties.toBuilder().set(Property.TOPIC_ALIAS, null).set(Property.SUBSCRIPTION_IDENTIFIER, null);
	}

	/**
	 * The topic.
	 * @return the topic name as text
	 */
	public String topic() {
		return this.topicName.value();
	}

	/**
	 * The topic, checked already: pass it on to publish without another check.
	 * @return the topic name
	 */
	public TopicName topicName() {
		return this.topicName;
	}

	/**
	 * The payload.
	 * @return the array itself, not a copy; empty if there is none
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * The payload read as UTF-8; bytes that are not UTF-8 become U+FFFD.
	 * @return the text
	 */
	public String payloadAsString() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * The quality of service the message is published or was delivered with.
	 * @return the quality of service
	 */
	public QoS qos() {
		return this.qos;
	}

	/**
	 * Whether the server shall keep the message for later subscribers, or, in a delivery,
	 * whether it was kept (section 3.3.1.3).
	 * @return true if so
	 */
	public boolean retain() {
		return this.retain;
	}

	/**
	 * All properties of the PUBLISH packet.
	 * @return the properties, empty in MQTT 3.1.1
	 */
	public PacketProperties properties() {
		return this.properties;
	}

	/**
	 * The user properties.
	 * @return a list in order, with duplicates; empty if there are none
	 */
	public List<UserProperty> userProperties() {
		return this.properties.userProperties();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof MqttMessage that && this.topicName.equals(that.topicName)
				&& Arrays.equals(this.payload, that.payload) && this.qos == that.qos && this.retain == that.retain
				&& this.properties.equals(that.properties));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topicName, Arrays.hashCode(this.payload), this.qos, this.retain, this.properties);
	}

	/** What it is, with the payload's size alone. */
	@Override
	public String toString() {
		return "MqttMessage{topic=" + this.topicName + ", payload=" + this.payload.length + " bytes, qos="
				+ this.qos.level() + ", retain=" + this.retain
				+ (this.properties.isEmpty() ? "" : ", properties=" + this.properties) + "}";
	}

	/** Collects the parts of a message. Not safe for use by several threads. */
	public static final class Builder {

		private final TopicName topicName;

		private byte[] payload = EMPTY;

		private QoS qos = QoS.AT_MOST_ONCE;

		private boolean retain;

		private PacketProperties.@Nullable Builder properties;

		private Builder(TopicName topicName) {
			this.topicName = topicName;
		}

		/**
		 * Sets the payload.
		 * @param payload the bytes, not copied
		 * @return this builder
		 */
		public Builder payload(byte[] payload) {
			this.payload = Objects.requireNonNull(payload, "payload must not be null");
			return this;
		}

		/**
		 * Sets the payload to text in UTF-8.
		 * @param payload the text
		 * @return this builder
		 */
		public Builder payload(String payload) {
			Objects.requireNonNull(payload, "payload must not be null");
			return payload(payload.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Sets the quality of service; QoS 0 unless set.
		 * @param qos the quality of service
		 * @return this builder
		 */
		public Builder qos(QoS qos) {
			this.qos = Objects.requireNonNull(qos, "qos must not be null");
			return this;
		}

		/**
		 * Sets whether the server keeps the message for later subscribers; false unless
		 * set. A retained message with an empty payload removes the kept one (section
		 * 3.3.1.3).
		 * @param retain true to keep it
		 * @return this builder
		 */
		public Builder retain(boolean retain) {
			this.retain = retain;
			return this;
		}

		/**
		 * Sets what the payload is; MQTT 5 only.
		 * @param contentType mostly a MIME type, for example {@code application/json}
		 * @return this builder
		 * @throws IllegalArgumentException if the text cannot be sent
		 */
		public Builder contentType(String contentType) {
			return property(Property.CONTENT_TYPE, contentType);
		}

		/**
		 * Sets how long the message is worth delivering; MQTT 5 only.
		 * @param expiry 0 to 4 294 967 295 seconds, of which the server is told whole
		 * ones: a part of a second counts as one; for ever unless set
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Builder messageExpiry(Duration expiry) {
			long seconds = (expiry.getNano() > 0) ? expiry.getSeconds() + 1 : expiry.getSeconds();
			return property(Property.MESSAGE_EXPIRY_INTERVAL, seconds);
		}

		/**
		 * Asks for an answer; MQTT 5 only (section 4.10).
		 * @param responseTopic where to publish the answer
		 * @param correlationData what the answer shall carry, or null for nothing
		 * @return this builder
		 * @throws IllegalArgumentException if it is not a topic name
		 */
		public Builder respondTo(String responseTopic, byte @Nullable [] correlationData) {
			property(Property.RESPONSE_TOPIC, responseTopic);
			propertiesBuilder().set(Property.CORRELATION_DATA, correlationData);
			return this;
		}

		/**
		 * Adds a user property; MQTT 5 only.
		 * @param name the name; it may repeat
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if a text cannot be sent
		 */
		public Builder userProperty(String name, String value) {
			propertiesBuilder().userProperty(name, value);
			return this;
		}

		/**
		 * Sets any other property that an application may set in PUBLISH or in a will;
		 * MQTT 5 only.
		 * @param <T> the type of the value
		 * @param property which one
		 * @param value its value
		 * @return this builder
		 * @throws IllegalArgumentException if the value is not allowed, or the property
		 * is the topic alias (chosen by the client), a subscription identifier (set by
		 * the server [MQTT-3.3.4-6]) or not one of PUBLISH
		 */
		public <T> Builder property(Property<T> property, T value) {
			if (!property.allowedIn(PacketType.PUBLISH) || property == Property.TOPIC_ALIAS
					|| property == Property.SUBSCRIPTION_IDENTIFIER) {
				throw new IllegalArgumentException("an application must not set the " + property + " of a message");
			}
			if (property == Property.RESPONSE_TOPIC) {
				TopicName.of((String) value); // [MQTT-3.3.2-14]
			}
			propertiesBuilder().set(property, value);
			return this;
		}

		private PacketProperties.Builder propertiesBuilder() {
			if (this.properties == null) {
				this.properties = PacketProperties.builder();
			}
			return this.properties;
		}

		/**
		 * Makes the message.
		 * @return the message
		 */
		public MqttMessage build() {
			PacketProperties properties = (this.properties == null) ? PacketProperties.NONE : this.properties.build();
			return new MqttMessage(this.topicName, this.payload, this.qos, this.retain, properties);
		}

	}

}
