// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

/** From a topic to what was subscribed, of which there is more or less. */
@State(Scope.Thread)
public class TopicBenchmark {

	/** Different topics that take turns. */
	private static final int TOPICS = 256;

	/** How many filters there are; each is matched by one topic. */
	@Param({ "1", "100", "10000", "100000" })
	public int filters;

	private final Router router = new Router();

	private final FilterTree<Route> tree = new FilterTree<>();

	private final TopicName[] topics = new TopicName[TOPICS];

	private final MqttMessage[] messages = new MqttMessage[TOPICS];

	private int next;

	/** Subscribes, and lets the router see the topics once. */
	@Setup
	@SuppressWarnings("NullAway") // nothing is delivered, so there is no lane
	public void setUp() {
		for (int i = 0; i < this.filters; i++) {
			TopicFilter filter = TopicFilter.of("plant/+/press-" + i + "/temperature");
			Route route = new Route((delivery) -> {
			}, AckMode.AUTO, null);
			this.router.add(filter, route);
			this.tree.add(filter, route);
		}
		for (int i = 0; i < TOPICS; i++) {
			int press = (int) ((long) i * this.filters / TOPICS);
			this.topics[i] = TopicName.of("plant/hall-" + i + "/press-" + press + "/temperature");
			this.messages[i] = MqttMessage.builder(this.topics[i].value()).build();
			if (this.router.find(this.messages[i]).length != 1 || this.tree.find(this.topics[i]).size() != 1) {
				throw new IllegalStateException("one filter must match " + this.topics[i]);
			}
		}
	}

	private int turn() {
		this.next = (this.next + 1) % TOPICS;
		return this.next;
	}

	/**
	 * Finds the handlers of a topic that was seen before.
	 * @return the routes to them
	 */
	@Benchmark
	public Object known() {
		return this.router.find(this.messages[turn()]);
	}

	/**
	 * Finds what is behind the filters that match a topic, level by level.
	 * @return the routes
	 */
	@Benchmark
	public List<?> unknown() {
		return this.tree.find(this.topics[turn()]);
	}

}
