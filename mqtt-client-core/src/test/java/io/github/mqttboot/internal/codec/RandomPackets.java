// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttMessage;
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
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.protocol.Will;

/** Makes valid packets of one version, the same ones for the same seed. */
final class RandomPackets {

	private static final int[] CHARACTERS = { 'a', 'b', 'z', '0', ' ', '/', '$', 0x7F, 0x80, 0xFC, 0x7FF, 0x800, 0x20AC,
			0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF };

	private static final List<String> FILTERS = List.of("#", "+", "a", "a/+/b", "+/+", "a//#", "/", "$SYS/#", "ä/€/😀");

	private final Random random;

	private final MqttVersion version;

	RandomPackets(long seed, MqttVersion version) {
		this.random = new Random(seed);
		this.version = version;
	}

	Packet next() {
		int types = (this.version == MqttVersion.V5) ? 15 : 14;
		return next(PacketType.of(1 + this.random.nextInt(types)));
	}

	Packet next(PacketType type) {
		return switch (type) {
			case CONNECT -> connect();
			case CONNACK -> connAck();
			case PUBLISH -> publish();
			case PUBACK -> new PubAck(packetId(), outcome(type), properties(type));
			case PUBREC -> new PubRec(packetId(), outcome(type), properties(type));
			case PUBREL -> new PubRel(packetId(), outcome(type), properties(type));
			case PUBCOMP -> new PubComp(packetId(), outcome(type), properties(type));
			case SUBSCRIBE -> new Subscribe(packetId(), several(this::subscription), properties(type));
			case SUBACK -> new SubAck(packetId(), several(this::subAckReason), properties(type));
			case UNSUBSCRIBE -> new Unsubscribe(packetId(), several(this::filter), properties(type));
			case UNSUBACK ->
				new UnsubAck(packetId(), isV5() ? several(() -> outcome(type)) : List.of(), properties(type));
			case PINGREQ -> PingReq.INSTANCE;
			case PINGRESP -> PingResp.INSTANCE;
			case DISCONNECT -> new Disconnect(outcome(type), properties(type));
			case AUTH -> auth();
		};
	}

	private Connect connect() {
		boolean hasUserName = flag();
		boolean hasPassword = flag() && (isV5() || hasUserName);
		Will will = flag() ? will() : null;
		String clientId = "c" + text();
		return Codec.connect(this.version, clientId, flag(), this.random.nextInt(65_536), will,
				hasUserName ? text() : null, hasPassword ? bytes() : null, properties(PacketType.CONNECT));
	}

	private Will will() {
		MqttMessage message = new MqttMessage(topic(), bytes(), qos(), flag(),
				isV5() ? willProperties() : PacketProperties.NONE);
		return new Will(message, (isV5() && flag()) ? this.random.nextLong(4_294_967_296L) : 0);
	}

	private ConnAck connAck() {
		ReasonCode reasonCode = isV5() ? outcome(PacketType.CONNACK) : ReturnCodes.ofConnAck(this.random.nextInt(6));
		if (reasonCode == null) {
			throw new IllegalStateException("CONNACK has the return codes 0 to 5");
		}
		return new ConnAck(reasonCode == ReasonCode.SUCCESS && flag(), reasonCode, properties(PacketType.CONNACK));
	}

	private Publish publish() {
		QoS qos = qos();
		boolean acknowledged = qos != QoS.AT_MOST_ONCE;
		PacketProperties properties = properties(PacketType.PUBLISH);
		boolean hasAlias = properties.get(Property.TOPIC_ALIAS) != null;
		TopicName topic = (hasAlias && flag()) ? TopicName.NONE : topic();
		return new Publish(new MqttMessage(topic, bytes(), qos, flag(), properties), acknowledged && flag(),
				acknowledged ? packetId() : 0);
	}

	private Auth auth() {
		PacketProperties properties = properties(PacketType.AUTH).toBuilder()
			.set(Property.AUTHENTICATION_METHOD, text())
			.build();
		return new Auth(outcome(PacketType.AUTH), properties);
	}

	private Subscription subscription() {
		TopicFilter filter = filter();
		if (!isV5()) {
			return Subscription.of(filter.value(), qos());
		}
		return new Subscription(filter, qos(), flag() && !filter.isShared(), flag(),
				RetainHandling.of(this.random.nextInt(3)));
	}

	private ReasonCode subAckReason() {
		if (isV5()) {
			return outcome(PacketType.SUBACK);
		}
		return oneOf(List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2,
				ReasonCode.UNSPECIFIED_ERROR));
	}

	private TopicFilter filter() {
		return TopicFilter.of((flag() ? "" : "$share/g/") + oneOf(FILTERS));
	}

	/** A reason code that the packet may have; in MQTT 3.1.1 none is written. */
	private ReasonCode outcome(PacketType type) {
		if (!isV5()) {
			return ReasonCode.SUCCESS;
		}
		return oneOf(Stream.of(ReasonCode.values()).filter((code) -> code.allowedIn(type)).toList());
	}

	private PacketProperties properties(PacketType type) {
		PacketProperties.Builder builder = PacketProperties.builder();
		if (isV5() && flag()) {
			for (Property<?> property : Property.all()) {
				if (property.allowedIn(type) && flag()) {
					set(builder, property, type);
				}
			}
		}
		if (builder.has(Property.AUTHENTICATION_DATA)) {
			builder.set(Property.AUTHENTICATION_METHOD, text());
		}
		return builder.build();
	}

	private PacketProperties willProperties() {
		PacketProperties.Builder builder = PacketProperties.builder();
		for (Property<?> property : Property.all()) {
			if (property.allowedInWill() && property != Property.WILL_DELAY_INTERVAL && flag()) {
				set(builder, property, PacketType.CONNECT);
			}
		}
		return builder.build();
	}

	@SuppressWarnings("unchecked")
	private <T> void set(PacketProperties.Builder builder, Property<T> property, PacketType type) {
		Object value = switch (property.wireType()) {
			case FLAG -> flag();
			case BYTE -> this.random.nextInt(2);
			case UINT16 -> 1 + this.random.nextInt(65_535);
			case UINT32 -> 1 + this.random.nextLong(4_294_967_295L);
			case VARIABLE_BYTE_INTEGER ->
				(type == PacketType.SUBSCRIBE) ? List.of(identifier()) : several(this::identifier);
			case UTF8_STRING -> (property == Property.RESPONSE_TOPIC) ? topic().value() : text();
			case BINARY -> bytes();
			case UTF8_STRING_PAIR -> several(() -> new UserProperty(text(), text()));
		};
		builder.set(property, (T) value);
	}

	private int identifier() {
		return 1 + this.random.nextInt(1 << this.random.nextInt(28));
	}

	private TopicName topic() {
		return TopicName.of("t/" + text());
	}

	private String text() {
		StringBuilder text = new StringBuilder();
		int length = (this.random.nextInt(50) == 0) ? this.random.nextInt(2_000) : this.random.nextInt(12);
		for (int i = 0; i < length; i++) {
			text.appendCodePoint(CHARACTERS[this.random.nextInt(CHARACTERS.length)]);
		}
		return text.toString();
	}

	private byte[] bytes() {
		byte[] bytes = new byte[(this.random.nextInt(50) == 0) ? this.random.nextInt(20_000) : this.random.nextInt(20)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private int packetId() {
		return 1 + this.random.nextInt(65_535);
	}

	private QoS qos() {
		return QoS.of(this.random.nextInt(3));
	}

	private boolean flag() {
		return this.random.nextBoolean();
	}

	private boolean isV5() {
		return this.version == MqttVersion.V5;
	}

	private <T> T oneOf(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private <T> List<T> several(Supplier<T> supplier) {
		List<T> list = new ArrayList<>();
		int size = 1 + this.random.nextInt(4);
		for (int i = 0; i < size; i++) {
			list.add(supplier.get());
		}
		return list;
	}

}
