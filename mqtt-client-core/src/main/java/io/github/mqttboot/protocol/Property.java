// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static io.github.mqttboot.protocol.PacketType.AUTH;
import static io.github.mqttboot.protocol.PacketType.CONNACK;
import static io.github.mqttboot.protocol.PacketType.CONNECT;
import static io.github.mqttboot.protocol.PacketType.DISCONNECT;
import static io.github.mqttboot.protocol.PacketType.PUBACK;
import static io.github.mqttboot.protocol.PacketType.PUBCOMP;
import static io.github.mqttboot.protocol.PacketType.PUBLISH;
import static io.github.mqttboot.protocol.PacketType.PUBREC;
import static io.github.mqttboot.protocol.PacketType.PUBREL;
import static io.github.mqttboot.protocol.PacketType.SUBACK;
import static io.github.mqttboot.protocol.PacketType.SUBSCRIBE;
import static io.github.mqttboot.protocol.PacketType.UNSUBACK;
import static io.github.mqttboot.protocol.PacketType.UNSUBSCRIBE;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One of the 27 properties of MQTT 5: its identifier, its type on the wire, the packets
 * it may stand in and the values it may have (section 2.2.2.2).
 *
 * @param <T> the type of its value
 */
public final class Property<T> {

	/** Whether the payload is UTF-8 text. */
	public static final Property<Boolean> PAYLOAD_FORMAT_INDICATOR = Property
		.<Boolean>property(0x01, "payload format indicator", WireType.FLAG)
		.in(PUBLISH)
		.inWill();

	/** Seconds until the server may drop the message. */
	public static final Property<Long> MESSAGE_EXPIRY_INTERVAL = Property
		.<Long>property(0x02, "message expiry interval", WireType.UINT32)
		.in(PUBLISH)
		.inWill();

	/** What the payload is, mostly a MIME type. */
	public static final Property<String> CONTENT_TYPE = Property
		.<String>property(0x03, "content type", WireType.UTF8_STRING)
		.in(PUBLISH)
		.inWill();

	/** Where to publish the answer. */
	public static final Property<String> RESPONSE_TOPIC = Property
		.<String>property(0x08, "response topic", WireType.UTF8_STRING)
		.in(PUBLISH)
		.inWill();

	/** What tells the requester which request is answered. */
	public static final Property<byte[]> CORRELATION_DATA = Property
		.<byte[]>property(0x09, "correlation data", WireType.BINARY)
		.in(PUBLISH)
		.inWill();

	/**
	 * Identifiers of the subscriptions a message is for, each 1 to 268 435 455; one at
	 * most in SUBSCRIBE.
	 */
	public static final Property<List<Integer>> SUBSCRIPTION_IDENTIFIER = Property
		.<List<Integer>>property(0x0B, "subscription identifier", WireType.VARIABLE_BYTE_INTEGER)
		.range(1, 268_435_455)
		.in(PUBLISH, SUBSCRIBE);

	/** Seconds the session outlives its connection; 4 294 967 295 means for ever. */
	public static final Property<Long> SESSION_EXPIRY_INTERVAL = Property
		.<Long>property(0x11, "session expiry interval", WireType.UINT32)
		.in(CONNECT, CONNACK, DISCONNECT);

	/** The client identifier the server chose. */
	public static final Property<String> ASSIGNED_CLIENT_IDENTIFIER = Property
		.<String>property(0x12, "assigned client identifier", WireType.UTF8_STRING)
		.in(CONNACK);

	/** Keep alive in seconds that the server wants instead of the client's. */
	public static final Property<Integer> SERVER_KEEP_ALIVE = Property
		.<Integer>property(0x13, "server keep alive", WireType.UINT16)
		.in(CONNACK);

	/** Name of the enhanced authentication. */
	public static final Property<String> AUTHENTICATION_METHOD = Property
		.<String>property(0x15, "authentication method", WireType.UTF8_STRING)
		.in(CONNECT, CONNACK, AUTH);

	/** What the authentication method exchanges; secret. */
	public static final Property<byte[]> AUTHENTICATION_DATA = Property
		.<byte[]>property(0x16, "authentication data", WireType.BINARY)
		.in(CONNECT, CONNACK, AUTH);

	/** Whether the server may send reason strings and user properties with any packet. */
	public static final Property<Boolean> REQUEST_PROBLEM_INFORMATION = Property
		.<Boolean>property(0x17, "request problem information", WireType.FLAG)
		.in(CONNECT);

	/** Seconds between the loss of the connection and the will. */
	public static final Property<Long> WILL_DELAY_INTERVAL = Property
		.<Long>property(0x18, "will delay interval", WireType.UINT32)
		.inWill();

	/** Whether the client asks for response information. */
	public static final Property<Boolean> REQUEST_RESPONSE_INFORMATION = Property
		.<Boolean>property(0x19, "request response information", WireType.FLAG)
		.in(CONNECT);

	/** What to build response topics from. */
	public static final Property<String> RESPONSE_INFORMATION = Property
		.<String>property(0x1A, "response information", WireType.UTF8_STRING)
		.in(CONNACK);

	/** Which server to use instead. */
	public static final Property<String> SERVER_REFERENCE = Property
		.<String>property(0x1C, "server reference", WireType.UTF8_STRING)
		.in(CONNACK, DISCONNECT);

	/** Why, for a person to read. */
	public static final Property<String> REASON_STRING = Property
		.<String>property(0x1F, "reason string", WireType.UTF8_STRING)
		.in(CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH);

	/** How many QoS 1 and 2 messages may be unacknowledged. */
	public static final Property<Integer> RECEIVE_MAXIMUM = Property
		.<Integer>property(0x21, "receive maximum", WireType.UINT16)
		.range(1, 65_535)
		.in(CONNECT, CONNACK);

	/** The highest topic alias the sender of this takes. */
	public static final Property<Integer> TOPIC_ALIAS_MAXIMUM = Property
		.<Integer>property(0x22, "topic alias maximum", WireType.UINT16)
		.in(CONNECT, CONNACK);

	/** A number that stands for the topic name on this connection. */
	public static final Property<Integer> TOPIC_ALIAS = Property.<Integer>property(0x23, "topic alias", WireType.UINT16)
		.range(1, 65_535)
		.in(PUBLISH);

	/** The highest QoS the server takes, if not 2. */
	public static final Property<Integer> MAXIMUM_QOS = Property.<Integer>property(0x24, "maximum QoS", WireType.BYTE)
		.range(0, 1)
		.in(CONNACK);

	/** Whether the server keeps retained messages. */
	public static final Property<Boolean> RETAIN_AVAILABLE = Property
		.<Boolean>property(0x25, "retain available", WireType.FLAG)
		.in(CONNACK);

	/** Names and values for the applications, in order, with duplicates. */
	public static final Property<List<UserProperty>> USER_PROPERTIES = Property
		.<List<UserProperty>>property(0x26, "user property", WireType.UTF8_STRING_PAIR)
		.in(CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK,
				DISCONNECT, AUTH)
		.inWill();

	/** The largest packet, in bytes, that the sender of this takes. */
	public static final Property<Long> MAXIMUM_PACKET_SIZE = Property
		.<Long>property(0x27, "maximum packet size", WireType.UINT32)
		.range(1, 4_294_967_295L)
		.in(CONNECT, CONNACK);

	/** Whether the server has wildcard subscriptions. */
	public static final Property<Boolean> WILDCARD_SUBSCRIPTION_AVAILABLE = Property
		.<Boolean>property(0x28, "wildcard subscription available", WireType.FLAG)
		.in(CONNACK);

	/** Whether the server has subscription identifiers. */
	public static final Property<Boolean> SUBSCRIPTION_IDENTIFIERS_AVAILABLE = Property
		.<Boolean>property(0x29, "subscription identifiers available", WireType.FLAG)
		.in(CONNACK);

	/** Whether the server has shared subscriptions. */
	public static final Property<Boolean> SHARED_SUBSCRIPTION_AVAILABLE = Property
		.<Boolean>property(0x2A, "shared subscription available", WireType.FLAG)
		.in(CONNACK);

	private static final List<Property<?>> ALL = List.of(PAYLOAD_FORMAT_INDICATOR, MESSAGE_EXPIRY_INTERVAL,
			CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION_DATA, SUBSCRIPTION_IDENTIFIER, SESSION_EXPIRY_INTERVAL,
			ASSIGNED_CLIENT_IDENTIFIER, SERVER_KEEP_ALIVE, AUTHENTICATION_METHOD, AUTHENTICATION_DATA,
			REQUEST_PROBLEM_INFORMATION, WILL_DELAY_INTERVAL, REQUEST_RESPONSE_INFORMATION, RESPONSE_INFORMATION,
			SERVER_REFERENCE, REASON_STRING, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS, MAXIMUM_QOS,
			RETAIN_AVAILABLE, USER_PROPERTIES, MAXIMUM_PACKET_SIZE, WILDCARD_SUBSCRIPTION_AVAILABLE,
			SUBSCRIPTION_IDENTIFIERS_AVAILABLE, SHARED_SUBSCRIPTION_AVAILABLE);

	private static final @Nullable Property<?>[] BY_ID = new Property<?>[0x2B];

	static {
		for (Property<?> property : ALL) {
			BY_ID[property.id] = property;
		}
	}

	private final int id;

	private final String name;

	private final WireType wireType;

	private final long minimum;

	private final long maximum;

	private final Set<PacketType> packets;

	private final boolean will;

	private Property(int id, String name, WireType wireType, long minimum, long maximum, Set<PacketType> packets,
			boolean will) {
		this.id = id;
		this.name = name;
		this.wireType = wireType;
		this.minimum = minimum;
		this.maximum = maximum;
		this.packets = packets;
		this.will = will;
	}

	private static <T> Property<T> property(int id, String name, WireType wireType) {
		long maximum = switch (wireType) {
			case FLAG -> 1;
			case BYTE -> 255;
			case UINT16 -> 65_535;
			case UINT32 -> 4_294_967_295L;
			case VARIABLE_BYTE_INTEGER -> 268_435_455;
			case UTF8_STRING, BINARY, UTF8_STRING_PAIR -> 65_535;
		};
		return new Property<>(id, name, wireType, 0, maximum, Set.of(), false);
	}

	private Property<T> range(long minimum, long maximum) {
		return new Property<>(this.id, this.name, this.wireType, minimum, maximum, this.packets, this.will);
	}

	private Property<T> in(PacketType first, PacketType... more) {
		Set<PacketType> packets = Collections.unmodifiableSet(EnumSet.of(first, more));
		return new Property<>(this.id, this.name, this.wireType, this.minimum, this.maximum, packets, this.will);
	}

	private Property<T> inWill() {
		return new Property<>(this.id, this.name, this.wireType, this.minimum, this.maximum, this.packets, true);
	}

	/**
	 * All properties, in the order of their identifiers.
	 * @return 27 properties
	 */
	public static Collection<Property<?>> all() {
		return ALL;
	}

	/**
	 * The property of an identifier.
	 * @param id the identifier
	 * @return the property, or null if MQTT defines none
	 */
	public static @Nullable Property<?> of(int id) {
		return (id >= 0 && id < BY_ID.length) ? BY_ID[id] : null;
	}

	/**
	 * The identifier on the wire.
	 * @return 1 to 42
	 */
	public int id() {
		return this.id;
	}

	/**
	 * The type on the wire.
	 * @return the type
	 */
	public WireType wireType() {
		return this.wireType;
	}

	/**
	 * Whether a packet may have this property.
	 * @param type the packet's type
	 * @return true if it may
	 */
	public boolean allowedIn(PacketType type) {
		return this.packets.contains(type);
	}

	/**
	 * Whether the will in CONNECT may have this property (section 3.1.3.2).
	 * @return true if it may
	 */
	public boolean allowedInWill() {
		return this.will;
	}

	/**
	 * Whether a number is a value of this property.
	 * @param value the number; 0 and 1 for a flag
	 * @return true if it is in the range that the specification allows
	 */
	public boolean allows(long value) {
		return value >= this.minimum && value <= this.maximum;
	}

	/** Checks a value that an application sets. */
	void check(Object value) {
		switch (this.wireType) {
			case FLAG -> {
			}
			case BYTE, UINT16, UINT32 -> checkRange(((Number) value).longValue());
			case VARIABLE_BYTE_INTEGER -> ((List<?>) value).forEach((each) -> checkRange(((Number) each).longValue()));
			case UTF8_STRING -> Utf8.check(this.name, (String) value);
			case BINARY -> checkLength(((byte[]) value).length);
			case UTF8_STRING_PAIR -> {
				// a user property checks itself
			}
		}
	}

	private void checkRange(long value) {
		if (!allows(value)) {
			throw new IllegalArgumentException(
					this.name + " must be " + this.minimum + ".." + this.maximum + ", was " + value);
		}
	}

	private void checkLength(int length) {
		if (length > this.maximum) {
			throw new IllegalArgumentException(this.name + " must be at most 65535 bytes, was " + length);
		}
	}

	/** The name as the specification writes it. */
	@Override
	public String toString() {
		return this.name;
	}

}
