// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * Finds the handlers of a message: by its subscription identifiers if it has any, so that
 * each of several copies goes to the subscription it was sent for; otherwise by its
 * topic. A topic that was seen before costs a look-up. Confined to the loop.
 */
final class Router {

	private static final int KNOWN_TOPICS = 16_384;

	/** In bytes; longer topics are not kept, so that no server can make them large. */
	private static final int LONGEST_KNOWN_TOPIC = 256;

	private static final Route[] NOBODY = {};

	private final Map<TopicFilter, Entry> entries = new HashMap<>();

	private final FilterTree<Entry> filters = new FilterTree<>();

	/** Several filters may have one identifier: those of one packet do. */
	private final Map<Integer, Set<Entry>> identified = new HashMap<>();

	/** The decoder keeps one object for each topic, so that none has to be compared. */
	private final Map<TopicName, Route[]> known = new IdentityHashMap<>(1);

	/** The topic looked for last, and who takes its messages. */
	private @Nullable TopicName last;

	private Route[] lastFound = NOBODY;

	private int lastNumber;

	/** A handler, who acknowledges what it is given, and where it is given it. */
	record Route(MessageHandler handler, AckMode ackMode, Lane lane) {

		/** Whether both are one for a message; handlers may be equal and not the same. */
		boolean isSame(Route other) {
			return this.handler == other.handler && this.ackMode == other.ackMode && this.lane == other.lane;
		}

	}

	/** A filter with its handlers. */
	private static final class Entry {

		private final TopicFilter filter;

		/** In the order of the subscriptions. */
		private final int number;

		/**
		 * All that lead here: its own, those of packets, and those the application chose.
		 */
		private final List<Integer> identifiers = new ArrayList<>(1);

		private Route[] routes = NOBODY;

		/** How many calls have asked for each of them. */
		private int[] calls = {};

		/** Whether it is given up; messages may be on their way to it. */
		private boolean retired;

		Entry(TopicFilter filter, int number) {
			this.filter = filter;
			this.number = number;
		}

		void add(Route route) {
			int place = place(this.routes, route);
			if (place == this.routes.length) {
				this.routes = union(this.routes, route);
				this.calls = Arrays.copyOf(this.calls, this.routes.length);
			}
			this.calls[place]++;
		}

		/** One call is taken back; the handler goes with the last. */
		void remove(Route route) {
			int place = place(this.routes, route);
			if (place < this.routes.length && --this.calls[place] == 0) {
				this.routes = Arrays.stream(this.routes).filter((each) -> !each.isSame(route)).toArray(Route[]::new);
				this.calls = Arrays.stream(this.calls).filter((count) -> count > 0).toArray();
			}
		}

	}

	/**
	 * Adds a handler.
	 * @return the identifier of a subscription to the filter alone
	 */
	int add(TopicFilter filter, Route route) {
		Entry entry = wanted(filter);
		entry.add(route);
		forget();
		int identifier = RouteIdentifier.of(filter);
		identify(identifier, entry);
		return identifier;
	}

	/**
	 * A filter without a handler is subscribed to: what is sent for it is not for the
	 * handlers of others.
	 */
	void reserve(TopicFilter filter) {
		identify(RouteIdentifier.of(filter), wanted(filter));
	}

	/** Takes the place of one that is given up. */
	private Entry wanted(TopicFilter filter) {
		Entry current = this.entries.get(filter);
		if (current != null && !current.retired) {
			return current;
		}
		remove(List.of(filter));
		Entry entry = new Entry(filter, ++this.lastNumber);
		this.entries.put(filter, entry);
		this.filters.add(filter, entry);
		return entry;
	}

	/** A filter has another identifier, too: of its packet, or of the application. */
	void identify(int identifier, TopicFilter filter) {
		Entry entry = this.entries.get(filter);
		if (entry != null) {
			identify(identifier, entry);
		}
	}

	private void identify(int identifier, Entry entry) {
		if (this.identified.computeIfAbsent(identifier, (key) -> new HashSet<>()).add(entry)) {
			entry.identifiers.add(identifier);
		}
	}

	/** Takes back a call that added a handler; the filter goes with its last handler. */
	void remove(TopicFilter filter, Route route) {
		Entry entry = this.entries.get(filter);
		if (entry != null) {
			entry.remove(route);
			if (entry.routes.length == 0) {
				remove(List.of(filter));
			}
			forget();
		}
	}

	void remove(Collection<TopicFilter> filters) {
		for (TopicFilter filter : filters) {
			Entry removed = this.entries.remove(filter);
			if (removed != null) {
				this.filters.remove(filter, removed);
				removed.identifiers.forEach((identifier) -> forget(identifier, removed));
			}
		}
		forget();
	}

	/**
	 * Filters are given up, and keep their handlers for the time being, unless others
	 * take their place.
	 * @return removes these handlers
	 */
	Runnable retire(Collection<TopicFilter> filters) {
		List<Entry> some = filters.stream().map(this.entries::get).filter(Objects::nonNull).toList();
		some.forEach((entry) -> entry.retired = true);
		return () -> remove(some.stream()
			.filter((entry) -> this.entries.get(entry.filter) == entry)
			.map((entry) -> entry.filter)
			.toList());
	}

	/** Forgets the topics that were looked for. */
	void forget() {
		this.known.clear();
		this.last = null;
	}

	private void forget(Integer identifier, Entry entry) {
		this.identified.computeIfPresent(identifier, (key, entries) -> {
			entries.remove(entry);
			return entries.isEmpty() ? null : entries;
		});
	}

	/** Whether some handler takes its messages there. */
	boolean uses(Lane lane) {
		for (Entry entry : this.entries.values()) {
			for (Route route : entry.routes) {
				if (route.lane() == lane) {
					return true;
				}
			}
		}
		return false;
	}

	Route[] find(MqttMessage message) {
		if (!message.properties().isEmpty()) {
			List<Integer> identifiers = message.properties().subscriptionIdentifiers();
			Route[] exact = identifiers.isEmpty() ? null : find(identifiers, message.topicName());
			if (exact != null) {
				return exact;
			}
		}
		return find(message.topicName());
	}

	/**
	 * Identifiers may be left from an earlier life of a kept session: of filters that
	 * came in other packets or are gone, or chosen by the application for others. Each
	 * has to lead to a filter that matches, or somebody might get nothing.
	 * @return null if not all of them do
	 */
	private Route @Nullable [] find(List<Integer> identifiers, TopicName topic) {
		if (identifiers.size() == 1) {
			return found(identified(identifiers.get(0)), topic);
		}
		// the same may come twice (section 3.3.4)
		Set<Entry> entries = new LinkedHashSet<>();
		for (Integer each : identifiers) {
			Set<Entry> some = identified(each);
			if (found(some, topic) == null) {
				return null;
			}
			entries.addAll(some);
		}
		return found(entries, topic);
	}

	private Set<Entry> identified(Integer identifier) {
		return this.identified.getOrDefault(identifier, Set.of());
	}

	private static Route @Nullable [] found(Set<Entry> entries, TopicName topic) {
		Route[] found = null;
		for (Entry entry : entries) {
			if (entry.filter.matches(topic)) {
				found = (found == null) ? entry.routes : union(found, entry.routes);
			}
		}
		return found;
	}

	/** A handler takes a message once, however often it has subscribed. */
	private static Route[] union(Route[] some, Route... others) {
		Route[] all = Arrays.copyOf(some, some.length + others.length);
		int size = some.length;
		for (Route other : others) {
			if (place(some, other) == some.length) {
				all[size++] = other;
			}
		}
		return (size == all.length) ? all : Arrays.copyOf(all, size);
	}

	/** The index of a handler, or how many there are if it is not among them. */
	private static int place(Route[] routes, Route route) {
		int place = 0;
		while (place < routes.length && !routes[place].isSame(route)) {
			place++;
		}
		return place;
	}

	private Route[] find(TopicName topic) {
		if (topic != this.last) {
			this.lastFound = lookUp(topic);
			this.last = topic;
		}
		return this.lastFound;
	}

	private Route[] lookUp(TopicName topic) {
		Route[] found = this.known.get(topic);
		if (found == null) {
			found = search(topic);
			if (topic.byteLength() <= LONGEST_KNOWN_TOPIC) {
				remember(topic, found);
			}
		}
		return found;
	}

	private void remember(TopicName topic, Route[] found) {
		if (this.known.size() >= KNOWN_TOPICS) {
			this.known.clear();
		}
		this.known.put(topic, found);
	}

	/** In the order of the subscriptions. */
	private Route[] search(TopicName topic) {
		List<Entry> matching = this.filters.find(topic);
		matching.sort(Comparator.comparingInt((entry) -> entry.number));
		Route[] found = NOBODY;
		for (Entry entry : matching) {
			found = (found == NOBODY) ? entry.routes : union(found, entry.routes);
		}
		return found;
	}

}
