// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.Endpoint.Scheme;
import io.github.mqttboot.transport.NetworkOptions;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.SocketOptions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What way through the network the properties make. */
class NetworkOptionsFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class))
		.withBean(MqttClient.class, () -> FakeMqttClient.of(MqttVersion.V5));

	private void yaml(String yaml, Consumer<MqttClientOptions> test) {
		this.runner.withInitializer(Yaml.of(yaml)).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(new MqttClientOptionsFactory(new PropertyRules("mqtt"), context.getBean(MqttProperties.class),
					context.getBean(MqttConnectionDetails.class))
				.create(List.of(), null));
		});
	}

	@Test
	void isStraightUnlessToldOtherwise() {
		yaml("mqtt: {}", (options) -> {
			NetworkOptions network = options.network();

			assertThat(network.proxy()).isNull();
			assertThat(network.webSocket()).isEqualTo(NetworkOptions.DEFAULT.webSocket());
			assertThat(network.socket()).hasToString(SocketOptions.DEFAULT.toString());
		});
	}

	@Test
	void leadsThroughAProxy() {
		yaml("mqtt: { proxy: { type: socks5, host: proxy.example, port: 1080, username: ann, password: hush-secret } }",
				(options) -> {
					ProxyOptions proxy = options.network().proxy();

					assertThat(proxy).hasToString("socks5://proxy.example:1080");
					assertThat(proxy).isNotNull();
					assertThat(proxy.userName()).isEqualTo("ann");
					assertThat(proxy.password()).containsExactly("hush-secret".toCharArray());
				});
	}

	@Test
	void leadsThroughAnHttpProxyUnlessToldOtherwise() {
		yaml("mqtt: { proxy: { host: proxy.example, port: 3128 } }",
				(options) -> assertThat(options.network().proxy()).hasToString("http://proxy.example:3128"));
	}

	@Test
	void leadsToWebSocketsAndUnixDomainSockets() {
		yaml("""
				mqtt:
				  uri: ["wss://a.example/m?x=y", "ws://b.example", "unix:/run/mosquitto.sock"]
				  web-socket: { sub-protocol: mqttv3.1, headers: { Authorization: Bearer x, X-Tenant: plant } }
				""", (options) -> {
			assertThat(options.endpoints()).containsExactly(new Endpoint(Scheme.WSS, "a.example", 443, "/m", "x=y"),
					new Endpoint(Scheme.WS, "b.example", 80, "/mqtt", null),
					new Endpoint(Scheme.UNIX, "", 0, "/run/mosquitto.sock", null));
			assertThat(options.network().webSocket().subProtocol()).isEqualTo("mqttv3.1");
			assertThat(options.network().webSocket().headers())
				.isEqualTo(Map.of("Authorization", "Bearer x", "X-Tenant", "plant"));
		});
	}

	@Test
	void beginsAtSocketsAsTheyAreConfigured() {
		yaml("""
				mqtt:
				  socket:
				    no-delay: false
				    keep-alive: false
				    user-timeout: 30s
				    bind-address: 127.0.0.1
				    send-buffer-size: 64KB
				    receive-buffer-size: 32KB
				""", (options) -> {
			SocketOptions socket = options.network().socket();

			assertThat(socket.noDelay()).isFalse();
			assertThat(socket.keepAlive()).isFalse();
			assertThat(socket.userTimeout()).isEqualTo(Duration.ofSeconds(30));
			assertThat(socket.bindAddress()).isEqualTo(InetAddress.getLoopbackAddress());
			assertThat(socket.sendBufferSize()).isEqualTo(65_536);
			assertThat(socket.receiveBufferSize()).isEqualTo(32_768);
		});
	}

	@Test
	void hasTimesOfItsOwn() {
		yaml("mqtt: { connect-timeout: 1s, connack-timeout: 2s, response-timeout: 3s }", (options) -> {
			assertThat(options.connectTimeout()).hasSeconds(1);
			assertThat(options.connAckTimeout()).hasSeconds(2);
			assertThat(options.responseTimeout()).hasSeconds(3);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					proxy: { port: 1 }                                        | proxy.host          |             | needs a host
					proxy: { host: p }                                        | proxy.port          |             | needs a port
					proxy: { host: p, port: 0 }                               | proxy.port          | 0           | must be 1..65535
					proxy: { host: p, port: 1, password: hidden }             | proxy.password      | (not shown) | needs a user name
					proxy: { host: p, port: 1, username: 'a:b' }              | proxy.username      | a:b         | nor have a colon
					web-socket: { sub-protocol: 'a b' }                       | web-socket.sub-protocol | a b     | must be letters
					web-socket: { headers: { Upgrade: hidden } }              | web-socket.headers.Upgrade | (not shown) | which the handshake sets
					socket: { user-timeout: 0s }                              | socket.user-timeout | PT0S        | must be 1..
					socket: { send-buffer-size: 0 }                           | socket.send-buffer-size | 0B      | must be 1 byte
					connack-timeout: 0s                                       | connack-timeout     | PT0S        | must be positive
					uri: 'ftp://b?hidden'                                     | uri                 | ftp://b?*** | scheme must be
					""")
	void isRefusedWithTheNameOfTheProperty(String yaml, String key, @Nullable String value, String rule) {
		assertThatExceptionOfType(InvalidMqttPropertyException.class)
			.isThrownBy(() -> yaml("mqtt:\n  " + yaml, (options) -> assertThat(options).isNull()))
			.satisfies((ex) -> {
				assertThat(ex.property()).isEqualTo("mqtt." + key);
				assertThat(ex.value()).isEqualTo(value);
				assertThat(ex.rule()).contains(rule).doesNotContain("hidden");
			});
	}

}
