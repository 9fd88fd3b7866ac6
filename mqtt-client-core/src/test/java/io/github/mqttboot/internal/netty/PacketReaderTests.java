// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PacketReaderTests {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

	private final PacketReader reader = new PacketReader(this.allocator,
			new PacketDecoder(MqttVersion.V5, Integer.MAX_VALUE));

	private final List<Packet> read = new ArrayList<>();

	private final List<Integer> sizes = new ArrayList<>();

	@AfterEach
	void nothingIsLeftAfterClose() {
		this.reader.close();
		assertThat(usedMemory()).isZero();
	}

	/** What one read from the network brings. */
	private void read(ByteBuf bytes) {
		Packet packet;
		while ((packet = this.reader.next(bytes)) != null) {
			this.read.add(packet);
			this.sizes.add(this.reader.size());
		}
		assertThat(bytes.isReadable()).isFalse();
	}

	private long usedMemory() {
		return this.allocator.metric().usedDirectMemory() + this.allocator.metric().usedHeapMemory();
	}

	private static ByteBuf encoded(List<Packet> packets) {
		ByteBuf bytes = Unpooled.buffer();
		PacketEncoder encoder = new PacketEncoder(MqttVersion.V5);
		packets.forEach((packet) -> encoder.encode(packet, bytes, Integer.MAX_VALUE));
		return bytes;
	}

	/** With remaining lengths of one to four bytes. */
	private static List<Packet> packets() {
		return Stream.of(0, 100, 200, 20_000, 3_000_000)
			.<Packet>flatMap((size) -> Stream.of(publish(size), new PubAck(size % 1000 + 1), PingResp.INSTANCE))
			.toList();
	}

	private static Publish publish(int size) {
		byte[] payload = new byte[size];
		new Random(size).nextBytes(payload);
		return new Publish(MqttMessage.builder("t").payload(payload).qos(QoS.AT_LEAST_ONCE).build(), false, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7, 64, 1000, 65_536, 10_000_000 })
	void packetsAreReadFromPiecesOfAnySize(int piece) {
		List<Packet> packets = packets();
		ByteBuf bytes = encoded(packets);
		int all = bytes.readableBytes();

		while (bytes.isReadable()) {
			read(bytes.readSlice(Math.min(piece, bytes.readableBytes())));
		}

		assertThat(this.read).isEqualTo(packets);
		assertThat(this.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(all);
		assertThat(usedMemory()).isZero();
	}

	@Test
	void packetsAreReadThoughCutAnywhere() {
		List<Packet> packets = packets().subList(0, 9);
		int all = encoded(packets).readableBytes();

		for (int cut = 1; cut < all; cut++) {
			this.read.clear();
			ByteBuf bytes = encoded(packets);
			read(bytes.readSlice(cut));
			read(bytes);
			assertThat(this.read).as("cut after %s bytes", cut).isEqualTo(packets);
		}
	}

	@Test
	void onlyThePacketThatIsCutIsKept() {
		ByteBuf bytes = encoded(List.of(publish(50_000), publish(100)));

		read(bytes.readSlice(bytes.readableBytes() - 10));

		assertThat(this.read).hasSize(1);
		assertThat(usedMemory()).isLessThan(200);
	}

	@Test
	void aPacketThatIsAnnouncedReservesNoMemoryBeforeItComes() {
		ByteBuf header = Unpooled.wrappedBuffer(new byte[] { 0x30, -1, -1, -1, 0x7F, 0, 1, 't', 0 }); // 256
																										// MiB

		read(header);
		assertThat(usedMemory()).isLessThanOrEqualTo(64 * 1024);

		for (int i = 0; i < 10; i++) {
			read(Unpooled.wrappedBuffer(new byte[100_000]));
			assertThat(usedMemory()).isLessThanOrEqualTo(Math.max(64 * 1024, 2 * (i + 2) * 100_000L));
		}
		assertThat(this.read).isEmpty();
	}

}
