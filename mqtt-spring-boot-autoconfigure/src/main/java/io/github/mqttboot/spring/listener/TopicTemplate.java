// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.protocol.TopicFilter;

/**
 * A topic filter whose wildcards may have names: {@code plant/{line}/temperature}
 * subscribes to {@code plant/+/temperature} and reads {@code line} from the topics that
 * come. A last level such as {@code {rest...}} stands for {@code #} and reads all levels
 * from there on, nothing if there are none. Braces always enclose a name and the name
 * fills its level; there is no way to write a brace that means itself.
 */
final class TopicTemplate {

	private static final String SHARE = "$share/";

	private static final String REST = "...";

	private static final String[] NO_VALUES = {};

	private final String text;

	private final TopicFilter filter;

	private final List<String> names;

	/** For each name its level, counted from 0. */
	private final int[] levels;

	private final boolean rest;

	private TopicTemplate(String text, TopicFilter filter, List<String> names, int[] levels, boolean rest) {
		this.text = text;
		this.filter = filter;
		this.names = names;
		this.levels = levels;
		this.rest = rest;
	}

	/**
	 * Reads a template.
	 * @param text a topic filter, with or without names
	 * @return the template
	 * @throws IllegalArgumentException if a name does not fill its level, is not made of
	 * letters, digits, {@code _} and {@code -}, or occurs twice, or if what remains is
	 * not a topic filter
	 */
	static TopicTemplate of(String text) {
		int start = text.startsWith(SHARE) ? text.indexOf('/', SHARE.length()) + 1 : 0;
		List<String> names = new ArrayList<>();
		List<Integer> levels = new ArrayList<>();
		StringBuilder filter = new StringBuilder(text.substring(0, start));
		String[] parts = text.substring(start).split("/", -1);
		boolean rest = false;
		for (int level = 0; level < parts.length; level++) {
			String part = parts[level];
			filter.append((level == 0) ? "" : "/");
			if (part.indexOf('{') < 0 && part.indexOf('}') < 0) {
				filter.append(part);
				continue;
			}
			rest = part.endsWith(REST + "}");
			if (rest && level + 1 < parts.length) {
				throw new IllegalArgumentException(part + " must be the last level, was in \"" + text + "\"");
			}
			names.add(name(part, rest, names, text));
			levels.add(level);
			filter.append(rest ? '#' : '+');
		}
		return new TopicTemplate(text, TopicFilter.of(filter.toString()), List.copyOf(names),
				levels.stream().mapToInt(Integer::intValue).toArray(), rest);
	}

	private static String name(String part, boolean rest, List<String> names, String text) {
		if (part.charAt(0) != '{' || part.indexOf('}') != part.length() - 1) {
			throw new IllegalArgumentException("a variable in braces must fill a whole level, was \"" + part
					+ "\" in \"" + text + "\"; use + for a level that has braces itself");
		}
		String name = part.substring(1, part.length() - (rest ? REST.length() : 0) - 1);
		if (name.isEmpty() || !name.chars().allMatch((c) -> Character.isLetterOrDigit(c) || c == '_' || c == '-')) {
			throw new IllegalArgumentException("the name of a variable must be made of letters, digits, _ and -, was \""
					+ part + "\" in \"" + text + "\"");
		}
		if (names.contains(name)) {
			throw new IllegalArgumentException(
					"a variable must occur once, was {" + name + "} twice in \"" + text + "\"");
		}
		return name;
	}

	/** What to subscribe to. */
	TopicFilter filter() {
		return this.filter;
	}

	/** The names of the variables, in the order of their levels. */
	List<String> names() {
		return this.names;
	}

	/**
	 * Reads the variables.
	 * @param topic a topic that the filter matches
	 * @return their values, in the order of the names
	 */
	String[] values(String topic) {
		if (this.levels.length == 0) {
			return NO_VALUES;
		}
		String[] values = new String[this.levels.length];
		int start = 0;
		int found = 0;
		for (int level = 0; found < values.length; level++) {
			boolean wanted = level == this.levels[found];
			if (wanted && this.rest && found == values.length - 1) {
				// "a/#" also matches "a", which ends before the rest begins
				values[found++] = (start <= topic.length()) ? topic.substring(start) : "";
				continue;
			}
			int slash = topic.indexOf('/', start);
			int end = (slash < 0) ? topic.length() : slash;
			if (wanted) {
				values[found++] = topic.substring(start, end);
			}
			start = end + 1;
		}
		return values;
	}

	/** The template as it was written. */
	@Override
	public String toString() {
		return this.text;
	}

}
