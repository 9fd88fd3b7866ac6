// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DirectoryNameTests {

	@Test
	void anOrdinaryIdentifierCanBeReadInTheName() {
		assertThat(DirectoryName.of("press-1_a")).isEqualTo("client-press-1_a");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "..", "../../etc", "a/b", "a\\b", "C:", "nul", "a\u0001b", "%41", "ü", "𝄞", " ", "A~", "a." })
	void anyIdentifierBecomesOneNameOfPlainCharacters(String clientId) {
		assertThat(DirectoryName.of(clientId)).matches("client-[a-z0-9_%-]+");
	}

	@Test
	void identifiersThatDifferInCaseAloneHaveNamesThatDifferInMore() {
		assertThat(DirectoryName.of("Press").toLowerCase(Locale.ROOT))
			.isNotEqualTo(DirectoryName.of("press").toLowerCase(Locale.ROOT));
	}

	@Test
	void theLongestIdentifiersHaveShortNamesThatDiffer() {
		String most = "x".repeat(65_534);

		assertThat(DirectoryName.of(most + "a")).hasSizeLessThan(255).isNotEqualTo(DirectoryName.of(most + "b"));
	}

}
