// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.mqttboot.testbrokers.PacketLog;
import io.github.mqttboot.testbrokers.PacketLog.Packet;
import io.github.mqttboot.testbrokers.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The exchanges of QoS 2 between one client and a broker, from each start of the broker
 * to its end. The payloads are numbers.
 */
final class Exchanges {

	private final TcpProxy proxy;

	private final List<PacketLog> lives = new ArrayList<>();

	Exchanges(TcpProxy proxy) {
		this.proxy = proxy;
		nextLife();
	}

	TcpProxy proxy() {
		return this.proxy;
	}

	/** The broker has ended and is about to be started again. */
	void nextLife() {
		this.lives.add(this.proxy.record());
	}

	/**
	 * In how many lives of the broker the client has published each number: more than
	 * once only if it was not told in the first that the broker has it. Checks that the
	 * client kept to the rules, so that the broker could know it is the same message: the
	 * same packet identifier, DUP [MQTT-3.3.1-1], and nothing after PUBREL
	 * [MQTT-4.3.3-6].
	 */
	Map<Integer, Integer> livesOfPublishes() {
		Map<Integer, Packet> first = new HashMap<>();
		Map<Integer, Integer> open = new HashMap<>();
		Set<Integer> released = new HashSet<>();
		Map<Integer, Integer> count = new HashMap<>();
		for (PacketLog life : this.lives) {
			Set<Integer> inThisLife = new HashSet<>();
			packets(life, true).forEach((packet) -> {
				if (isPublish(packet)) {
					int number = number(packet);
					Packet before = first.putIfAbsent(number, packet);
					assertThat(before == null || (packet.duplicate() && packet.identifier() == before.identifier()
							&& !released.contains(number)))
						.as("%s with %s after %s", packet, number, before)
						.isTrue();
					open.put(packet.identifier(), number);
					inThisLife.add(number);
				}
				else if (packet.type().equals("PUBREL") && open.containsKey(packet.identifier())) {
					released.add(open.get(packet.identifier()));
				}
			});
			inThisLife.forEach((number) -> count.merge(number, 1, Integer::sum));
		}
		return count;
	}

	/**
	 * How often the broker has begun an exchange with each number: a PUBLISH that comes
	 * again under its packet identifier before PUBREL belongs to the same.
	 */
	Map<Integer, Integer> begunByBroker() {
		Map<Integer, Integer> open = new HashMap<>();
		Map<Integer, Integer> count = new HashMap<>();
		for (PacketLog life : this.lives) {
			packets(life, false).forEach((packet) -> {
				if (packet.type().equals("PUBREL")) {
					open.remove(packet.identifier());
				}
				else if (isPublish(packet)
						&& !Objects.equals(open.put(packet.identifier(), number(packet)), number(packet))) {
					count.merge(number(packet), 1, Integer::sum);
				}
			});
		}
		return count;
	}

	/** What the logs have about a number. */
	List<String> about(int number) {
		List<String> found = new ArrayList<>();
		for (PacketLog life : this.lives) {
			List<Packet> packets = life.exchanges();
			Set<Integer> identifiers = new HashSet<>();
			found.add("[life " + (this.lives.indexOf(life) + 1) + "]");
			for (Packet packet : packets) {
				boolean same = isPublish(packet) && number(packet) == number;
				if (packet.type().equals("PUBLISH")) {
					if (same) {
						identifiers.add(packet.identifier());
					}
					else {
						identifiers.remove(packet.identifier());
					}
				}
				if (same || (!packet.type().equals("PUBLISH") && identifiers.contains(packet.identifier()))) {
					found.add("(" + packet.connection() + ") " + packet);
				}
			}
		}
		return found;
	}

	/**
	 * One direction in the order of sending: what an old connection has held back may
	 * pass while the next is open.
	 */
	private static Stream<Packet> packets(PacketLog life, boolean toBroker) {
		return life.exchanges()
			.stream()
			.filter((packet) -> packet.toBroker() == toBroker)
			.sorted(Comparator.comparingInt(Packet::connection));
	}

	private static boolean isPublish(Packet packet) {
		return packet.type().equals("PUBLISH") && packet.qos() == 2;
	}

	private static int number(Packet packet) {
		return Integer.parseInt(packet.payload());
	}

}
