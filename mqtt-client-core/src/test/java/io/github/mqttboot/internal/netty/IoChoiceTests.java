// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class IoChoiceTests {

	@Test
	@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
	void isEpollIfItsJarsAreThere() {
		assertThat(IoChoice.choose(null).name()).isEqualTo("epoll");
	}

	@Test
	void isWhatTheApplicationAsksFor() {
		assertThat(IoChoice.choose("nio")).isSameAs(Io.NIO);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void isNotWhatDoesNotWorkHere() {
		assertThatIllegalStateException().isThrownBy(() -> IoChoice.choose("kqueue"))
			.withMessageStartingWith("io.github.mqttboot.io is \"kqueue\", which does not work here: ");
	}

	@Test
	void isOneThatThereIs() {
		assertThatIllegalStateException().isThrownBy(() -> IoChoice.choose("select"))
			.withMessage("io.github.mqttboot.io must be one of [epoll, io_uring, kqueue, nio], was \"select\"");
	}

}
