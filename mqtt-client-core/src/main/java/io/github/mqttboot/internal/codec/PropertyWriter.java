// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.List;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.UserProperty;

/** Writes the properties of a packet or will as their table says (section 2.2.2). */
final class PropertyWriter {

	private PropertyWriter() {
	}

	/**
	 * Checks that a packet may have these properties and says how long they are.
	 * @return bytes, without the property length that precedes them
	 * @throws IllegalArgumentException if it may not
	 */
	static long size(PacketProperties properties, PacketType packet) {
		return size(properties, new Sizer(packet, false));
	}

	static long sizeInWill(PacketProperties properties) {
		return size(properties, new Sizer(PacketType.CONNECT, true));
	}

	private static long size(PacketProperties properties, Sizer sizer) {
		properties.forEach(sizer);
		if (sizer.authenticationData && !sizer.authenticationMethod) {
			throw new IllegalArgumentException("authentication data must not be sent without authentication method");
		}
		return sizer.bytes;
	}

	static void write(ByteBuf out, PacketProperties properties) {
		properties.forEach((property, value) -> write(out, property, value));
	}

	private static void write(ByteBuf out, Property<?> property, Object value) {
		switch (property.wireType()) {
			case FLAG -> identify(out, property).writeByte(((Boolean) value) ? 1 : 0);
			case BYTE -> identify(out, property).writeByte((Integer) value);
			case UINT16 -> identify(out, property).writeShort((Integer) value);
			case UINT32 -> identify(out, property).writeInt(((Long) value).intValue());
			case VARIABLE_BYTE_INTEGER -> {
				for (Object each : (List<?>) value) {
					WireWriter.writeVariableByteInteger(identify(out, property), (Integer) each);
				}
			}
			case UTF8_STRING -> WireWriter.writeString(identify(out, property), (String) value);
			case BINARY -> WireWriter.writeBinary(identify(out, property), (byte[]) value);
			case UTF8_STRING_PAIR -> {
				for (Object each : (List<?>) value) {
					UserProperty pair = (UserProperty) each;
					WireWriter.writeString(identify(out, property), pair.name());
					WireWriter.writeString(out, pair.value());
				}
			}
		}
	}

	/** Each identifier is below 128: one byte. */
	private static ByteBuf identify(ByteBuf out, Property<?> property) {
		return out.writeByte(property.id());
	}

	private static final class Sizer implements BiConsumer<Property<?>, Object> {

		private final PacketType packet;

		private final boolean inWill;

		private long bytes;

		private boolean authenticationMethod;

		private boolean authenticationData;

		private Sizer(PacketType packet, boolean inWill) {
			this.packet = packet;
			this.inWill = inWill;
		}

		@Override
		public void accept(Property<?> property, Object value) {
			if (!(this.inWill ? property.allowedInWill() : property.allowedIn(this.packet))) {
				throw new IllegalArgumentException((this.inWill ? "will" : this.packet.toString())
						+ " must not have the property " + property + ", had it");
			}
			if (property == Property.RESPONSE_TOPIC) {
				TopicName.of((String) value); // [MQTT-3.3.2-14]
			}
			this.authenticationMethod |= property == Property.AUTHENTICATION_METHOD;
			this.authenticationData |= property == Property.AUTHENTICATION_DATA;
			this.bytes += size(property, value);
		}

		private static long size(Property<?> property, Object value) {
			return switch (property.wireType()) {
				case FLAG, BYTE -> 2;
				case UINT16 -> 3;
				case UINT32 -> 5;
				case VARIABLE_BYTE_INTEGER -> {
					long bytes = 0;
					for (Object each : (List<?>) value) {
						bytes += 1 + WireWriter.variableByteIntegerSize((Integer) each);
					}
					yield bytes;
				}
				case UTF8_STRING -> 1 + WireWriter.stringSize((String) value);
				case BINARY -> 1 + WireWriter.binarySize((byte[]) value);
				case UTF8_STRING_PAIR -> {
					long bytes = 0;
					for (Object each : (List<?>) value) {
						UserProperty pair = (UserProperty) each;
						bytes += 1 + WireWriter.stringSize(pair.name()) + WireWriter.stringSize(pair.value());
					}
					yield bytes;
				}
			};
		}

	}

}
