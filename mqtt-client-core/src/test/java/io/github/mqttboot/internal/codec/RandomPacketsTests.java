// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What must hold for every packet. Each run takes other packets; a failure names the
 * seed, which {@code -Dmqtt.test.seed} repeats. {@code -Dmqtt.test.mutations} says how
 * many are spoilt.
 */
class RandomPacketsTests {

	private static final int PACKETS = 10_000;

	private static final int MUTATIONS = Integer.getInteger("mqtt.test.mutations", 5_000);

	private final long seed = Long.getLong("mqtt.test.seed", System.nanoTime());

	@ParameterizedTest
	@EnumSource
	void areReadAsTheyWereWritten(MqttVersion version) {
		RandomPackets packets = new RandomPackets(this.seed, version);
		PacketEncoder encoder = new PacketEncoder(version);
		PacketDecoder decoder = new PacketDecoder(version, Codec.UNLIMITED);
		Map<PacketType, Integer> seen = new EnumMap<>(PacketType.class);
		ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer();
		for (int i = 0; i < PACKETS; i++) {
			Packet packet = packets.next();
			int size = encoder.encode(packet, buffer.clear(), Codec.UNLIMITED);

			assertThat(size).as("size, seed %d, packet %d: %s", this.seed, i, packet).isEqualTo(buffer.readableBytes());
			assertThat(decoder.decode(buffer)).as("seed %d, packet %d", this.seed, i).isEqualTo(packet);
			assertThat(buffer.isReadable()).as("rest, seed %d, packet %d: %s", this.seed, i, packet).isFalse();
			seen.merge(packet.type(), 1, Integer::sum);
		}
		buffer.release();
		assertThat(seen).hasSize((version == MqttVersion.V5) ? 15 : 14);
	}

	@ParameterizedTest
	@EnumSource
	void areNotReadBeforeTheyAreComplete(MqttVersion version) {
		RandomPackets packets = new RandomPackets(this.seed, version);
		PacketDecoder decoder = new PacketDecoder(version, Codec.UNLIMITED);
		for (int i = 0; i < 500; i++) {
			Packet packet = packets.next();
			byte[] bytes = Codec.encode(version, packet);
			for (int length = 0; length < Math.min(bytes.length, 5_000); length++) {
				ByteBuf part = Unpooled.wrappedBuffer(bytes, 0, length);
				if (decoder.decode(part) != null || part.readerIndex() != 0) {
					fail("seed %d, packet %d, %d bytes of %s", this.seed, i, length, packet);
				}
			}
			assertThat(decoder.decode(Unpooled.wrappedBuffer(bytes))).as("seed %d, packet %d", this.seed, i)
				.isEqualTo(packet);
		}
	}

	@ParameterizedTest
	@EnumSource
	void areReadOrRefusedWhateverHappensToTheirBytes(MqttVersion version) {
		RandomPackets packets = new RandomPackets(this.seed, version);
		Random random = new Random(this.seed);
		int refused = 0;
		int read = 0;
		byte[] bytes = {};
		for (int i = 0; i < MUTATIONS; i++) {
			if (i % 20 == 0) {
				bytes = Codec.encode(version, packets.next());
			}
			byte[] mutated = mutate(bytes, random);
			try {
				DecoderContract.assertHolds(mutated);
			}
			catch (RuntimeException | AssertionError ex) {
				fail("seed " + this.seed + ", mutation " + i + ": " + Hex.text(mutated), ex);
			}
			Reading reading = Reading.of(version, Codec.UNLIMITED, Unpooled.wrappedBuffer(mutated), Integer.MAX_VALUE);
			read += reading.packets().isEmpty() ? 0 : 1;
			refused += (reading.refusal() != null) ? 1 : 0;
		}
		assertThat(read).isGreaterThan(MUTATIONS / 20);
		assertThat(refused).isGreaterThan(MUTATIONS / 20);
	}

	/** Flips, inserts, deletes or repeats a few bytes. */
	private static byte[] mutate(byte[] bytes, Random random) {
		byte[] mutated = bytes;
		int changes = 1 + random.nextInt(3);
		for (int i = 0; i < changes; i++) {
			int index = random.nextInt(Math.min(mutated.length, 40) + 1);
			mutated = switch (random.nextInt(4)) {
				case 0 -> replace(mutated, index, 1, (byte) (at(mutated, index) ^ (1 << random.nextInt(8))));
				case 1 -> replace(mutated, index, 0, (byte) random.nextInt(256));
				case 2 -> replace(mutated, index, 1);
				default -> replace(mutated, index, 0, at(mutated, index));
			};
		}
		if (random.nextBoolean() && mutated.length > 1 && mutated.length < 130) {
			mutated[1] = (byte) (mutated.length - 2); // so that the body is looked at
		}
		return mutated;
	}

	private static byte at(byte[] bytes, int index) {
		return (index < bytes.length) ? bytes[index] : 0;
	}

	private static byte[] replace(byte[] bytes, int index, int length, byte... with) {
		int end = Math.min(index + length, bytes.length);
		byte[] replaced = new byte[bytes.length - (end - index) + with.length];
		System.arraycopy(bytes, 0, replaced, 0, index);
		System.arraycopy(with, 0, replaced, index, with.length);
		System.arraycopy(bytes, end, replaced, index + with.length, bytes.length - end);
		return replaced;
	}

}
