// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketOptionsTests {

	@Test
	void offerTheSubProtocolOfTheStandardUnlessToldOtherwise() {
		assertThat(WebSocketOptions.DEFAULT.subProtocol()).isEqualTo("mqtt");
	}

	@Test
	void takeHeadersAndShowTheirNamesAlone() {
		WebSocketOptions options = WebSocketOptions.DEFAULT.withHeader("Authorization", "Bearer secret")
			.withHeader("X-Tenant", "secret, too");

		assertThat(options.headers())
			.containsExactlyInAnyOrderEntriesOf(Map.of("Authorization", "Bearer secret", "X-Tenant", "secret, too"));
		assertThat(options).hasToString("WebSocketOptions{subProtocol=mqtt, headers=[Authorization, X-Tenant]}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a:b", "a\r\nb", "\u00E4" })
	void refuseNamesThatAreNone(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketOptions.DEFAULT.withHeader(name, "x"))
			.withMessageStartingWith("name of a header must be letters, digits and any of");
		assertThatIllegalArgumentException().isThrownBy(() -> new WebSocketOptions(name, Map.of()))
			.withMessageStartingWith("subProtocol must be letters, digits and any of");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upgrade", "connection", "Sec-WebSocket-Protocol", "Transfer-Encoding" })
	void refuseHeadersOfTheHandshakeItself(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketOptions.DEFAULT.withHeader(name, "x"))
			.withMessage("headers must not have " + name + ", which the handshake sets");
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret\r\nHost: other", "secret\u0000", "secret \u20AC" })
	void refuseValuesThatHeadersCannotCarryAndDoNotShowThem(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketOptions.DEFAULT.withHeader("X", value))
			.withMessageContaining("the value of the header X must have visible Latin characters only")
			.withMessageNotContaining("secret");
	}

}
