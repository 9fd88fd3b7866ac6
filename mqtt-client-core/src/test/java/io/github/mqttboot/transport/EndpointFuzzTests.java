// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text as a server's address. With {@code JAZZER_FUZZ=1} in the environment Jazzer
 * makes the text ({@code docs/fuzzing.md}).
 */
class EndpointFuzzTests {

	@MethodSource("addresses")
	@FuzzTest(maxDuration = "")
	void isReadOrRefused(byte[] utf8) {
		String text = new String(utf8, StandardCharsets.UTF_8);
		Endpoint plain;
		try {
			plain = Endpoint.parse(text, false);
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex.getMessage()).isNotEmpty();
			return;
		}
		boolean local = plain.scheme() == Endpoint.Scheme.UNIX;
		assertThat(plain.host().isEmpty()).isEqualTo(local);
		assertThat(plain.host()).doesNotContain("@", "/", "?", "#", "[", "]", " ");
		if (plain.query() == null) { // which is not shown
			assertThat(Endpoint.parse(plain.toString(), false)).isEqualTo(plain);
		}
		assertThat(Endpoint.parse(text, true).secure()).isNotEqualTo(local);
	}

	static Stream<byte[]> addresses() {
		return Stream
			.of("localhost", "broker.example:1884", " 127.0.0.1 ", "mqtt://broker.example/", "MQTTS://b:8883",
					"tcp://b:1", "ssl://b", "tls://[::1]", "[2001:db8::1]:1884", "[fe80::1%eth0]:1", "::1",
					"mqtt://ann:secret@b", "ws://b/mqtt", "wss://b?x=y", "unix:/s", "unix:///s s", "unix:///",
					"unix:1883", "b:0", "b:65536", "b:-1", "b:99999999999", "mqtt://", "://", "b?x#y", "http://b",
					"\u00FCmlaut", "a_b", "%41", "mqtt:b", "ss#://b")
			.map((text) -> text.getBytes(StandardCharsets.UTF_8));
	}

}
