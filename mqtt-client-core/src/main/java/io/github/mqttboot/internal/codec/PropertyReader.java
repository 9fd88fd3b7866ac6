// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.UserProperty;

/** Reads the properties of one packet or will as their table says (section 2.2.2). */
final class PropertyReader {

	private final WireReader in;

	private final PacketType packet;

	private final boolean ofWill;

	private final PacketProperties.Builder properties = PacketProperties.builder();

	/** Collected first: to add them to the properties one by one would be slow. */
	private final List<UserProperty> userProperties = new ArrayList<>(0);

	private final List<Integer> subscriptionIdentifiers = new ArrayList<>(0);

	private PropertyReader(WireReader in, PacketType packet, boolean ofWill) {
		this.in = in;
		this.packet = packet;
		this.ofWill = ofWill;
	}

	static PacketProperties read(WireReader in, PacketType packet) {
		return read(in, packet, false);
	}

	static PacketProperties readOfWill(WireReader in) {
		return read(in, PacketType.CONNECT, true);
	}

	private static PacketProperties read(WireReader in, PacketType packet, boolean ofWill) {
		int length = in.readVariableByteInteger("property length");
		if (length == 0) {
			return PacketProperties.NONE;
		}
		int hidden = in.narrow("properties", length);
		PacketProperties properties = new PropertyReader(in, packet, ofWill).readAll();
		in.widen(hidden);
		return properties;
	}

	private PacketProperties readAll() {
		while (this.in.hasRemaining()) {
			Property<?> property = readIdentifier();
			checkAbsent(property);
			readValue(property);
		}
		this.properties.set(Property.USER_PROPERTIES, this.userProperties);
		this.properties.set(Property.SUBSCRIPTION_IDENTIFIER, this.subscriptionIdentifiers);
		if (this.properties.has(Property.AUTHENTICATION_DATA) && !this.properties.has(Property.AUTHENTICATION_METHOD)) {
			// section 3.1.2.11.10
			throw Faults.protocolError(
					"authentication data must not come without authentication method, did in " + this.packet);
		}
		return this.properties.build();
	}

	private Property<?> readIdentifier() {
		int id = this.in.readVariableByteInteger("property identifier");
		Property<?> property = Property.of(id);
		if (property == null) {
			throw Faults.malformed("property identifier must be a known one, was " + Faults.hex(id));
		}
		if (!(this.ofWill ? property.allowedInWill() : property.allowedIn(this.packet))) {
			// section 2.2.2.2
			throw Faults.malformed(where() + " must not have the property " + property + ", had it");
		}
		return property;
	}

	private void checkAbsent(Property<?> property) {
		// section 3.8.2.1.2: PUBLISH may have several subscription identifiers, SUBSCRIBE
		// not
		boolean secondIdentifier = property == Property.SUBSCRIPTION_IDENTIFIER && this.packet == PacketType.SUBSCRIBE
				&& !this.subscriptionIdentifiers.isEmpty();
		if (secondIdentifier || this.properties.has(property)) {
			throw Faults.protocolError(where() + " must have the property " + property + " once, had it again");
		}
	}

	private String where() {
		return this.ofWill ? "will" : this.packet.toString();
	}

	private void readValue(Property<?> property) {
		String what = property.toString();
		switch (property.wireType()) {
			case FLAG -> set(property, inRange(property, this.in.readByte(what)) != 0);
			case BYTE -> set(property, (int) inRange(property, this.in.readByte(what)));
			case UINT16 -> set(property, (int) inRange(property, this.in.readTwoBytes(what)));
			case UINT32 -> set(property, inRange(property, this.in.readFourBytes(what)));
			case VARIABLE_BYTE_INTEGER -> this.subscriptionIdentifiers
				.add(IdentifierCache.of((int) inRange(property, this.in.readVariableByteInteger(what))));
			case UTF8_STRING -> set(property, readString(property, what));
			case BINARY -> set(property, this.in.readBinary(what));
			case UTF8_STRING_PAIR -> this.userProperties.add(new UserProperty(this.in.readString("user property name"),
					this.in.readString("user property value")));
		}
	}

	private String readString(Property<?> property, String what) {
		String text = this.in.readString(what);
		if (property == Property.RESPONSE_TOPIC) {
			Topics.name(what, text); // [MQTT-3.3.2-14]
		}
		return text;
	}

	private static long inRange(Property<?> property, long value) {
		if (!property.allows(value)) {
			// [MQTT-3.3.2-8]
			ReasonCode reasonCode = (property == Property.TOPIC_ALIAS) ? ReasonCode.TOPIC_ALIAS_INVALID
					: ReasonCode.PROTOCOL_ERROR;
			throw new MqttProtocolException(reasonCode, property + " must be a value that MQTT allows, was " + value);
		}
		return value;
	}

	/** The table says that the value is of this property's type. */
	@SuppressWarnings("unchecked")
	private <T> void set(Property<?> property, T value) {
		this.properties.set((Property<T>) property, value);
	}

}
