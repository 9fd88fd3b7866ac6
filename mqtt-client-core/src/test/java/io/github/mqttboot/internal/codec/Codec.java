// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.Will;

import org.jspecify.annotations.Nullable;

/** What the codec's tests say about packets and their bytes. */
final class Codec {

	static final int UNLIMITED = Integer.MAX_VALUE;

	private Codec() {
	}

	static byte[] encode(MqttVersion version, Packet packet) {
		ByteBuf out = Unpooled.buffer();
		int size = new PacketEncoder(version).encode(packet, out, UNLIMITED);
		assertThat(size).isEqualTo(out.readableBytes());
		return ByteBufUtil.getBytes(out);
	}

	static @Nullable Packet decode(MqttVersion version, byte[] bytes) {
		return new PacketDecoder(version, UNLIMITED).decode(Unpooled.wrappedBuffer(bytes));
	}

	/** The packet is written as these bytes, and these bytes are read as the packet. */
	static void assertBytes(MqttVersion version, Packet packet, String hex) {
		assertThat(Hex.text(encode(version, packet))).isEqualTo(Hex.normal(hex));
		assertReads(version, hex, packet);
	}

	/** These bytes are read as the packet, though written in another form. */
	static void assertReads(MqttVersion version, String hex, Packet packet) {
		ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes(hex));
		assertThat(new PacketDecoder(version, UNLIMITED).decode(in)).isEqualTo(packet);
		assertThat(in.isReadable()).isFalse();
	}

	/** These bytes are refused for a reason. */
	static void assertRefused(MqttVersion version, String hex, ReasonCode reasonCode, String message) {
		assertThatExceptionOfType(MqttProtocolException.class).isThrownBy(() -> decode(version, Hex.bytes(hex)))
			.withMessage(message)
			.satisfies((refused) -> assertThat(refused.reasonCode()).isEqualTo(reasonCode));
	}

	/** The packet cannot be written, and nothing of it is. */
	static void assertNotWritten(MqttVersion version, Packet packet, String message) {
		ByteBuf out = Unpooled.buffer().writeByte(0x55);
		assertThatIllegalArgumentException().isThrownBy(() -> new PacketEncoder(version).encode(packet, out, UNLIMITED))
			.withMessage(message);
		assertThat(out.writerIndex()).isEqualTo(1);
	}

	/** javac 17 does not find in class files that an array may be null. */
	@SuppressWarnings("NullAway")
	static Connect connect(MqttVersion version, String clientId, boolean cleanStart, int keepAliveSeconds,
			@Nullable Will will, @Nullable String userName, byte @Nullable [] password, PacketProperties properties) {
		return new Connect(version, clientId, cleanStart, keepAliveSeconds, will, userName, password, properties);
	}

}
