// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Which topics a subscription is for (section 4.7.1): levels parted by {@code /}, where
 * {@code +} stands for one level and a final {@code #} for any number of them. With
 * {@code $share/group/} in front the group's members share the messages (section 4.8.2).
 */
public final class TopicFilter {

	private static final String SHARE = "$share/";

	private final String value;

	/** Where the part that topics are compared with begins. */
	private final int start;

	private final boolean wildcard;

	private TopicFilter(String value, int start, boolean wildcard) {
		this.value = value;
		this.start = start;
		this.wildcard = wildcard;
	}

	/**
	 * Checks a topic filter.
	 * @param value the filter, for example {@code plant/+/temperature} or
	 * {@code $share/workers/jobs/#}
	 * @return the topic filter
	 * @throws IllegalArgumentException if it is empty [MQTT-4.7.3-1], a wildcard does not
	 * fill its level [MQTT-4.7.1-2] or {@code #} is not last [MQTT-4.7.1-1], the share
	 * name is empty or has a wildcard [MQTT-4.8.2-1], [MQTT-4.8.2-2], or the text cannot
	 * be sent [MQTT-1.5.4-1]
	 */
	public static TopicFilter of(String value) {
		Objects.requireNonNull(value, "topic filter must not be null");
		if (value.isEmpty()) {
			throw new IllegalArgumentException("topic filter must have at least one character");
		}
		Utf8.check("topic filter", value);
		int start = value.startsWith(SHARE) ? startAfterShareName(value) : 0;
		return new TopicFilter(value, start, checkLevels(value, start));
	}

	private static int startAfterShareName(String value) {
		int end = value.indexOf('/', SHARE.length());
		String shareName = value.substring(SHARE.length(), (end < 0) ? value.length() : end);
		if (shareName.isEmpty() || shareName.indexOf('+') >= 0 || shareName.indexOf('#') >= 0) {
			throw new IllegalArgumentException(
					"share name must have at least one character and no wildcard, was \"" + value + "\"");
		}
		if (end < 0 || end + 1 == value.length()) {
			throw new IllegalArgumentException(
					"a shared subscription must have a topic filter after its share name, was \"" + value + "\"");
		}
		return end + 1;
	}

	private static boolean checkLevels(String value, int start) {
		boolean wildcard = false;
		for (int i = start; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c != '+' && c != '#') {
				continue;
			}
			wildcard = true;
			boolean last = i + 1 == value.length();
			if (c == '#' && !last) {
				throw new IllegalArgumentException(
						"# must be the last character of a topic filter, was \"" + value + "\"");
			}
			if ((i > start && value.charAt(i - 1) != '/') || (!last && value.charAt(i + 1) != '/')) {
				throw new IllegalArgumentException(
						c + " must fill a whole level of a topic filter, was \"" + value + "\"");
			}
		}
		return wildcard;
	}

	/**
	 * Whether messages to a topic are for this filter. A wildcard in front matches no
	 * topic that begins with {@code $} [MQTT-4.7.2-1].
	 * @param topic a topic name; {@link TopicName#NONE} is none that a filter is for
	 * @return true if they are
	 */
	public boolean matches(TopicName topic) {
		return matches(topic.value());
	}

	private boolean matches(String topic) {
		String filter = this.value;
		int f = this.start;
		if (!this.wildcard) {
			return filter.length() - f == topic.length() && filter.startsWith(topic, f);
		}
		if (topic.isEmpty() || (topic.charAt(0) == '$' && filter.charAt(f) != '$')) {
			return false;
		}
		int t = 0;
		while (f < filter.length()) {
			char c = filter.charAt(f);
			if (c == '#') {
				return true;
			}
			if (c == '+') {
				while (t < topic.length() && topic.charAt(t) != '/') {
					t++;
				}
				f++;
			}
			else if (t < topic.length() && topic.charAt(t) == c) {
				f++;
				t++;
			}
			else {
				// "a/#" is also for "a" itself (section 4.7.1.2)
				return t == topic.length() && c == '/' && f + 2 == filter.length() && filter.charAt(f + 1) == '#';
			}
		}
		return t == topic.length();
	}

	/**
	 * The filter as it was given.
	 * @return the text, with {@code $share/group/} where it has that
	 */
	public String value() {
		return this.value;
	}

	/**
	 * The part that topics are compared with.
	 * @return the text, without {@code $share/group/}
	 */
	public String pattern() {
		return this.value.substring(this.start);
	}

	/**
	 * Whether this is a shared subscription.
	 * @return true if it begins with {@code $share/}
	 */
	public boolean isShared() {
		return this.start > 0;
	}

	/**
	 * Whether it has a wildcard.
	 * @return true if it contains {@code +} or {@code #} as a level
	 */
	public boolean hasWildcard() {
		return this.wildcard;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TopicFilter that && this.value.equals(that.value));
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return this.value;
	}

}
