// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;

import io.github.mqttboot.transport.ProxyOptions.Type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyOptionsTests {

	@Test
	void areShownAsAUriWithoutCredentials() {
		ProxyOptions proxy = ProxyOptions.of(Type.HTTP, "proxy.example", 3128)
			.withCredentials("ann", "hush-secret".toCharArray());

		assertThat(proxy).hasToString("http://proxy.example:3128");
		assertThat(ProxyOptions.of(Type.SOCKS5, "::1", 1080)).hasToString("socks5://[::1]:1080");
	}

	@Test
	void copyThePasswordInAndOut() {
		char[] password = "hush-secret".toCharArray();
		ProxyOptions proxy = ProxyOptions.of(Type.SOCKS5, "proxy.example", 1080).withCredentials("ann", password);

		password[0] = 'x';
		char[] copy = Objects.requireNonNull(proxy.password());
		assertThat(copy).containsExactly("hush-secret".toCharArray());
		copy[0] = 'x';

		assertThat(proxy.password()).containsExactly("hush-secret".toCharArray());
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 65_536 })
	void refuseAPortOutOfRange(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyOptions.of(Type.HTTP, "proxy.example", port))
			.withMessage("port of a proxy must be 1..65535, was " + port);
	}

	@Test
	void refuseAnEmptyHost() {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyOptions.of(Type.HTTP, " ", 1))
			.withMessage("host of a proxy must not be empty");
	}

	@Test
	void refuseAUserNameThatBasicAuthenticationCannotCarry() {
		ProxyOptions http = ProxyOptions.of(Type.HTTP, "proxy.example", 3128);

		assertThatIllegalArgumentException().isThrownBy(() -> http.withCredentials("a:b", new char[0]))
			.withMessage("user name of a proxy must not be empty, nor have a colon for HTTP, was \"a:b\"");
		assertThat(ProxyOptions.of(Type.SOCKS5, "proxy.example", 1).withCredentials("a:b", new char[0]).userName())
			.isEqualTo("a:b");
	}

}
