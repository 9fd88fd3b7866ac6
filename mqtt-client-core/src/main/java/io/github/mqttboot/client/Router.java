// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

/**
 * Finds the handlers of a topic. A topic that was seen before costs a look-up. Confined
 * to the loop.
 */
final class Router {

	private static final int KNOWN_TOPICS = 1024;

	private static final Route[] NOBODY = {};

	private final Map<TopicFilter, List<Route>> routes = new LinkedHashMap<>();

	private final Map<TopicName, Route[]> known = new HashMap<>();

	/** A handler and who acknowledges what it is given. */
	record Route(MessageHandler handler, AckMode ackMode) {
	}

	void add(TopicFilter filter, Route route) {
		this.routes.computeIfAbsent(filter, (key) -> new ArrayList<>()).add(route);
		this.known.clear();
	}

	void remove(Collection<TopicFilter> filters) {
		filters.forEach(this.routes::remove);
		this.known.clear();
	}

	Route[] find(TopicName topic) {
		Route[] found = this.known.get(topic);
		if (found == null) {
			found = search(topic);
			if (this.known.size() >= KNOWN_TOPICS) {
				this.known.clear();
			}
			this.known.put(topic, found);
		}
		return found;
	}

	private Route[] search(TopicName topic) {
		List<Route> found = new ArrayList<>();
		this.routes.forEach((filter, handlers) -> {
			if (filter.matches(topic)) {
				found.addAll(handlers);
			}
		});
		return found.isEmpty() ? NOBODY : found.toArray(NOBODY);
	}

}
