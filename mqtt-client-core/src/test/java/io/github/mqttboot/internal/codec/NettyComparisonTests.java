// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets as {@code netty-codec-mqtt}, written by others, reads and writes them. */
class NettyComparisonTests {

	private static final int PACKETS = 5_000;

	private final long seed = Long.getLong("mqtt.test.seed", System.nanoTime());

	@ParameterizedTest
	@EnumSource
	void whatNettyWritesIsReadHere(MqttVersion version) {
		RandomPackets packets = new RandomPackets(this.seed, version);
		EmbeddedChannel netty = netty(version);
		Map<PacketType, Integer> seen = new EnumMap<>(PacketType.class);
		for (int i = 0; i < PACKETS; i++) {
			Packet packet = packets.next();
			byte[] bytes = write(netty, NettyMessages.of(packet, version));
			assertThat(Codec.decode(version, bytes)).as("seed %d, packet %d", this.seed, i).isEqualTo(packet);
			seen.merge(packet.type(), 1, Integer::sum);
		}
		assertThat(seen).hasSize((version == MqttVersion.V5) ? 15 : 14);
	}

	/** Netty's messages cannot be compared, but what it writes again can. */
	@ParameterizedTest
	@EnumSource
	void whatIsWrittenHereNettyReadsAndWritesAgainWithTheSameMeaning(MqttVersion version) {
		RandomPackets packets = new RandomPackets(this.seed, version);
		EmbeddedChannel netty = netty(version);
		for (int i = 0; i < PACKETS; i++) {
			Packet packet = packets.next();
			MqttMessage message = read(netty, Codec.encode(version, packet));
			assertThat(message.decoderResult().isSuccess())
				.as("seed %d, packet %d: %s, %s", this.seed, i, packet, message.decoderResult())
				.isTrue();
			assertThat(Codec.decode(version, write(netty, message))).as("seed %d, packet %d", this.seed, i)
				.isEqualTo(packet);
		}
	}

	private static EmbeddedChannel netty(MqttVersion version) {
		EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(1_000_000), MqttEncoder.INSTANCE);
		Connect connect = Codec.connect(version, "c", true, 0, null, null, null, PacketProperties.NONE);
		write(channel, NettyMessages.of(connect, version)); // tells both handlers the
															// version
		return channel;
	}

	private static byte[] write(EmbeddedChannel netty, MqttMessage message) {
		assertThat(netty.writeOutbound(message)).isTrue();
		ByteBuf bytes = Unpooled.buffer();
		for (ByteBuf part = netty.readOutbound(); part != null; part = netty.readOutbound()) {
			bytes.writeBytes(part);
			part.release();
		}
		return ByteBufUtil.getBytes(bytes);
	}

	private static MqttMessage read(EmbeddedChannel netty, byte[] bytes) {
		netty.writeInbound(Unpooled.wrappedBuffer(bytes));
		MqttMessage message = netty.readInbound();
		assertThat(message).isNotNull();
		return message;
	}

}
