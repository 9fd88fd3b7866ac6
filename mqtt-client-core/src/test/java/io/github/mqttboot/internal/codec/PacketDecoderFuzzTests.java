// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes. Runs over the {@link Corpus}, or, with {@code JAZZER_FUZZ=1} in the
 * environment, over what Jazzer makes of it for as long as it is told to
 * ({@code docs/fuzzing.md}).
 */
class PacketDecoderFuzzTests {

	@MethodSource("io.github.mqttboot.internal.codec.Corpus#all")
	@FuzzTest(maxDuration = "")
	void readsOrRefusesAnyBytes(byte[] bytes) {
		DecoderContract.assertHolds(bytes);
	}

	/** The remaining length is always right here, so that bodies are looked at. */
	@MethodSource("bodies")
	@FuzzTest(maxDuration = "")
	void readsOrRefusesAnyBody(byte[] firstByteAndBody) {
		if (firstByteAndBody.length > 0) {
			ByteBuf packet = Unpooled.buffer();
			packet.writeByte(firstByteAndBody[0]);
			WireWriter.writeVariableByteInteger(packet, firstByteAndBody.length - 1);
			packet.writeBytes(firstByteAndBody, 1, firstByteAndBody.length - 1);
			DecoderContract.assertHolds(ByteBufUtil.getBytes(packet));
		}
	}

	/** Each packet of the corpus without its remaining length. */
	static Stream<byte[]> bodies() {
		return Corpus.all().stream().filter((bytes) -> bytes.length > 1).map((bytes) -> {
			int body = 1;
			while (body < bytes.length - 1 && bytes[body] < 0) {
				body++;
			}
			byte[] withoutLength = Arrays.copyOfRange(bytes, body, bytes.length);
			withoutLength[0] = bytes[0];
			return withoutLength;
		});
	}

	@Test
	void beginsWithPacketsOfEveryType() {
		List<String> names = Corpus.files().stream().map((file) -> file.getFileName().toString()).toList();

		for (PacketType type : PacketType.values()) {
			assertThat(names).contains(type.name().toLowerCase(Locale.ROOT) + ".hex");
		}
	}

	@Test
	void beginsWithPacketsThatAreRead() {
		for (PacketType type : PacketType.values()) {
			for (Path file : Corpus.files()) {
				if (file.endsWith(type.name().toLowerCase(Locale.ROOT) + ".hex")) {
					assertThat(Corpus.entries(file)).isNotEmpty().allSatisfy((bytes) -> assertReads(type, bytes));
				}
			}
		}
	}

	private static void assertReads(PacketType type, byte[] bytes) {
		assertThat(MqttVersion.values()).as(Hex.text(bytes))
			.anySatisfy((version) -> assertThat(
					Reading.of(version, Codec.UNLIMITED, Unpooled.wrappedBuffer(bytes), Integer.MAX_VALUE).packets())
				.singleElement()
				.satisfies((packet) -> assertThat(packet.type()).isEqualTo(type)));
	}

}
