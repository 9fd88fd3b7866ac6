// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicTemplateTests {

	@Nested
	class Filter {

		@ParameterizedTest
		@CsvSource({ "plant/{line}/{machine}/temperature, plant/+/+/temperature", "{a}, +", "{a}/b, +/b", "a/{b}, a/+",
				"/{a}/, /+/", "plant/+/{machine}/#, plant/+/+/#", "plant/{rest...}, plant/#", "{all...}, #",
				"$share/workers/plant/{line}, $share/workers/plant/+", "plain/topic, plain/topic" })
		void hasAWildcardForEachVariable(String template, String filter) {
			assertThat(TopicTemplate.of(template).filter().value()).isEqualTo(filter);
		}

	}

	@Nested
	class Values {

		@Test
		void areTheLevelsInPlaceOfTheVariables() {
			TopicTemplate template = TopicTemplate.of("plant/{line}/{machine}/temperature");

			String[] values = template.values("plant/hall a/press-1/temperature");

			assertThat(template.names()).containsExactly("line", "machine");
			assertThat(values).containsExactly("hall a", "press-1");
		}

		@Test
		void areReadBesideNamelessWildcards() {
			assertThat(TopicTemplate.of("+/{a}/+/{b}/#").values("1/2/3/4/5/6")).containsExactly("2", "4");
		}

		@Test
		void areEmptyForEmptyLevels() {
			assertThat(TopicTemplate.of("{a}/{b}/{c}").values("/x/")).containsExactly("", "x", "");
		}

		@Test
		void mayBeInTheFirstAndTheLastLevel() {
			assertThat(TopicTemplate.of("{first}/x/{last}").values("a/x/b")).containsExactly("a", "b");
		}

		@Test
		void doNotCountTheGroupOfASharedSubscription() {
			assertThat(TopicTemplate.of("$share/workers/plant/{line}").values("plant/a")).containsExactly("a");
		}

		@Test
		void ofTheRestAreAllLevelsFromThereOn() {
			assertThat(TopicTemplate.of("{site}/{rest...}").values("a/b/c/d")).containsExactly("a", "b/c/d");
		}

		@Test // section 4.7.1.2
		void ofTheRestAreEmptyForTheParentLevelItself() {
			TopicTemplate template = TopicTemplate.of("plant/{rest...}");

			assertThat(template.values("plant")).containsExactly("");
			assertThat(template.values("plant/")).containsExactly("");
		}

		@Test
		void areNoneWithoutVariables() {
			assertThat(TopicTemplate.of("plant/+/#").values("plant/a/b")).isEmpty();
		}

	}

	@Nested
	class Mistake {

		@ParameterizedTest
		@CsvSource({ "plant/x{line}/t, x{line}", "plant/{line}x, {line}x", "plant/{line, {line", "plant/line}, line}",
				"plant/{a}{b}, {a}{b}", "plant/{{a}}, {{a}}", "plant/${line}, ${line}" })
		void inAVariableThatDoesNotFillItsLevelIsNamed(String template, String level) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(template))
				.withMessage("a variable in braces must fill a whole level, was \"" + level + "\" in \"" + template
						+ "\"; use + for a level that has braces itself");
		}

		@ParameterizedTest
		@CsvSource({ "plant/{}", "plant/{a b}", "plant/{a.b}", "plant/{+}", "plant/{...}" })
		void inTheNameOfAVariableIsNamed(String template) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of(template))
				.withMessageStartingWith("the name of a variable must be made of letters, digits, _ and -, was \""
						+ template.substring(6))
				.withMessageEndingWith("in \"" + template + "\"");
		}

		@Test
		void ofAVariableThatOccursTwiceIsNamed() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("{line}/x/{line}"))
				.withMessage("a variable must occur once, was {line} twice in \"{line}/x/{line}\"");
		}

		@Test
		void ofARestThatIsNotLastIsNamed() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("a/{rest...}/b"))
				.withMessage("{rest...} must be the last level, was in \"a/{rest...}/b\"");
		}

		@Test // [MQTT-4.7.1-1]
		void inTheFilterItselfIsNamed() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("plant/#/{line}"))
				.withMessageContaining("# must be the last character");
		}

		@Test // [MQTT-4.8.2-1]
		void inTheGroupOfASharedSubscriptionIsNamed() {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicTemplate.of("$share/workers"))
				.withMessageContaining("a shared subscription must have a topic filter after its share name");
		}

	}

}
