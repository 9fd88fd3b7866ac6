// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * Topic filters by their levels: which of them match a topic is found by walking down the
 * levels of the topic, however many filters there are. Confined to the loop.
 *
 * @param <T> what is kept with a filter
 */
final class FilterTree<T> {

	private static final String ONE_LEVEL = "+";

	private static final String ALL_LEVELS = "#";

	private final Node<T> root = new Node<>();

	/** What stands behind the levels up to here. */
	private static final class Node<T> {

		private final Map<String, Node<T>> next = new HashMap<>(2);

		/** Of the filters that end here. */
		private final List<T> values = new ArrayList<>(1);

		boolean isEmpty() {
			return this.next.isEmpty() && this.values.isEmpty();
		}

	}

	void add(TopicFilter filter, T value) {
		Node<T> node = this.root;
		for (String level : levels(filter.pattern())) {
			node = node.next.computeIfAbsent(level, (key) -> new Node<>());
		}
		node.values.add(value);
	}

	void remove(TopicFilter filter, T value) {
		remove(this.root, levels(filter.pattern()), 0, value);
	}

	private void remove(Node<T> node, String[] levels, int index, T value) {
		if (index == levels.length) {
			node.values.remove(value);
			return;
		}
		Node<T> next = node.next.get(levels[index]);
		if (next != null) {
			remove(next, levels, index + 1, value);
			if (next.isEmpty()) {
				node.next.remove(levels[index]);
			}
		}
	}

	/** What is kept with the filters that match, see {@link TopicFilter#matches}. */
	List<T> find(TopicName topic) {
		List<T> found = new ArrayList<>();
		if (!topic.value().isEmpty()) {
			find(this.root, levels(topic.value()), 0, found);
		}
		return found;
	}

	private void find(Node<T> node, String[] levels, int index, List<T> found) {
		boolean wildcards = index > 0 || !levels[0].startsWith("$"); // [MQTT-4.7.2-1]
		if (wildcards) {
			addValues(node.next.get(ALL_LEVELS), found); // also for no level (section
															// 4.7.1.2)
		}
		if (index == levels.length) {
			found.addAll(node.values);
			return;
		}
		findBehind(node.next.get(levels[index]), levels, index, found);
		if (wildcards) {
			findBehind(node.next.get(ONE_LEVEL), levels, index, found);
		}
	}

	private void findBehind(@Nullable Node<T> next, String[] levels, int index, List<T> found) {
		if (next != null) {
			find(next, levels, index + 1, found);
		}
	}

	private static <T> void addValues(@Nullable Node<T> node, List<T> found) {
		if (node != null) {
			found.addAll(node.values);
		}
	}

	private static String[] levels(String text) {
		return text.split("/", -1);
	}

}
