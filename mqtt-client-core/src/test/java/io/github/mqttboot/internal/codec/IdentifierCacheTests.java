// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdentifierCacheTests {

	@Test
	void anIdentifierThatComesAgainIsTheSameObject() {
		Integer first = IdentifierCache.of(268_435_455);

		assertThat(first).isEqualTo(268_435_455);
		assertThat(IdentifierCache.of(268_435_455)).isSameAs(first);
	}

	@Test
	void identifiersOfOneSlotAreNotMistakenForEachOther() {
		assertThat(IdentifierCache.of(2_097_153)).isEqualTo(2_097_153);
		assertThat(IdentifierCache.of(2_097_153 + 256)).isEqualTo(2_097_153 + 256);
		assertThat(IdentifierCache.of(2_097_153)).isEqualTo(2_097_153);
	}

}
