// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
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
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.protocol.Will;

import org.jspecify.annotations.Nullable;

/** Says packets in the words of {@code netty-codec-mqtt}. */
final class NettyMessages {

	private NettyMessages() {
	}

	static MqttMessage of(Packet packet, MqttVersion version) {
		return switch (packet.type()) {
			case CONNECT -> connect((Connect) packet);
			case CONNACK -> connAck((ConnAck) packet, version);
			case PUBLISH -> publish((Publish) packet);
			case PUBACK -> {
				PubAck ack = (PubAck) packet;
				yield message(packet, reply(ack.packetId(), ack.reasonCode(), ack.properties()), null);
			}
			case PUBREC -> {
				PubRec ack = (PubRec) packet;
				yield message(packet, reply(ack.packetId(), ack.reasonCode(), ack.properties()), null);
			}
			case PUBREL -> {
				PubRel ack = (PubRel) packet;
				yield message(packet, reply(ack.packetId(), ack.reasonCode(), ack.properties()), null);
			}
			case PUBCOMP -> {
				PubComp ack = (PubComp) packet;
				yield message(packet, reply(ack.packetId(), ack.reasonCode(), ack.properties()), null);
			}
			case SUBSCRIBE -> subscribe((Subscribe) packet);
			case SUBACK -> subAck((SubAck) packet);
			case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet);
			case UNSUBACK -> unsubAck((UnsubAck) packet);
			case PINGREQ, PINGRESP -> message(packet, null, null);
			case DISCONNECT -> {
				Disconnect disconnect = (Disconnect) packet;
				yield message(packet, outcome(disconnect.reasonCode(), disconnect.properties()), null);
			}
			case AUTH -> {
				Auth auth = (Auth) packet;
				yield message(packet, outcome(auth.reasonCode(), auth.properties()), null);
			}
		};
	}

	private static MqttMessage connect(Connect packet) {
		Will will = packet.will();
		byte[] password = packet.password();
		MqttConnectVariableHeader header = new MqttConnectVariableHeader("MQTT", packet.version().level(),
				packet.userName() != null, password != null, will != null && will.message().retain(),
				(will != null) ? will.message().qos().level() : 0, will != null, packet.cleanStart(),
				packet.keepAliveSeconds(), properties(packet.properties()));
		MqttProperties willProperties = (will != null) ? willProperties(will) : MqttProperties.NO_PROPERTIES;
		return message(packet, header,
				new MqttConnectPayload(packet.clientId(), willProperties,
						(will != null) ? will.message().topic() : null,
						(will != null) ? will.message().payload() : null, packet.userName(), password));
	}

	private static MqttProperties willProperties(Will will) {
		MqttProperties properties = properties(will.message().properties());
		if (will.delaySeconds() > 0) {
			properties
				.add(new MqttProperties.IntegerProperty(Property.WILL_DELAY_INTERVAL.id(), (int) will.delaySeconds()));
		}
		return properties;
	}

	private static MqttMessage connAck(ConnAck packet, MqttVersion version) {
		int code = (version == MqttVersion.V5) ? packet.reasonCode().code()
				: ReturnCodes.forConnAck(packet.reasonCode());
		return message(packet, new MqttConnAckVariableHeader(MqttConnectReturnCode.valueOf((byte) code),
				packet.sessionPresent(), properties(packet.properties())), null);
	}

	private static MqttMessage publish(Publish packet) {
		MqttFixedHeader header = new MqttFixedHeader(MqttMessageType.PUBLISH, packet.duplicate(),
				qos(packet.message().qos()), packet.message().retain(), 0);
		MqttPublishVariableHeader variable = new MqttPublishVariableHeader(packet.message().topic(), packet.packetId(),
				properties(packet.message().properties()));
		return MqttMessageFactory.newMessage(header, variable, Unpooled.wrappedBuffer(packet.message().payload()));
	}

	private static MqttMessage subscribe(Subscribe packet) {
		List<MqttTopicSubscription> subscriptions = packet.subscriptions()
			.stream()
			.map((each) -> new MqttTopicSubscription(each.filter().value(), option(each)))
			.toList();
		return message(packet, header(packet.packetId(), packet.properties()), new MqttSubscribePayload(subscriptions));
	}

	private static MqttSubscriptionOption option(Subscription subscription) {
		return new MqttSubscriptionOption(qos(subscription.qos()), subscription.noLocal(),
				subscription.retainAsPublished(),
				RetainedHandlingPolicy.valueOf(subscription.retainHandling().value()));
	}

	private static MqttMessage subAck(SubAck packet) {
		int[] codes = packet.reasonCodes().stream().mapToInt(ReasonCode::code).toArray();
		return message(packet, header(packet.packetId(), packet.properties()), new MqttSubAckPayload(codes));
	}

	private static MqttMessage unsubscribe(Unsubscribe packet) {
		List<String> filters = packet.filters().stream().map(TopicFilter::value).toList();
		return message(packet, header(packet.packetId(), packet.properties()), new MqttUnsubscribePayload(filters));
	}

	private static MqttMessage unsubAck(UnsubAck packet) {
		List<Short> codes = packet.reasonCodes().stream().map((code) -> (short) code.code()).toList();
		return message(packet, header(packet.packetId(), packet.properties()), new MqttUnsubAckPayload(codes));
	}

	private static MqttMessage message(Packet packet, @Nullable Object header, @Nullable Object payload) {
		MqttMessageType type = MqttMessageType.valueOf(packet.type().code());
		MqttQoS flags = switch (packet.type()) {
			case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> MqttQoS.AT_LEAST_ONCE;
			default -> MqttQoS.AT_MOST_ONCE;
		};
		return MqttMessageFactory.newMessage(new MqttFixedHeader(type, false, flags, false, 0), header, payload);
	}

	private static Object header(int packetId, PacketProperties properties) {
		return new MqttMessageIdAndPropertiesVariableHeader(packetId, properties(properties));
	}

	private static Object reply(int packetId, ReasonCode reasonCode, PacketProperties properties) {
		return new MqttPubReplyMessageVariableHeader(packetId, (byte) reasonCode.code(), properties(properties));
	}

	private static Object outcome(ReasonCode reasonCode, PacketProperties properties) {
		return new MqttReasonCodeAndPropertiesVariableHeader((byte) reasonCode.code(), properties(properties));
	}

	private static MqttQoS qos(QoS qos) {
		return MqttQoS.valueOf(qos.level());
	}

	private static MqttProperties properties(PacketProperties properties) {
		MqttProperties translated = new MqttProperties();
		properties.forEach((property, value) -> add(translated, property, value));
		return translated;
	}

	private static void add(MqttProperties properties, Property<?> property, Object value) {
		switch (property.wireType()) {
			case FLAG -> properties.add(new MqttProperties.IntegerProperty(property.id(), ((Boolean) value) ? 1 : 0));
			case BYTE, UINT16, UINT32 ->
				properties.add(new MqttProperties.IntegerProperty(property.id(), ((Number) value).intValue()));
			case VARIABLE_BYTE_INTEGER -> ((List<?>) value)
				.forEach((each) -> properties.add(new MqttProperties.IntegerProperty(property.id(), (Integer) each)));
			case UTF8_STRING -> properties.add(new MqttProperties.StringProperty(property.id(), (String) value));
			case BINARY -> properties.add(new MqttProperties.BinaryProperty(property.id(), (byte[]) value));
			case UTF8_STRING_PAIR -> {
				MqttProperties.UserProperties pairs = new MqttProperties.UserProperties();
				((List<?>) value)
					.forEach((each) -> pairs.add(((UserProperty) each).name(), ((UserProperty) each).value()));
				properties.add(pairs);
			}
		}
	}

}
