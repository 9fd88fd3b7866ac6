// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The properties of one MQTT 5 packet, each at most once; in MQTT 3.1.1 always
 * {@link #NONE}. Immutable.
 */
public final class PacketProperties {

	/** No properties. */
	public static final PacketProperties NONE = new PacketProperties(new Property<?>[0], new Object[0]);

	/** In the order of their identifiers. */
	private final Property<?>[] keys;

	private final Object[] values;

	private PacketProperties(Property<?>[] keys, Object[] values) {
		this.keys = keys;
		this.values = values;
	}

	/**
	 * Starts with no properties.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts with these properties.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.keys = this.keys.clone();
		builder.values = this.values.clone();
		builder.size = this.keys.length;
		return builder;
	}

	/**
	 * The value of a property.
	 * @param <T> the type of the value
	 * @param property which one
	 * @return the value, or null if it is absent
	 */
	public <T> @Nullable T get(Property<T> property) {
		for (int i = 0; i < this.keys.length; i++) {
			if (this.keys[i] == property) {
				@SuppressWarnings("unchecked")
				T value = (T) this.values[i];
				return copyOfBytes(value);
			}
		}
		return null;
	}

	/**
	 * The value of a property, or what to take if it is absent.
	 * @param <T> the type of the value
	 * @param property which one
	 * @param absent the value to return if the property is absent
	 * @return the value
	 */
	public <T> T get(Property<T> property, T absent) {
		T value = get(property);
		return (value != null) ? value : absent;
	}

	/**
	 * The user properties, in order, with duplicates.
	 * @return a list, empty if there are none
	 */
	public List<UserProperty> userProperties() {
		return get(Property.USER_PROPERTIES, List.of());
	}

	/**
	 * The identifiers of the subscriptions a message was sent for, or that a SUBSCRIBE
	 * sets.
	 * @return a list, empty if there are none
	 */
	public List<Integer> subscriptionIdentifiers() {
		return get(Property.SUBSCRIPTION_IDENTIFIER, List.of());
	}

	/**
	 * Whether there are none.
	 * @return true if there are none
	 */
	public boolean isEmpty() {
		return this.keys.length == 0;
	}

	/**
	 * Visits all, in the order of their identifiers.
	 * @param visitor takes the property and its value
	 */
	public void forEach(BiConsumer<Property<?>, Object> visitor) {
		for (int i = 0; i < this.keys.length; i++) {
			visitor.accept(this.keys[i], copyOfBytes(this.values[i]));
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> T copyOfBytes(T value) {
		return (value instanceof byte[] bytes) ? (T) bytes.clone() : value;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof PacketProperties that && Arrays.equals(this.keys, that.keys)
				&& Arrays.deepEquals(this.values, that.values));
	}

	@Override
	public int hashCode() {
		return 31 * Arrays.hashCode(this.keys) + Arrays.deepHashCode(this.values);
	}

	/** Names and values; of bytes their number alone. */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("{");
		forEach((property, value) -> {
			text.append((text.length() == 1) ? "" : ", ").append(property).append('=');
			text.append((value instanceof byte[] bytes) ? bytes.length + " bytes" : value);
		});
		return text.append('}').toString();
	}

	/** Collects properties. Not safe for use by several threads. */
	public static final class Builder {

		/** In the order of their identifiers, the first {@link #size} of them. */
		private Property<?>[] keys = new Property<?>[4];

		private Object[] values = new Object[4];

		private int size;

		private Builder() {
		}

		/**
		 * Sets a property, or removes it.
		 * @param <T> the type of the value
		 * @param property which one
		 * @param value its value, or null for none; bytes and lists are copied
		 * @return this builder
		 * @throws IllegalArgumentException if the specification does not allow the value
		 */
		public <T> Builder set(Property<T> property, @Nullable T value) {
			if (value == null || (value instanceof List<?> list && list.isEmpty())) {
				remove(property);
				return this;
			}
			property.check(value);
			put(property, (value instanceof List<?> list) ? List.copyOf(list) : copyOfBytes(value));
			return this;
		}

		private void put(Property<?> property, Object value) {
			int index = indexOf(property);
			if (index == this.size || this.keys[index] != property) {
				if (this.size == this.keys.length) {
					this.keys = Arrays.copyOf(this.keys, 2 * this.size + 1);
					this.values = Arrays.copyOf(this.values, 2 * this.size + 1);
				}
				move(index, index + 1);
				this.keys[index] = property;
				this.size++;
			}
			this.values[index] = value;
		}

		private void remove(Property<?> property) {
			if (has(property)) {
				int index = indexOf(property);
				move(index + 1, index);
				this.size--;
			}
		}

		/** Moves all from an index on. */
		private void move(int from, int to) {
			System.arraycopy(this.keys, from, this.keys, to, this.size - from);
			System.arraycopy(this.values, from, this.values, to, this.size - from);
		}

		/** Where a property is or, if it is not set, belongs. */
		private int indexOf(Property<?> property) {
			int index = 0;
			while (index < this.size && this.keys[index].id() < property.id()) {
				index++;
			}
			return index;
		}

		/**
		 * Adds a user property behind those that are there.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if a text cannot be sent
		 */
		public Builder userProperty(String name, String value) {
			return add(Property.USER_PROPERTIES, new UserProperty(name, value));
		}

		/**
		 * Adds a subscription identifier.
		 * @param identifier 1 to 268 435 455
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Builder subscriptionIdentifier(int identifier) {
			return add(Property.SUBSCRIPTION_IDENTIFIER, identifier);
		}

		@SuppressWarnings("unchecked")
		private <E> Builder add(Property<List<E>> property, E element) {
			List<E> longer = new ArrayList<>();
			if (has(property)) {
				longer.addAll((List<E>) this.values[indexOf(property)]);
			}
			longer.add(Objects.requireNonNull(element));
			return set(property, longer);
		}

		/**
		 * Whether a property is set.
		 * @param property which one
		 * @return true if it is
		 */
		public boolean has(Property<?> property) {
			int index = indexOf(property);
			return index < this.size && this.keys[index] == property;
		}

		/**
		 * Makes the properties.
		 * @return the properties
		 */
		public PacketProperties build() {
			if (this.size == 0) {
				return NONE;
			}
			return new PacketProperties(Arrays.copyOf(this.keys, this.size), Arrays.copyOf(this.values, this.size));
		}

	}

}
