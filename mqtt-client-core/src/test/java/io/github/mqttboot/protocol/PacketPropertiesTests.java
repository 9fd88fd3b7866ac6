// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PacketPropertiesTests {

	private final PacketProperties properties = PacketProperties.builder()
		.userProperty("k", "1")
		.set(Property.CONTENT_TYPE, "text/plain")
		.set(Property.CORRELATION_DATA, new byte[] { 1, 2, 3 })
		.userProperty("k", "2")
		.build();

	@Test
	void tellTheirValues() {
		assertThat(this.properties.get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
		assertThat(this.properties.get(Property.REASON_STRING)).isNull();
		assertThat(this.properties.get(Property.REASON_STRING, "none")).isEqualTo("none");
		assertThat(this.properties.userProperties()).containsExactly(new UserProperty("k", "1"),
				new UserProperty("k", "2"));
		assertThat(this.properties.subscriptionIdentifiers()).isEmpty();
		assertThat(this.properties.isEmpty()).isFalse();
	}

	@Test
	void areVisitedInTheOrderOfTheirIdentifiers() {
		List<Object> visited = new ArrayList<>();

		this.properties.forEach((property, value) -> visited.add(property));

		assertThat(visited).containsExactly(Property.CONTENT_TYPE, Property.CORRELATION_DATA, Property.USER_PROPERTIES);
	}

	@Test
	void areNoneWithoutValues() {
		PacketProperties built = PacketProperties.builder()
			.set(Property.REASON_STRING, "r")
			.set(Property.REASON_STRING, null)
			.set(Property.USER_PROPERTIES, List.of())
			.build();

		assertThat(built).isSameAs(PacketProperties.NONE);
		assertThat(built.isEmpty()).isTrue();
	}

	@Test
	void areInOrderHoweverTheyWereSet() {
		List<Property<?>> all = new ArrayList<>(Property.all());
		Random random = new Random(1);
		for (int round = 0; round < 100; round++) {
			Collections.shuffle(all, random);
			PacketProperties.Builder builder = PacketProperties.builder();
			all.forEach((property) -> set(builder, property));
			List<Property<?>> removed = all.subList(0, random.nextInt(all.size() + 1));
			removed.forEach((property) -> builder.set(property, null));
			List<Object> visited = new ArrayList<>();

			builder.build().forEach((property, value) -> visited.add(property));

			List<Property<?>> expected = new ArrayList<>(Property.all());
			expected.removeAll(removed);
			assertThat(visited).isEqualTo(expected);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> void set(PacketProperties.Builder builder, Property<T> property) {
		Object value = switch (property.wireType()) {
			case FLAG -> true;
			case BYTE, UINT16 -> 1;
			case UINT32 -> 1L;
			case VARIABLE_BYTE_INTEGER -> List.of(1);
			case UTF8_STRING -> "a";
			case BINARY -> new byte[] { 1 };
			case UTF8_STRING_PAIR -> List.of(new UserProperty("k", "v"));
		};
		builder.set(property, (T) value);
	}

	@Test
	void areEqualByValue() {
		PacketProperties same = this.properties.toBuilder().build();

		assertThat(same).isEqualTo(this.properties).hasSameHashCodeAs(this.properties);
		assertThat(same.toBuilder().set(Property.CORRELATION_DATA, new byte[] { 1 }).build())
			.isNotEqualTo(this.properties);
	}

	@Test
	void showNamesAndValuesButNoBytes() {
		PacketProperties secret = PacketProperties.builder()
			.set(Property.AUTHENTICATION_METHOD, "m")
			.set(Property.AUTHENTICATION_DATA, new byte[] { 115, 51 })
			.build();

		assertThat(secret).hasToString("{authentication method=m, authentication data=2 bytes}");
		assertThat(PacketProperties.NONE).hasToString("{}");
	}

	@Nested
	class Immutability {

		@Test
		void coversBytesThatWereGiven() {
			byte[] data = { 1, 2 };
			PacketProperties built = PacketProperties.builder().set(Property.CORRELATION_DATA, data).build();

			data[0] = 9;

			assertThat(built.get(Property.CORRELATION_DATA)).isEqualTo(new byte[] { 1, 2 });
		}

		@Test
		void coversBytesThatWereHandedOut() {
			PacketProperties built = PacketProperties.builder()
				.set(Property.CORRELATION_DATA, new byte[] { 1 })
				.build();

			built.get(Property.CORRELATION_DATA, new byte[0])[0] = 9;
			built.forEach((property, value) -> ((byte[]) value)[0] = 9);

			assertThat(built.get(Property.CORRELATION_DATA)).isEqualTo(new byte[] { 1 });
		}

		@Test
		void coversLists() {
			List<UserProperty> pairs = new ArrayList<>(List.of(new UserProperty("a", "b")));
			PacketProperties built = PacketProperties.builder().set(Property.USER_PROPERTIES, pairs).build();

			pairs.clear();

			assertThat(built.userProperties()).containsExactly(new UserProperty("a", "b"));
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> built.userProperties().clear());
		}

		@Test
		void coversWhatWasBuiltBefore() {
			PacketProperties.Builder builder = PacketProperties.builder().userProperty("a", "1");
			PacketProperties before = builder.build();

			builder.userProperty("a", "2").set(Property.REASON_STRING, "r");

			assertThat(before).isEqualTo(PacketProperties.builder().userProperty("a", "1").build());
		}

	}

	@Nested
	class Values {

		private final PacketProperties.Builder builder = PacketProperties.builder();

		@Test
		void areInTheRangeOfTheirProperty() {
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.set(Property.RECEIVE_MAXIMUM, 0))
				.withMessage("receive maximum must be 1..65535, was 0");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.builder.set(Property.MESSAGE_EXPIRY_INTERVAL, 4_294_967_296L))
				.withMessage("message expiry interval must be 0..4294967295, was 4294967296");
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.subscriptionIdentifier(268_435_456))
				.withMessage("subscription identifier must be 1..268435455, was 268435456");
		}

		@Test // [MQTT-1.5.4-1]
		void thatAreTextCanBeWrittenAsUtf8() {
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.set(Property.REASON_STRING, "\uD800"))
				.withMessage("reason string must not contain a lone surrogate, has one at index 0");
			assertThatIllegalArgumentException().isThrownBy(() -> this.builder.userProperty("a\u0000", ""))
				.withMessage("user property name must not contain U+0000, has it at index 1");
		}

		@Test
		void thatAreBytesAreAtMost65535() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.builder.set(Property.CORRELATION_DATA, new byte[65_536]))
				.withMessage("correlation data must be at most 65535 bytes, was 65536");
		}

	}

}
