// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
	 * The exchanges that the broker has begun with the client.
	 *
	 * @param all how many with each number: a PUBLISH that comes again under its packet
	 * identifier before PUBREL belongs to the same
	 * @param afterPubrel how many of them with a PUBLISH that comes again, with DUP and
	 * under its packet identifier, though the broker had sent PUBREL for it in an earlier
	 * life, which [MQTT-4.3.3-6] forbids
	 */
	record Begun(Map<Integer, Integer> all, Map<Integer, Integer> afterPubrel) {

	}

	Begun begunByBroker() {
		Begun begun = new Begun(new HashMap<>(), new HashMap<>());
		Map<Integer, Integer> open = new HashMap<>();
		Map<Integer, Integer> releasedInEarlierLives = new HashMap<>();
		for (PacketLog life : this.lives) {
			Map<Integer, Integer> released = new HashMap<>(releasedInEarlierLives);
			packets(life, false).forEach((packet) -> {
				int identifier = packet.identifier();
				if (packet.type().equals("PUBREL") && open.containsKey(identifier)) {
					releasedInEarlierLives.put(identifier, open.remove(identifier));
				}
				else if (isPublish(packet)) {
					Integer number = number(packet);
					boolean again = packet.duplicate() && number.equals(released.remove(identifier));
					if (!number.equals(open.put(identifier, number))) {
						begun.all().merge(number, 1, Integer::sum);
						begun.afterPubrel().merge(number, again ? 1 : 0, Integer::sum);
					}
				}
			});
		}
		return begun;
	}

	/** The numbers that the broker has sent with a QoS, at least once. */
	Set<Integer> sentByBroker(int qos) {
		Set<Integer> sent = new HashSet<>();
		for (PacketLog life : this.lives) {
			packets(life, false).filter((packet) -> packet.type().equals("PUBLISH") && packet.qos() == qos)
				.forEach((packet) -> sent.add(number(packet)));
		}
		return sent;
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
