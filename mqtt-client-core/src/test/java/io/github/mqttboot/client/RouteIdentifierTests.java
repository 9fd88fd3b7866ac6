// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.TopicFilter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouteIdentifierTests {

	@Test
	void isTheSameInEveryLifeOfAnApplication() {
		assertThat(identifier("plant/+/temperature")).isEqualTo(233_770_516);
		assertThat(identifier("$share/workers/jobs/#")).isEqualTo(241_750_162);
		assertThat(identifier("größe/€")).isEqualTo(74_674_666);
	}

	@Test
	void ofAPacketDependsOnItsFiltersAndNotOnTheirOrder() {
		int both = identifier("a", "b");

		assertThat(both).isEqualTo(identifier("b", "a")).isEqualTo(identifier("b", "a", "b"));
		assertThat(List.of(identifier("a"), identifier("b"), identifier("ab"), identifier("a", "b", "c")))
			.doesNotContain(both)
			.doesNotHaveDuplicates();
	}

	@Test // section 3.8.2.1.2
	void isAllowedAndLeavesSmallOnesToTheApplication() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(identifier("plant/" + i)).isBetween(2_097_152, 268_435_455);
		}
	}

	@Test
	void filtersThatAreMuchAlikeHaveDifferentOnes() {
		Set<Integer> identifiers = new HashSet<>();
		for (int hall = 0; hall < 10; hall++) {
			for (int press = 0; press < 1000; press++) {
				identifiers.add(identifier("plant/" + hall + "/press-" + press + "/+"));
			}
		}

		assertThat(identifiers).hasSizeGreaterThan(9_995);
	}

	private static int identifier(String... filters) {
		return RouteIdentifier.of(Stream.of(filters).map(TopicFilter::of).toList());
	}

}
