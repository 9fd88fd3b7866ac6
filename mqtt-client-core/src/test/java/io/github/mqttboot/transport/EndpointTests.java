// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mqttboot.transport.Endpoint.Scheme;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTests {

	@ParameterizedTest
	@CsvSource({ "broker.example, broker.example, 1883", "broker.example:1884, broker.example, 1884",
			"' broker.example ', broker.example, 1883", "localhost, localhost, 1883", "127.0.0.1:2, 127.0.0.1, 2",
			"mqtt://broker.example, broker.example, 1883", "tcp://broker.example:65535, broker.example, 65535",
			"MQTT://broker.example, broker.example, 1883", "mqtt://broker.example/, broker.example, 1883",
			"my_broker, my_broker, 1883", "tcp://my_broker.plant:1884, my_broker.plant, 1884", "[::1], ::1, 1883",
			"[2001:db8::1]:1884, 2001:db8::1, 1884", "mqtt://[fe80::1]:1, fe80::1, 1" })
	void isPlainUnlessToldOtherwise(String text, String host, int port) {
		assertThat(Endpoint.parse(text, false)).isEqualTo(new Endpoint(host, port, false));
	}

	@ParameterizedTest
	@CsvSource({ "mqtts://broker.example, broker.example, 8883", "ssl://broker.example:8884, broker.example, 8884",
			"tls://[::1], ::1, 8883", "SSL://broker.example, broker.example, 8883" })
	void isSecureBySchemes(String text, String host, int port) {
		assertThat(Endpoint.parse(text, false)).isEqualTo(new Endpoint(host, port, true));
	}

	@ParameterizedTest
	@CsvSource({ "broker.example, 8883", "broker.example:1883, 1883", "[::1], 8883", "ws://broker.example, 443" })
	void isSecureIfToldSo(String text, int port) {
		Endpoint endpoint = Endpoint.parse(text, true);

		assertThat(endpoint.secure()).isTrue();
		assertThat(endpoint.port()).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource({ "ws://broker.example, WS, broker.example, 80, /mqtt",
			"ws://broker.example/, WS, broker.example, 80, /", "wss://broker.example, WSS, broker.example, 443, /mqtt",
			"ws://my_broker/x, WS, my_broker, 80, /x", "WSS://[::1]:8443/a%20b/c, WSS, ::1, 8443, /a%20b/c" })
	void isAWebSocketWithAPath(String text, Scheme scheme, String host, int port, String path) {
		assertThat(Endpoint.parse(text, false)).isEqualTo(new Endpoint(scheme, host, port, path, null));
	}

	@Test
	void isAWebSocketWithAQueryThatIsNotShown() {
		Endpoint endpoint = Endpoint.parse("wss://broker.example/mqtt?X-Signature=secret%3D&b=c", false);

		assertThat(endpoint.query()).isEqualTo("X-Signature=secret%3D&b=c");
		assertThat(endpoint).hasToString("wss://broker.example:443/mqtt?***");
	}

	@ParameterizedTest
	@CsvSource({ "unix:/run/mosquitto.sock, /run/mosquitto.sock", "unix:///run/a b?c#d%41, /run/a b?c#d%41",
			"UNIX:/s, /s" })
	void isAUnixDomainSocketThatIsTakenAsItIs(String text, String file) {
		assertThat(Endpoint.parse(text, false)).isEqualTo(new Endpoint(Scheme.UNIX, "", 0, file, null))
			.hasToString("unix:" + file);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt://broker.example:1884", "mqtts://[::1]:8883", "ws://[::1]:80/", "wss://b:1/x/y" })
	void isShownAsAUri(String uri) {
		assertThat(Endpoint.parse(uri, false)).hasToString(uri);
	}

	@Test
	void isNotSecureIfItIsAUnixDomainSocket() {
		assertThat(Endpoint.parse("unix:/run/mosquitto.sock", true).secure()).isFalse();
	}

	@Nested
	class Refused {

		@ParameterizedTest
		@ValueSource(strings = { "", " ", ":1883", "broker:port", "broker:18:83", "::1", "[::1", "mqtt://", "a b",
				"broker/path", "broker#x", "mqtt://broker:1883/path", "ss#://b", "/a://b", "a://", "mqtt:b#://",
				"ws://b/#x", "ws:///x", "unix://host/socket", "unix://", "ws://b/a b" })
		void isWhatCannotBeRead(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, false))
				.withMessage("uri must be host, host:port, mqtt://host:port (mqtts:// for TLS),"
						+ " ws://host:port/path (wss:// for TLS) or unix:/path, was \"" + text + "\"");
		}

		@ParameterizedTest
		@ValueSource(strings = { "broker?token=secret", "ws://b/a b?token=secret", "mqtt://b/?secret", "ann:secret@b b",
				"?secret://b" })
		void isNotShownWithWhatMayBeASecret(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, false))
				.withMessageStartingWith("uri must be host")
				.withMessageNotContaining("secret");
		}

		@Test
		void isAFileThatIsNoSocket() {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse("unix:/", false))
				.withMessage("the file of a Unix domain socket must be an absolute path, was \"/\"");
		}

		@ParameterizedTest
		@CsvSource({ "http, http://broker.example", "wsx, wsx://broker.example", "redis, redis://b/x" })
		void isAnotherScheme(String scheme, String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, false))
				.withMessage("uri scheme must be mqtt, tcp, mqtts, ssl, tls, ws, wss or unix, was \"" + scheme
						+ "\" in \"" + text + "\"");
		}

		@ParameterizedTest
		@CsvSource({ "0, broker:0", "65536, broker:65536", "99999, mqtt://broker:99999" })
		void isAPortOutOfRange(String port, String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, false))
				.withMessage("port must be 1..65535, was " + port);
		}

		@ParameterizedTest
		@ValueSource(strings = { "ann:s3cret@broker", "mqtt://ann:s3cret@broker:1883", "ann:s3cret@my_broker",
				"mqtt://ann:s3cret@bro ker", "mqtt://ann:s3cret@broker:1883/path", "ann:s3cret@",
				"ann:s3cret@broker:99999", "http://ann:s3cret@broker", "mqtt://ann:s3cret@bad host@broker",
				"ws://ann:s3c@ret@broker" })
		void isUserInfoWhichIsNotShown(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text, false))
				.satisfies((refused) -> assertThat(refused.getMessage()).doesNotContain("s3c"));
		}

		@Test
		void isAnEmptyHost() {
			assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint("", 1883, false))
				.withMessage("host must not be empty");
		}

	}

}
