// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.UnsubAck;

/**
 * What the decoder owes whoever sends it bytes, whatever they are: packets, a wish for
 * more bytes, or a refusal with a reason code; the same whether they come at once or in
 * pieces; each packet such that the encoder can write it again; memory and time in
 * proportion to the bytes that are there and not to the lengths they claim.
 */
final class DecoderContract {

	/** The smaller ones are met by packets of a few bytes, which fuzzers like. */
	private static final int[] LIMITS = { 2, 16, 300 };

	/** What a few objects and an exception with its stack trace need. */
	private static final long FIXED_ALLOCATION = 24 * 1024;

	/**
	 * Small values are the worst: the five bytes of an empty user property become three
	 * objects and a place in a list.
	 */
	private static final long ALLOCATION_PER_BYTE = 100;

	private static final long FIXED_NANOS = 500_000_000;

	private static final long NANOS_PER_BYTE = 5_000;

	/** Class loading and the compiler take their share now and then. */
	private static final int ATTEMPTS = 5;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private DecoderContract() {
	}

	/**
	 * Checks all of it in both versions.
	 * @param bytes any bytes
	 */
	static void assertHolds(byte[] bytes) {
		long allowed = FIXED_NANOS + NANOS_PER_BYTE * bytes.length;
		long used = Long.MAX_VALUE;
		for (int attempt = 0; attempt < ATTEMPTS && used > allowed; attempt++) {
			long before = THREADS.getCurrentThreadCpuTime();
			assertHoldsInBothVersions(bytes);
			used = THREADS.getCurrentThreadCpuTime() - before;
		}
		if (used > allowed) {
			throw new AssertionError("must be done in %d ns, took %d".formatted(allowed, used));
		}
	}

	private static void assertHoldsInBothVersions(byte[] bytes) {
		ByteBuf heap = Unpooled.wrappedBuffer(bytes);
		ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length + 1).writeByte(0x55).skipBytes(1);
		direct.writeBytes(bytes);
		try {
			for (MqttVersion version : MqttVersion.values()) {
				assertHolds(version, heap, direct);
			}
		}
		finally {
			direct.release();
		}
	}

	private static void assertHolds(MqttVersion version, ByteBuf heap, ByteBuf direct) {
		Reading whole = read(version, Codec.UNLIMITED, heap, Integer.MAX_VALUE);
		assertSame(whole, read(version, Codec.UNLIMITED, direct, 1));
		for (int limit : LIMITS) {
			Reading limited = read(version, limit, heap, Integer.MAX_VALUE);
			assertLimited(whole, limited, limit);
			assertSame(limited, read(version, limit, direct, 3));
		}
		assertCanBeWritten(version, whole);
	}

	private static Reading read(MqttVersion version, int maximumPacketSize, ByteBuf bytes, int piece) {
		long allowed = FIXED_ALLOCATION + ALLOCATION_PER_BYTE * bytes.readableBytes();
		for (int attempt = 1;; attempt++) {
			long before = THREADS.getCurrentThreadAllocatedBytes();
			Reading reading = Reading.of(version, maximumPacketSize, bytes, piece);
			long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
			if (allocated <= allowed) {
				return reading;
			}
			if (attempt == ATTEMPTS) {
				throw new AssertionError("must allocate at most %d bytes, did %d".formatted(allowed, allocated));
			}
		}
	}

	private static void assertSame(Reading whole, Reading other) {
		if (!whole.equals(other)) {
			assertThat(other).isEqualTo(whole);
		}
	}

	/** The same packets up to the first that is too large. */
	private static void assertLimited(Reading whole, Reading limited, int limit) {
		int fitting = 0;
		while (fitting < whole.sizes().size() && whole.sizes().get(fitting) <= limit) {
			fitting++;
		}
		assertThat(limited.packets()).isEqualTo(whole.packets().subList(0, fitting));
		if (fitting < whole.packets().size()) {
			assertThat(limited.refusal()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
		}
		else if (limited.refusal() != ReasonCode.PACKET_TOO_LARGE) {
			assertSame(whole, limited);
		}
	}

	private static void assertCanBeWritten(MqttVersion version, Reading reading) {
		MqttVersion now = version;
		for (int i = 0; i < reading.packets().size(); i++) {
			Packet packet = reading.packets().get(i);
			now = (packet instanceof Connect connect) ? connect.version() : now;
			assertCanBeWritten(now, packet, reading.sizes().get(i));
		}
	}

	/**
	 * What the decoder takes the encoder takes, so that both know the same rules, and
	 * writes it no longer than it came. Only answers with an error that is not theirs are
	 * read and never written.
	 */
	private static void assertCanBeWritten(MqttVersion version, Packet packet, int size) {
		PacketEncoder encoder = new PacketEncoder(version);
		ByteBuf bytes = Unpooled.buffer(size);
		if (errors(packet).anyMatch((error) -> !error.allowedIn(packet.type()))) {
			assertThatIllegalArgumentException().isThrownBy(() -> encoder.encode(packet, bytes, size));
			return;
		}
		int written = encoder.encode(packet, bytes, size);
		assertThat(bytes.readableBytes()).isEqualTo(written);
		if (packet instanceof Publish publish) {
			ByteBuf head = Unpooled.buffer(size);
			encoder.encodePublishHead(publish, head, size);
			assertThat(head.writeBytes(publish.message().payload())).isEqualTo(bytes);
		}
		Reading again = Reading.of(version, size, bytes, Integer.MAX_VALUE);
		assertSame(new Reading(List.of(packet), List.of(written), null, null), again);
		assertThat(again.packets().get(0)).hasSameHashCodeAs(packet).hasToString(packet.toString());
	}

	private static Stream<ReasonCode> errors(Packet packet) {
		Stream<ReasonCode> all = switch (packet.type()) {
			case PUBACK -> Stream.of(((PubAck) packet).reasonCode());
			case PUBREC -> Stream.of(((PubRec) packet).reasonCode());
			case PUBREL -> Stream.of(((PubRel) packet).reasonCode());
			case PUBCOMP -> Stream.of(((PubComp) packet).reasonCode());
			case SUBACK -> ((SubAck) packet).reasonCodes().stream();
			case UNSUBACK -> ((UnsubAck) packet).reasonCodes().stream();
			default -> Stream.of();
		};
		return all.filter(ReasonCode::isError);
	}

}
