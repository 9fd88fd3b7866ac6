// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketOptionsTests {

	@Test
	void sendAtOnceAndProbeUnlessToldOtherwise() {
		assertThat(SocketOptions.DEFAULT).hasToString("SocketOptions{noDelay=true, keepAlive=true, userTimeout=null,"
				+ " bindAddress=null, sendBufferSize=null, receiveBufferSize=null}");
	}

	@Test
	void haveWhatWasSet() {
		SocketOptions options = SocketOptions.builder()
			.noDelay(false)
			.keepAlive(false)
			.userTimeout(Duration.ofSeconds(30))
			.bindAddress(InetAddress.getLoopbackAddress())
			.sendBufferSize(1)
			.receiveBufferSize(2)
			.build();

		assertThat(options.noDelay()).isFalse();
		assertThat(options.keepAlive()).isFalse();
		assertThat(options.userTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.bindAddress()).isEqualTo(InetAddress.getLoopbackAddress());
		assertThat(options.sendBufferSize()).isEqualTo(1);
		assertThat(options.receiveBufferSize()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT0.0009S", "PT600H" })
	void refuseAUserTimeoutOutOfRange(Duration timeout) {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketOptions.builder().userTimeout(timeout))
			.withMessageStartingWith("userTimeout must be ")
			.withMessageEndingWith("was " + timeout);
	}

	@Test
	void refuseBuffersWithoutRoom() {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketOptions.builder().sendBufferSize(0))
			.withMessage("sendBufferSize must be 1 byte or more, was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> SocketOptions.builder().receiveBufferSize(-1))
			.withMessage("receiveBufferSize must be 1 byte or more, was -1");
	}

}
