// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Mosquitto makes of a restart while it waits for PUBCOMP, by hand-spelled packets.
 * Until 2.0.12 it lets more messages be in flight than its max_inflight_messages, and
 * takes all beyond that for messages that it has not sent yet when it is started again:
 * so it publishes after PUBREL [MQTT-4.3.3-6], and no client can know.
 */
@EnabledIfDocker
@Timeout(120)
class MosquittoRestartIntegrationTests {

	private static final String CONNECT = """
			10 0D 00 04 4D 51 54 54 04 # MQTT 3.1.1
			00 00 3C 00 01 73          # not clean, client identifier "s"
			""";

	private static final String CONNECT_AS_PUBLISHER = """
			10 0D 00 04 4D 51 54 54 04
			02 00 3C 00 01 70          # clean, client identifier "p"
			""";

	private static final String SUBSCRIBE = "82 06 00 01 00 01 61 02 # a with QoS 2";

	private static final String SUBSCRIBE_TO_VERSION = "82 18 00 01 00 13 %s 00";

	private static final String VERSION_TOPIC = "$SYS/broker/version";

	private static final int PUBLISH = 3;

	private static final int PUBREL = 6;

	private static final int PUBCOMP = 7;

	private static final int SUBACK = 9;

	private static final int PINGRESP = 13;

	private static final int QUEUED = 60;

	/** Its max_inflight_messages. */
	private static final int IN_FLIGHT = 20;

	@Test
	void publishesAfterPubrelWhenItIsRestartedUntilVersion2012() throws IOException {
		try (MosquittoBroker broker = new MosquittoBroker(BrokerOptions.open())) {
			broker.start();
			List<Integer> released;
			boolean wrong;
			try (Peer receiver = new Peer(broker, CONNECT + SUBSCRIBE)) {
				assertThat(receiver.received(SUBACK)).hasSize(1);
				wrong = isOlderThan2013(broker);
				publish(broker);
				List<Packet> sent = receiver.received(PUBLISH);
				assertThat(sent).hasSize(IN_FLIGHT);
				receiver.answer("50 02", sent); // PUBREC
				released = new ArrayList<>(identifiers(receiver.received(PUBREL)));
				assertThat(released).hasSize(IN_FLIGHT);

				receiver.answer("70 02", sent.subList(0, 1)); // PUBCOMP
				receiver.answer("50 02", receiver.received(PUBLISH));
				released.addAll(identifiers(receiver.received(PUBREL)));
				released.remove(0);
			}

			broker.stop();
			broker.start();

			try (Peer receiver = new Peer(broker, CONNECT)) {
				List<Packet> releasedAgain = receiver.received(PUBREL);
				receiver.answer("70 02", releasedAgain);
				List<Integer> publishedAgain = identifiers(receiver.received(PUBLISH));

				assertThat(identifiers(releasedAgain)).isEqualTo(released.subList(0, IN_FLIGHT));
				publishedAgain.retainAll(released);
				assertThat(publishedAgain).isEqualTo(released.subList(IN_FLIGHT, released.size()));
				assertThat(publishedAgain).hasSize(wrong ? IN_FLIGHT - 1 : 0);
			}
		}
	}

	private static void publish(TestBroker broker) throws IOException {
		try (Peer publisher = new Peer(broker, CONNECT_AS_PUBLISHER)) {
			for (int i = 1; i <= QUEUED; i++) {
				publisher.connection.send("34 06 00 01 61 00 %02X 78 62 02 00 %02X".formatted(i, i));
			}
			assertThat(publisher.received(PUBCOMP)).hasSize(QUEUED);
		}
	}

	private static boolean isOlderThan2013(TestBroker broker) throws IOException {
		String topic = HexFormat.of().formatHex(VERSION_TOPIC.getBytes(StandardCharsets.US_ASCII));
		try (Peer asking = new Peer(broker, CONNECT_AS_PUBLISHER + SUBSCRIBE_TO_VERSION.formatted(topic))) {
			String version = new String(asking.received(PUBLISH).get(0).body(), StandardCharsets.US_ASCII);
			Matcher numbers = Pattern.compile(".* (\\d+)\\.(\\d+)\\.(\\d+)").matcher(version);
			assertThat(numbers.matches()).as(version).isTrue();
			return Arrays.compare(IntStream.rangeClosed(1, 3).map((i) -> Integer.parseInt(numbers.group(i))).toArray(),
					new int[] { 2, 0, 13 }) < 0;
		}
	}

	private static List<Integer> identifiers(List<Packet> packets) {
		return new ArrayList<>(packets.stream().map(Packet::identifier).toList());
	}

	private record Packet(int type, byte[] body) {

		int identifier() {
			int at = (this.type == PUBLISH) ? 3 : 0; // after the topic "a"
			return ((this.body[at] & 0xFF) << 8) | (this.body[at + 1] & 0xFF);
		}

	}

	/** A client that does what it is told to. */
	private static final class Peer implements AutoCloseable {

		private final RawConnection connection;

		Peer(TestBroker broker, String begin) throws IOException {
			this.connection = RawConnection.to(broker.host(), broker.port());
			this.connection.send(begin);
		}

		/** What the broker has sent since the last time and by now, of one type. */
		List<Packet> received(int type) throws IOException {
			this.connection.send("C0 00");
			List<Packet> received = new ArrayList<>();
			for (;;) {
				byte[] header = this.connection.receive(2);
				Packet packet = new Packet((header[0] & 0xF0) >> 4, this.connection.receive(header[1]));
				if (packet.type() == PINGRESP) {
					return received;
				}
				if (packet.type() == type) {
					received.add(packet);
				}
			}
		}

		void answer(String header, List<Packet> packets) throws IOException {
			for (Packet packet : packets) {
				this.connection.send(header + "%04X".formatted(packet.identifier()));
			}
		}

		@Override
		public void close() throws IOException {
			this.connection.close();
		}

	}

}
