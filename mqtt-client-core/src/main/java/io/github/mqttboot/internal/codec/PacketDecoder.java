// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import io.github.mqttboot.protocol.Will;

import org.jspecify.annotations.Nullable;

/**
 * Reads packets, sent by a client or a server, as strictly as the specification allows.
 * MQTT 3.1.1 is read into the words of MQTT 5: return codes become reason codes, and
 * there are no properties. One instance serves one connection and is confined to its
 * loop.
 */
public final class PacketDecoder {

	private final int maximumPacketSize;

	private final WireReader in = new WireReader();

	private final TopicCache topics = new TopicCache();

	private MqttVersion version;

	private int missing;

	/**
	 * Makes a decoder for a new connection.
	 * @param version the version packets are in; a CONNECT that is read changes it to its
	 * own
	 * @param maximumPacketSize the largest packet to read, in bytes with its header
	 */
	public PacketDecoder(MqttVersion version, int maximumPacketSize) {
		this.version = version;
		this.maximumPacketSize = maximumPacketSize;
	}

	/**
	 * Reads one packet, if it is there as a whole.
	 * @param buffer what has come; its reader index moves behind the packet
	 * @return the packet, or null if more bytes are needed; then nothing is consumed
	 * @throws MqttProtocolException if the bytes are no packet, or the packet is too
	 * large; after it nothing more can be read from this connection
	 */
	public @Nullable Packet decode(ByteBuf buffer) {
		int start = buffer.readerIndex();
		int available = buffer.readableBytes();
		if (available < 2) {
			this.missing = 2 - available;
			return null;
		}
		this.in.begin(buffer, start, start + available);
		int firstByte = this.in.readByte("packet type");
		PacketType type = type(firstByte);
		checkFlags(type, firstByte & 0x0F);
		int remainingLength = this.in.readRemainingLength();
		if (remainingLength < 0) {
			this.missing = 1;
			return null;
		}
		int headerLength = available - this.in.remaining();
		int size = headerLength + remainingLength;
		if (size > this.maximumPacketSize) {
			throw new MqttProtocolException(ReasonCode.PACKET_TOO_LARGE,
					type + " must have at most " + this.maximumPacketSize + " bytes, had " + size);
		}
		if (size > available) {
			this.missing = size - available;
			return null;
		}
		this.in.begin(buffer, start + headerLength, start + size);
		Packet packet = decode(type, firstByte & 0x0F);
		checkEnd(type, headerLength, remainingLength);
		this.in.finish();
		buffer.readerIndex(start + size);
		return packet;
	}

	/**
	 * How much to wait for before trying again, after {@link #decode} has returned null.
	 * @return bytes, without which the packet is not whole; within the maximum packet
	 * size
	 */
	public int missing() {
		return this.missing;
	}

	private void checkEnd(PacketType type, int headerLength, int remainingLength) {
		if (this.in.hasRemaining()) {
			throw Faults.malformed(type + " must end after its last field, had " + this.in.remaining() + " bytes more");
		}
		if (headerLength > 1 + WireWriter.variableByteIntegerSize(remainingLength) && this.version == MqttVersion.V5) {
			throw WireReader.notShortest("remaining length", remainingLength); // [MQTT-1.5.5-1]
		}
	}

	private PacketType type(int firstByte) {
		int code = firstByte >>> 4;
		int last = (this.version == MqttVersion.V5) ? PacketType.AUTH.code() : PacketType.DISCONNECT.code();
		if (code < 1 || code > last) {
			throw Faults.malformed("packet type must be 1.." + last + " in MQTT " + this.version + ", was " + code);
		}
		return PacketType.of(code);
	}

	/** The lower half of the first byte (sections 2.1.3 and 3.3.1). */
	private static void checkFlags(PacketType type, int flags) {
		switch (type) {
			case PUBLISH -> {
				int qos = (flags >> 1) & 3;
				if (qos == 3) {
					throw Faults.malformed("QoS of PUBLISH must be 0, 1 or 2, was 3"); // [MQTT-3.3.1-4]
				}
				if (qos == 0 && (flags & 8) != 0) {
					throw Faults.protocolError("DUP of PUBLISH must be 0 for QoS 0, was 1"); // [MQTT-3.3.1-2]
				}
			}
			case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> checkFlags(type, flags, 2);
			default -> checkFlags(type, flags, 0);
		}
	}

	private static void checkFlags(PacketType type, int flags, int expected) {
		if (flags != expected) {
			throw Faults.malformed("flags of " + type + " must be " + expected + ", were " + flags); // [MQTT-2.1.3-1]
		}
	}

	private Packet decode(PacketType type, int flags) {
		return switch (type) {
			case CONNECT -> connect();
			case CONNACK -> connAck();
			case PUBLISH -> publish(flags);
			case PUBACK -> pubAck();
			case PUBREC -> pubRec();
			case PUBREL -> pubRel();
			case PUBCOMP -> pubComp();
			case SUBSCRIBE -> subscribe();
			case SUBACK -> subAck();
			case UNSUBSCRIBE -> unsubscribe();
			case UNSUBACK -> unsubAck();
			case PINGREQ -> PingReq.INSTANCE;
			case PINGRESP -> PingResp.INSTANCE;
			case DISCONNECT -> disconnect();
			case AUTH -> auth();
		};
	}

	private Connect connect() {
		this.version = protocolVersion();
		int flags = this.in.readByte("connect flags");
		ConnectFlags.check(flags, this.version);
		int keepAliveSeconds = this.in.readTwoBytes("keep alive");
		PacketProperties properties = properties(PacketType.CONNECT);
		String clientId = this.in.readString("client identifier");
		boolean cleanStart = (flags & ConnectFlags.CLEAN_START) != 0;
		if (this.version == MqttVersion.V3_1_1 && clientId.isEmpty() && !cleanStart) {
			// [v3 MQTT-3.1.3-8]
			throw new MqttProtocolException(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
					"client identifier must not be empty if the session is kept, was empty");
		}
		Will will = ((flags & ConnectFlags.WILL) != 0) ? will(flags) : null;
		String userName = ((flags & ConnectFlags.USER_NAME) != 0) ? this.in.readString("user name") : null;
		byte[] password = ((flags & ConnectFlags.PASSWORD) != 0) ? this.in.readBinary("password") : null;
		return new Connect(this.version, clientId, cleanStart, keepAliveSeconds, will, userName, password, properties);
	}

	private MqttVersion protocolVersion() {
		String name = this.in.readString("protocol name");
		int level = this.in.readByte("protocol level");
		if (name.equals("MQTT")) {
			if (level == MqttVersion.V3_1_1.level()) {
				return MqttVersion.V3_1_1;
			}
			if (level == MqttVersion.V5.level()) {
				return MqttVersion.V5;
			}
		}
		throw new MqttProtocolException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
				"protocol must be MQTT at level 4 or 5, was " + name + " at level " + level); // [MQTT-3.1.2-2]
	}

	private Will will(int flags) {
		PacketProperties properties = (this.version == MqttVersion.V5) ? PropertyReader.readOfWill(this.in)
				: PacketProperties.NONE;
		long delaySeconds = properties.get(Property.WILL_DELAY_INTERVAL, 0L);
		PacketProperties ofMessage = properties.toBuilder().set(Property.WILL_DELAY_INTERVAL, null).build();
		TopicName topic = Topics.name("will", this.in.readString("will topic"));
		byte[] payload = this.in.readBinary("will payload");
		QoS qos = QoS.of(ConnectFlags.willQos(flags));
		boolean retain = (flags & ConnectFlags.WILL_RETAIN) != 0;
		return new Will(new MqttMessage(topic, payload, qos, retain, ofMessage), delaySeconds);
	}

	private ConnAck connAck() {
		checkConnAckLayout();
		int flags = this.in.readByte("connect acknowledge flags");
		if (flags > 1) {
			// [MQTT-3.2.2-1]
			throw Faults.malformed("reserved flags of CONNACK must be 0, were in " + Faults.hex(flags));
		}
		boolean sessionPresent = flags == 1;
		ReasonCode reasonCode = connAckReason();
		if (sessionPresent && reasonCode != ReasonCode.SUCCESS) {
			// [MQTT-3.2.2-6]
			throw Faults.protocolError("session present must be 0 in a CONNACK that refuses, was 1 with " + reasonCode);
		}
		return new ConnAck(sessionPresent, reasonCode, properties(PacketType.CONNACK));
	}

	/** The server may speak the other version, and the length alone tells. */
	private void checkConnAckLayout() {
		int length = this.in.remaining();
		if (this.version == MqttVersion.V3_1_1 && length > 2) {
			throw Faults.protocolError("CONNACK of MQTT 3.1.1 must have 2 bytes after its header, had " + length
					+ ": the server answers in MQTT 5");
		}
		if (this.version == MqttVersion.V5 && length == 2) {
			throw Faults.protocolError("CONNACK of MQTT 5 must have at least 3 bytes after its header, had 2: "
					+ "the server answers in MQTT 3.1.1");
		}
	}

	private ReasonCode connAckReason() {
		if (this.version == MqttVersion.V5) {
			return reasonCode(PacketType.CONNACK);
		}
		int returnCode = this.in.readByte("return code of CONNACK");
		ReasonCode reasonCode = ReturnCodes.ofConnAck(returnCode);
		if (reasonCode == null) {
			throw Faults.protocolError("return code of CONNACK must be 0..5, was " + returnCode);
		}
		return reasonCode;
	}

	private Publish publish(int flags) {
		TopicName topic = this.topics.read(this.in);
		QoS qos = QoS.of((flags >> 1) & 3);
		int packetId = (qos != QoS.AT_MOST_ONCE) ? packetId() : 0;
		PacketProperties properties = properties(PacketType.PUBLISH);
		if (topic == TopicName.NONE && properties.get(Property.TOPIC_ALIAS) == null) {
			// section 3.3.2.1
			throw Faults.protocolError("topic name must not be empty without topic alias, was empty");
		}
		boolean duplicate = (flags & 8) != 0;
		boolean retain = (flags & 1) != 0;
		return new Publish(new MqttMessage(topic, this.in.readRest(), qos, retain, properties), duplicate, packetId);
	}

	private PubAck pubAck() {
		return new PubAck(packetId(), optionalReasonCode(PacketType.PUBACK), optionalProperties(PacketType.PUBACK));
	}

	private PubRec pubRec() {
		return new PubRec(packetId(), optionalReasonCode(PacketType.PUBREC), optionalProperties(PacketType.PUBREC));
	}

	private PubRel pubRel() {
		return new PubRel(packetId(), optionalReasonCode(PacketType.PUBREL), optionalProperties(PacketType.PUBREL));
	}

	private PubComp pubComp() {
		return new PubComp(packetId(), optionalReasonCode(PacketType.PUBCOMP), optionalProperties(PacketType.PUBCOMP));
	}

	private Subscribe subscribe() {
		int packetId = packetId();
		PacketProperties properties = properties(PacketType.SUBSCRIBE);
		requirePayload(PacketType.SUBSCRIBE, "topic filter"); // [MQTT-3.8.3-2]
		List<Subscription> subscriptions = new ArrayList<>();
		while (this.in.hasRemaining()) {
			subscriptions.add(subscription());
		}
		return new Subscribe(packetId, subscriptions, properties);
	}

	private Subscription subscription() {
		TopicFilter filter = Topics.filter("SUBSCRIBE", this.in.readString("topic filter"));
		int options = this.in.readByte("subscription options");
		int reserved = (this.version == MqttVersion.V5) ? 0xC0 : 0xFC;
		if ((options & reserved) != 0) {
			// [MQTT-3.8.3-5]
			throw Faults.malformed("reserved subscription options must be 0, were in " + Faults.hex(options));
		}
		int qos = options & 3;
		if (qos == 3) {
			// section 3.8.3.1
			throw Faults.protocolError("QoS of a subscription must be 0, 1 or 2, was 3");
		}
		boolean noLocal = (options & 4) != 0;
		if (noLocal && filter.isShared()) {
			throw Faults.protocolError("no local must be 0 for a shared subscription, was 1"); // [MQTT-3.8.3-4]
		}
		int retainHandling = (options >> 4) & 3;
		if (retainHandling == 3) {
			// section 3.8.3.1
			throw Faults.protocolError("retain handling must be 0, 1 or 2, was 3");
		}
		return new Subscription(filter, QoS.of(qos), noLocal, (options & 8) != 0, RetainHandling.of(retainHandling));
	}

	private SubAck subAck() {
		int packetId = packetId();
		PacketProperties properties = properties(PacketType.SUBACK);
		requirePayload(PacketType.SUBACK, "reason code"); // [MQTT-3.8.4-6]
		List<ReasonCode> reasonCodes = new ArrayList<>();
		while (this.in.hasRemaining()) {
			reasonCodes.add(subAckReason());
		}
		return new SubAck(packetId, reasonCodes, properties);
	}

	private ReasonCode subAckReason() {
		if (this.version == MqttVersion.V5) {
			return reasonCode(PacketType.SUBACK);
		}
		int returnCode = this.in.readByte("return code of SUBACK");
		ReasonCode reasonCode = ReturnCodes.ofSubAck(returnCode);
		if (reasonCode == null) {
			// [v3 MQTT-3.9.3-2]
			throw Faults.protocolError("return code of SUBACK must be 0, 1, 2 or 0x80, was " + Faults.hex(returnCode));
		}
		return reasonCode;
	}

	private Unsubscribe unsubscribe() {
		int packetId = packetId();
		PacketProperties properties = properties(PacketType.UNSUBSCRIBE);
		requirePayload(PacketType.UNSUBSCRIBE, "topic filter"); // [MQTT-3.10.3-2]
		List<TopicFilter> filters = new ArrayList<>();
		while (this.in.hasRemaining()) {
			filters.add(Topics.filter("UNSUBSCRIBE", this.in.readString("topic filter")));
		}
		return new Unsubscribe(packetId, filters, properties);
	}

	private UnsubAck unsubAck() {
		int packetId = packetId();
		if (this.version == MqttVersion.V3_1_1) {
			return new UnsubAck(packetId, List.of(), PacketProperties.NONE);
		}
		PacketProperties properties = properties(PacketType.UNSUBACK);
		requirePayload(PacketType.UNSUBACK, "reason code"); // [MQTT-3.11.3-1]
		List<ReasonCode> reasonCodes = new ArrayList<>();
		while (this.in.hasRemaining()) {
			reasonCodes.add(reasonCode(PacketType.UNSUBACK));
		}
		return new UnsubAck(packetId, reasonCodes, properties);
	}

	private Disconnect disconnect() {
		return new Disconnect(optionalReasonCode(PacketType.DISCONNECT), optionalProperties(PacketType.DISCONNECT));
	}

	private Auth auth() {
		ReasonCode reasonCode = optionalReasonCode(PacketType.AUTH);
		PacketProperties properties = optionalProperties(PacketType.AUTH);
		// section 3.15.2.2.2, except in the short form of section 3.15.2.1
		boolean shortForm = reasonCode == ReasonCode.SUCCESS && properties.isEmpty();
		if (!shortForm && properties.get(Property.AUTHENTICATION_METHOD) == null) {
			throw Faults.protocolError("AUTH must have an authentication method, had none");
		}
		return new Auth(reasonCode, properties);
	}

	private int packetId() {
		int packetId = this.in.readTwoBytes("packet identifier");
		if (packetId == 0) {
			throw Faults.protocolError("packet identifier must be 1..65535, was 0"); // [MQTT-2.2.1-3]
		}
		return packetId;
	}

	/** MQTT 3.1.1 has no properties. */
	private PacketProperties properties(PacketType type) {
		return (this.version == MqttVersion.V5) ? PropertyReader.read(this.in, type) : PacketProperties.NONE;
	}

	/** They may be left out at the end of a packet (section 3.4.2.2.1). */
	private PacketProperties optionalProperties(PacketType type) {
		return this.in.hasRemaining() ? properties(type) : PacketProperties.NONE;
	}

	private ReasonCode reasonCode(PacketType type) {
		int code = this.in.readByte("reason code");
		ReasonCode reasonCode = ReasonCode.of(code);
		if (reasonCode != null && reasonCode.allowedIn(type)) {
			return reasonCode;
		}
		if (isAnswer(type) && code >= ReasonCode.UNSPECIFIED_ERROR.code()) {
			// a failure all the same (section 2.4). Brokers do so, and who took it amiss
			// would be refused in the same way again on the next connection
			return (reasonCode != null) ? reasonCode : ReasonCode.UNSPECIFIED_ERROR;
		}
		throw Faults.protocolError(
				"reason code of " + type + " must be one that this packet may have, was " + Faults.hex(code));
	}

	/** Whether packets of a type answer another one on a connection that goes on. */
	private static boolean isAnswer(PacketType type) {
		return switch (type) {
			case PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK -> true;
			default -> false;
		};
	}

	/** It may be left out if it is success; MQTT 3.1.1 has none (section 3.4.2.1). */
	private ReasonCode optionalReasonCode(PacketType type) {
		boolean present = this.version == MqttVersion.V5 && this.in.hasRemaining();
		return present ? reasonCode(type) : ReasonCode.SUCCESS;
	}

	private void requirePayload(PacketType type, String element) {
		if (!this.in.hasRemaining()) {
			throw Faults.protocolError(type + " must have at least one " + element + ", had none");
		}
	}

}
