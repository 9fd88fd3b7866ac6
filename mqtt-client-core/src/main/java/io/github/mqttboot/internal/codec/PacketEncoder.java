// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.List;

import io.netty.buffer.ByteBuf;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import io.github.mqttboot.protocol.Will;

/**
 * Writes packets, for a client or a server, and nothing that {@link PacketDecoder} would
 * refuse. Sizes are computed first, so that either a whole packet is written or nothing.
 * Without state of its own, and safe for use by several threads.
 */
public final class PacketEncoder {

	/**
	 * The largest packet there is: a header of five bytes and the longest remaining
	 * length.
	 */
	private static final long MAXIMUM_SIZE = 5L + WireWriter.MAXIMUM_VARIABLE_BYTE_INTEGER;

	private final MqttVersion version;

	/**
	 * Makes an encoder.
	 * @param version the version to write
	 */
	public PacketEncoder(MqttVersion version) {
		this.version = version;
	}

	/**
	 * Writes a packet behind what the buffer has. Reason string and user properties that
	 * explain an acknowledgement are left out where it would be too large with them
	 * (section 3.4.2.2).
	 * @param packet what to write
	 * @param out takes the bytes
	 * @param maximumPacketSize the largest packet the receiver takes, in bytes
	 * @return the packet's size in bytes
	 * @throws IllegalArgumentException if it is larger than that or than MQTT allows, or
	 * says what this version cannot say; then nothing is written
	 */
	public int encode(Packet packet, ByteBuf out, long maximumPacketSize) {
		return switch (packet.type()) {
			case CONNECT -> connect((Connect) packet, out, maximumPacketSize);
			case CONNACK -> connAck((ConnAck) packet, out, maximumPacketSize);
			case PUBLISH -> publish((Publish) packet, out, maximumPacketSize);
			case PUBACK -> pubAck((PubAck) packet, out, maximumPacketSize);
			case PUBREC -> pubRec((PubRec) packet, out, maximumPacketSize);
			case PUBREL -> pubRel((PubRel) packet, out, maximumPacketSize);
			case PUBCOMP -> pubComp((PubComp) packet, out, maximumPacketSize);
			case SUBSCRIBE -> subscribe((Subscribe) packet, out, maximumPacketSize);
			case SUBACK -> subAck((SubAck) packet, out, maximumPacketSize);
			case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet, out, maximumPacketSize);
			case UNSUBACK -> unsubAck((UnsubAck) packet, out, maximumPacketSize);
			case PINGREQ, PINGRESP -> begin(out, packet.type(), 0, 0, maximumPacketSize);
			case DISCONNECT -> disconnect((Disconnect) packet, out, maximumPacketSize);
			case AUTH -> auth((Auth) packet, out, maximumPacketSize);
		};
	}

	/**
	 * Writes a PUBLISH up to its payload, which the caller sends behind it.
	 * @param publish what to write
	 * @param out takes the bytes
	 * @param maximumPacketSize the largest packet the receiver takes, in bytes
	 * @return the whole packet's size in bytes, with the payload
	 * @throws IllegalArgumentException as {@link #encode} does
	 */
	public int encodePublishHead(Publish publish, ByteBuf out, long maximumPacketSize) {
		MqttMessage message = publish.message();
		TopicName topic = message.topicName();
		if (topic.byteLength() == 0 && message.properties().get(Property.TOPIC_ALIAS) == null) {
			// section 3.3.2.1
			throw new IllegalArgumentException("topic name must not be empty without topic alias, was empty");
		}
		boolean hasPacketId = message.qos() != QoS.AT_MOST_ONCE;
		long propertiesLength = propertiesLength(message.properties(), PacketType.PUBLISH);
		long length = WireWriter.topicSize(topic) + (hasPacketId ? 2 : 0) + propertiesSize(propertiesLength)
				+ message.payload().length;
		int flags = (publish.duplicate() ? 8 : 0) | (message.qos().level() << 1) | (message.retain() ? 1 : 0);
		int size = begin(out, PacketType.PUBLISH, flags, length, maximumPacketSize);
		WireWriter.writeTopic(out, topic);
		if (hasPacketId) {
			out.writeShort(publish.packetId());
		}
		writeProperties(out, message.properties(), propertiesLength);
		return size;
	}

	private int connect(Connect packet, ByteBuf out, long maximumPacketSize) {
		checkConnect(packet);
		PacketProperties willProperties = (packet.will() != null) ? willProperties(packet.will())
				: PacketProperties.NONE;
		long willPropertiesLength = willPropertiesLength(willProperties);
		long propertiesLength = propertiesLength(packet.properties(), PacketType.CONNECT);
		long length = 10 + propertiesSize(propertiesLength) + connectPayloadSize(packet, willPropertiesLength);
		int size = begin(out, PacketType.CONNECT, 0, length, maximumPacketSize);
		WireWriter.writeString(out, "MQTT");
		out.writeByte(this.version.level());
		out.writeByte(connectFlags(packet));
		out.writeShort(packet.keepAliveSeconds());
		writeProperties(out, packet.properties(), propertiesLength);
		writeConnectPayload(out, packet, willProperties, willPropertiesLength);
		return size;
	}

	private void checkConnect(Connect packet) {
		if (packet.version() != this.version) {
			throw new IllegalArgumentException(
					"CONNECT must be of MQTT " + this.version + " like its connection, was of " + packet.version());
		}
		if (this.version == MqttVersion.V3_1_1 && packet.clientId().isEmpty() && !packet.cleanStart()) {
			// [v3 MQTT-3.1.3-7]
			throw new IllegalArgumentException("client identifier must not be empty if the session is kept, was empty");
		}
	}

	private static PacketProperties willProperties(Will will) {
		PacketProperties properties = will.message().properties();
		if (will.message().topicName().byteLength() == 0) {
			throw new IllegalArgumentException("will topic must have at least one character");
		}
		if (properties.get(Property.WILL_DELAY_INTERVAL) != null) {
			throw new IllegalArgumentException("will delay must be set on the will, was set on its message");
		}
		if (will.delaySeconds() == 0) {
			return properties;
		}
		return properties.toBuilder().set(Property.WILL_DELAY_INTERVAL, will.delaySeconds()).build();
	}

	private static int connectFlags(Connect packet) {
		int flags = packet.cleanStart() ? ConnectFlags.CLEAN_START : 0;
		Will will = packet.will();
		if (will != null) {
			flags |= ConnectFlags.WILL | ConnectFlags.ofWillQos(will.message().qos().level());
			flags |= will.message().retain() ? ConnectFlags.WILL_RETAIN : 0;
		}
		flags |= (packet.userName() != null) ? ConnectFlags.USER_NAME : 0;
		flags |= (packet.password() != null) ? ConnectFlags.PASSWORD : 0;
		return flags;
	}

	private long connectPayloadSize(Connect packet, long willPropertiesLength) {
		long size = WireWriter.stringSize(packet.clientId());
		Will will = packet.will();
		if (will != null) {
			size += propertiesSize(willPropertiesLength) + WireWriter.topicSize(will.message().topicName())
					+ WireWriter.binarySize(will.message().payload());
		}
		size += (packet.userName() != null) ? WireWriter.stringSize(packet.userName()) : 0;
		size += (packet.password() != null) ? WireWriter.binarySize(packet.password()) : 0;
		return size;
	}

	private void writeConnectPayload(ByteBuf out, Connect packet, PacketProperties willProperties,
			long willPropertiesLength) {
		WireWriter.writeString(out, packet.clientId());
		Will will = packet.will();
		if (will != null) {
			writeProperties(out, willProperties, willPropertiesLength);
			WireWriter.writeTopic(out, will.message().topicName());
			WireWriter.writeBinary(out, will.message().payload());
		}
		if (packet.userName() != null) {
			WireWriter.writeString(out, packet.userName());
		}
		if (packet.password() != null) {
			WireWriter.writeBinary(out, packet.password());
		}
	}

	private int connAck(ConnAck packet, ByteBuf out, long maximumPacketSize) {
		if (packet.sessionPresent() && packet.reasonCode() != ReasonCode.SUCCESS) {
			// [MQTT-3.2.2-6]
			throw new IllegalArgumentException(
					"session present must not be set in a CONNACK that refuses, was with " + packet.reasonCode());
		}
		int code = connAckCode(packet.reasonCode());
		long propertiesLength = propertiesLength(packet.properties(), PacketType.CONNACK);
		int size = begin(out, PacketType.CONNACK, 0, 2 + propertiesSize(propertiesLength), maximumPacketSize);
		out.writeByte(packet.sessionPresent() ? 1 : 0);
		out.writeByte(code);
		writeProperties(out, packet.properties(), propertiesLength);
		return size;
	}

	private int connAckCode(ReasonCode reasonCode) {
		if (this.version == MqttVersion.V5) {
			return code(reasonCode, PacketType.CONNACK);
		}
		int returnCode = ReturnCodes.forConnAck(reasonCode);
		if (returnCode < 0) {
			throw new IllegalArgumentException(
					"reason code of CONNACK must have a return code in MQTT 3.1.1, was " + reasonCode);
		}
		return returnCode;
	}

	private int publish(Publish packet, ByteBuf out, long maximumPacketSize) {
		int size = encodePublishHead(packet, out, maximumPacketSize);
		out.writeBytes(packet.message().payload());
		return size;
	}

	private int pubAck(PubAck packet, ByteBuf out, long maximumPacketSize) {
		return outcome(PacketType.PUBACK, 0, packet.packetId(), packet.reasonCode(), packet.properties(), out,
				maximumPacketSize);
	}

	private int pubRec(PubRec packet, ByteBuf out, long maximumPacketSize) {
		return outcome(PacketType.PUBREC, 0, packet.packetId(), packet.reasonCode(), packet.properties(), out,
				maximumPacketSize);
	}

	private int pubRel(PubRel packet, ByteBuf out, long maximumPacketSize) {
		return outcome(PacketType.PUBREL, 2, packet.packetId(), packet.reasonCode(), packet.properties(), out,
				maximumPacketSize); // [MQTT-3.6.1-1]
	}

	private int pubComp(PubComp packet, ByteBuf out, long maximumPacketSize) {
		return outcome(PacketType.PUBCOMP, 0, packet.packetId(), packet.reasonCode(), packet.properties(), out,
				maximumPacketSize);
	}

	private int subscribe(Subscribe packet, ByteBuf out, long maximumPacketSize) {
		long propertiesLength = propertiesLength(packet.properties(), PacketType.SUBSCRIBE);
		long length = 2 + propertiesSize(propertiesLength);
		for (Subscription subscription : packet.subscriptions()) {
			checkOptions(subscription);
			length += WireWriter.stringSize(subscription.filter().value()) + 1;
		}
		int size = begin(out, PacketType.SUBSCRIBE, 2, length, maximumPacketSize); // [MQTT-3.8.1-1]
		out.writeShort(packet.packetId());
		writeProperties(out, packet.properties(), propertiesLength);
		for (Subscription subscription : packet.subscriptions()) {
			WireWriter.writeString(out, subscription.filter().value());
			out.writeByte(options(subscription));
		}
		return size;
	}

	private void checkOptions(Subscription subscription) {
		if (this.version == MqttVersion.V3_1_1 && options(subscription) != subscription.qos().level()) {
			throw new IllegalArgumentException(
					"a subscription must have no option but its QoS in MQTT 3.1.1, was " + subscription);
		}
	}

	private static int options(Subscription subscription) {
		return subscription.qos().level() | (subscription.noLocal() ? 4 : 0)
				| (subscription.retainAsPublished() ? 8 : 0) | (subscription.retainHandling().value() << 4);
	}

	private int subAck(SubAck packet, ByteBuf out, long maximumPacketSize) {
		requireReasonCodes(packet.reasonCodes(), PacketType.SUBACK);
		long propertiesLength = propertiesLength(packet.properties(), PacketType.SUBACK);
		long length = 2 + propertiesSize(propertiesLength) + packet.reasonCodes().size();
		int size = begin(out, PacketType.SUBACK, 0, length, maximumPacketSize);
		out.writeShort(packet.packetId());
		writeProperties(out, packet.properties(), propertiesLength);
		for (ReasonCode reasonCode : packet.reasonCodes()) {
			out.writeByte((this.version == MqttVersion.V5) ? reasonCode.code() : ReturnCodes.forSubAck(reasonCode));
		}
		return size;
	}

	private int unsubscribe(Unsubscribe packet, ByteBuf out, long maximumPacketSize) {
		long propertiesLength = propertiesLength(packet.properties(), PacketType.UNSUBSCRIBE);
		long length = 2 + propertiesSize(propertiesLength);
		for (TopicFilter filter : packet.filters()) {
			length += WireWriter.stringSize(filter.value());
		}
		int size = begin(out, PacketType.UNSUBSCRIBE, 2, length, maximumPacketSize); // [MQTT-3.10.1-1]
		out.writeShort(packet.packetId());
		writeProperties(out, packet.properties(), propertiesLength);
		for (TopicFilter filter : packet.filters()) {
			WireWriter.writeString(out, filter.value());
		}
		return size;
	}

	private int unsubAck(UnsubAck packet, ByteBuf out, long maximumPacketSize) {
		long propertiesLength = propertiesLength(packet.properties(), PacketType.UNSUBACK);
		List<ReasonCode> reasonCodes = List.of(); // what MQTT 3.1.1 writes
		if (this.version == MqttVersion.V5) {
			reasonCodes = packet.reasonCodes();
			requireReasonCodes(reasonCodes, PacketType.UNSUBACK);
		}
		long length = 2 + propertiesSize(propertiesLength) + reasonCodes.size();
		int size = begin(out, PacketType.UNSUBACK, 0, length, maximumPacketSize);
		out.writeShort(packet.packetId());
		writeProperties(out, packet.properties(), propertiesLength);
		for (ReasonCode reasonCode : reasonCodes) {
			out.writeByte(reasonCode.code());
		}
		return size;
	}

	private int disconnect(Disconnect packet, ByteBuf out, long maximumPacketSize) {
		return outcome(PacketType.DISCONNECT, 0, 0, packet.reasonCode(), packet.properties(), out, maximumPacketSize);
	}

	private int auth(Auth packet, ByteBuf out, long maximumPacketSize) {
		if (this.version == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("AUTH must not be sent in MQTT 3.1.1");
		}
		boolean shortForm = packet.reasonCode() == ReasonCode.SUCCESS && packet.properties().isEmpty();
		if (!shortForm && packet.properties().get(Property.AUTHENTICATION_METHOD) == null) {
			// section 3.15.2.2.2
			throw new IllegalArgumentException("AUTH must have an authentication method, had none");
		}
		return outcome(PacketType.AUTH, 0, 0, packet.reasonCode(), packet.properties(), out, maximumPacketSize);
	}

	/**
	 * Writes a packet that is a packet identifier, unless that is 0, and an outcome. What
	 * explains the outcome is left out if the receiver does not take so large a packet
	 * [MQTT-3.4.2-2], [MQTT-3.4.2-3].
	 */
	private int outcome(PacketType type, int flags, int packetId, ReasonCode reasonCode, PacketProperties properties,
			ByteBuf out, long maximumPacketSize) {
		int code = code(reasonCode, type);
		long propertiesLength = propertiesLength(properties, type);
		long outcomeSize = outcomeSize(reasonCode, propertiesLength);
		long length = ((packetId != 0) ? 2 : 0) + outcomeSize;
		if (size(length) > maximumPacketSize && isExplained(properties)) {
			PacketProperties rest = properties.toBuilder()
				.set(Property.REASON_STRING, null)
				.set(Property.USER_PROPERTIES, null)
				.build();
			return outcome(type, flags, packetId, reasonCode, rest, out, maximumPacketSize);
		}
		int size = begin(out, type, flags, length, maximumPacketSize);
		if (packetId != 0) {
			out.writeShort(packetId);
		}
		writeOutcome(out, outcomeSize, code, properties, propertiesLength);
		return size;
	}

	private static boolean isExplained(PacketProperties properties) {
		return properties.get(Property.REASON_STRING) != null || properties.get(Property.USER_PROPERTIES) != null;
	}

	/**
	 * The size of a reason code and properties that end a packet: none for success
	 * without properties and in MQTT 3.1.1, one byte for a reason code without properties
	 * (section 3.4.2.1).
	 */
	private long outcomeSize(ReasonCode reasonCode, long propertiesLength) {
		if (this.version == MqttVersion.V3_1_1) {
			return 0;
		}
		if (propertiesLength > 0) {
			return 1 + propertiesSize(propertiesLength);
		}
		return (reasonCode != ReasonCode.SUCCESS) ? 1 : 0;
	}

	private void writeOutcome(ByteBuf out, long outcomeSize, int code, PacketProperties properties,
			long propertiesLength) {
		if (outcomeSize > 0) {
			out.writeByte(code);
		}
		if (outcomeSize > 1) {
			writeProperties(out, properties, propertiesLength);
		}
	}

	/**
	 * Writes the fixed header (section 2.1).
	 * @return the packet's whole size
	 */
	private static int begin(ByteBuf out, PacketType type, int flags, long remainingLength, long maximumPacketSize) {
		long size = size(remainingLength);
		if (remainingLength > WireWriter.MAXIMUM_VARIABLE_BYTE_INTEGER || size > maximumPacketSize) {
			throw new IllegalArgumentException(
					// [MQTT-3.2.2-15]
					type + " must have at most " + Math.min(maximumPacketSize, MAXIMUM_SIZE) + " bytes, had " + size);
		}
		out.writeByte(type.code() << 4 | flags);
		WireWriter.writeVariableByteInteger(out, (int) remainingLength);
		return (int) size;
	}

	private static long size(long remainingLength) {
		return 1 + WireWriter.variableByteIntegerSize(remainingLength) + remainingLength;
	}

	private long propertiesLength(PacketProperties properties, PacketType type) {
		if (properties.isEmpty()) {
			return 0;
		}
		requireVersion5(properties);
		return PropertyWriter.size(properties, type);
	}

	private long willPropertiesLength(PacketProperties properties) {
		if (properties.isEmpty()) {
			return 0;
		}
		requireVersion5(properties);
		return PropertyWriter.sizeInWill(properties);
	}

	private void requireVersion5(PacketProperties properties) {
		if (this.version == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("properties must be empty in MQTT 3.1.1, were " + properties);
		}
	}

	/** The size of properties with the length that precedes them in MQTT 5. */
	private long propertiesSize(long propertiesLength) {
		return (this.version == MqttVersion.V5)
				? WireWriter.variableByteIntegerSize(propertiesLength) + propertiesLength : 0;
	}

	private void writeProperties(ByteBuf out, PacketProperties properties, long propertiesLength) {
		if (this.version == MqttVersion.V5) {
			WireWriter.writeVariableByteInteger(out, (int) propertiesLength);
			if (propertiesLength > 0) {
				PropertyWriter.write(out, properties);
			}
		}
	}

	private static int code(ReasonCode reasonCode, PacketType type) {
		if (!reasonCode.allowedIn(type)) {
			throw new IllegalArgumentException(
					"reason code of " + type + " must be one that this packet may have, was " + reasonCode);
		}
		return reasonCode.code();
	}

	private static void requireReasonCodes(List<ReasonCode> reasonCodes, PacketType type) {
		if (reasonCodes.isEmpty()) {
			throw new IllegalArgumentException(type + " must have at least one reason code, had none");
		}
		for (ReasonCode reasonCode : reasonCodes) {
			code(reasonCode, type);
		}
	}

}
