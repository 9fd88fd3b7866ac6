// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.github.mqttboot.internal.codec.PacketDecoder;
import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;

/** Packets to bytes, and back: a PUBLISH of QoS 1 with 64 bytes, and a PUBACK. */
@State(Scope.Thread)
public class CodecBenchmark {

	private static final int MAXIMUM = 1 << 20;

	/** The version of MQTT. */
	@Param({ "V3_1_1", "V5" })
	public MqttVersion version;

	private final ByteBuf out = Unpooled.directBuffer(1024);

	private final ByteBuf publishBytes = Unpooled.directBuffer(1024);

	private final ByteBuf pubAckBytes = Unpooled.directBuffer(1024);

	private final Publish publish = new Publish(
			MqttMessage.builder(Frames.topic(1)).payload(new byte[64]).qos(QoS.AT_LEAST_ONCE).build(), false, 1);

	private final PubAck pubAck = new PubAck(1);

	private PacketEncoder encoder;

	private PacketDecoder decoder;

	/** Makes the codec and the bytes to decode. */
	@Setup
	public void setUp() {
		this.encoder = new PacketEncoder(this.version);
		this.decoder = new PacketDecoder(this.version, MAXIMUM);
		this.encoder.encode(this.publish, this.publishBytes, MAXIMUM);
		this.encoder.encode(this.pubAck, this.pubAckBytes, MAXIMUM);
	}

	/**
	 * Writes a PUBLISH whose topic is used again.
	 * @return its size
	 */
	@Benchmark
	public int encodePublish() {
		return this.encoder.encode(this.publish, this.out.clear(), MAXIMUM);
	}

	/**
	 * Reads a PUBLISH whose topic was read before.
	 * @return the packet
	 */
	@Benchmark
	public Packet decodePublish() {
		return Objects.requireNonNull(this.decoder.decode(this.publishBytes.readerIndex(0)));
	}

	/**
	 * Writes a PUBACK.
	 * @return its size
	 */
	@Benchmark
	public int encodePubAck() {
		return this.encoder.encode(this.pubAck, this.out.clear(), MAXIMUM);
	}

	/**
	 * Reads a PUBACK.
	 * @return the packet
	 */
	@Benchmark
	public Packet decodePubAck() {
		return Objects.requireNonNull(this.decoder.decode(this.pubAckBytes.readerIndex(0)));
	}

}
