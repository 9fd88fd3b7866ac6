// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.Locale;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.ForwardProxy;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestBroker;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.ProxyOptions.Type;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource
class ProxyIntegrationTests {

	private final TestBroker broker = SharedBrokers.mosquitto();

	@AutoClose
	private final TestClients clients = new TestClients(this.broker, MqttVersion.V5);

	private final Type type;

	@AutoClose
	private final ForwardProxy open;

	@AutoClose
	private final ForwardProxy closed;

	ProxyIntegrationTests(Type type) {
		this.type = type;
		this.open = (type == Type.HTTP) ? ForwardProxy.http(false) : ForwardProxy.socks5(false);
		this.closed = (type == Type.HTTP) ? ForwardProxy.http(true) : ForwardProxy.socks5(true);
	}

	private ProxyOptions options(ForwardProxy proxy) {
		return ProxyOptions.of(this.type, proxy.host(), proxy.port());
	}

	@Test
	void connectsToTheServerThatTheClientNames() {
		assertThatMessagesPass(this.clients.options().proxy(options(this.open)));

		assertThat(this.open.targets()).isEqualTo(List.of("localhost:" + this.broker.port()));
	}

	@Test
	void asksForCredentials() {
		assertThatMessagesPass(this.clients.options()
			.proxy(options(this.closed).withCredentials(ForwardProxy.USER, ForwardProxy.PASSWORD.toCharArray())));

		assertThat(this.closed.targets()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts", "ws", "wss" })
	void letsTlsAndWebSocketsThrough(String scheme) {
		String uri = switch (scheme) {
			case "mqtts" -> this.broker.tlsUri();
			case "ws" -> this.broker.webSocketUri();
			default -> this.broker.secureWebSocketUri();
		};
		MqttClientOptions.Builder options = this.clients.options(uri).proxy(options(this.open));
		if (!scheme.equals("ws")) {
			options.tls(TlsOptions.builder().caFile(SharedBrokers.certificates().caFile()).build());
		}

		assertThatMessagesPass(options);

		assertThat(this.open.targets()).singleElement().asString().startsWith("localhost:");
	}

	@Test
	void certificateMustBeForTheServerAndNotForTheProxy() {
		MqttException failure = failToConnect(this.clients.options("mqtts://127.0.0.1:" + this.broker.tlsPort())
			.tls(TlsOptions.builder().caFile(SharedBrokers.certificates().caFile()).build())
			.proxy(options(this.open)));

		assertThat(failure).hasMessageContaining("127.0.0.1").hasMessageContaining("certificate");
	}

	@Test
	void refusesWrongCredentials() {
		MqttException failure = failToConnect(this.clients.options()
			.proxy(options(this.closed).withCredentials(ForwardProxy.USER, "a wrong secret".toCharArray())));

		assertFailedThroughProxy(failure, (this.type == Type.HTTP) ? "407" : "authStatus");
		assertThat(this.closed.targets()).isEmpty();
	}

	@Test
	void refusesThoseWithoutCredentials() {
		MqttException failure = failToConnect(this.clients.options().proxy(options(this.closed)));

		assertFailedThroughProxy(failure, (this.type == Type.HTTP) ? "407" : "authMethod");
	}

	@Test
	void tellsThatTheServerIsOutOfReach() {
		MqttException failure = failToConnect(this.clients.options("nowhere.invalid:1883").proxy(options(this.open)));

		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageStartingWith("could not connect to mqtt://nowhere.invalid:1883 through the proxy ")
			.hasMessageContaining((this.type == Type.HTTP) ? "502" : "HOST_UNREACHABLE");
		assertThat(this.open.targets()).containsExactly("nowhere.invalid:1883");
	}

	@Test
	void isOutOfReachItself() {
		ProxyOptions proxy = options(this.open);
		this.open.close();

		MqttException failure = failToConnect(this.clients.options().proxy(proxy));

		assertFailedThroughProxy(failure, "refused");
	}

	private MqttException failToConnect(MqttClientOptions.Builder options) {
		MqttClient client = this.clients.create(options.reconnect(ReconnectPolicy.never()));
		return catchThrowableOfType(MqttException.class, client.blocking()::connect);
	}

	private void assertFailedThroughProxy(MqttException failure, String reason) {
		assertThat(failure).isInstanceOf(MqttConnectionException.class)
			.hasMessageStartingWith("could not connect to " + this.broker.uri() + " through the proxy "
					+ this.type.name().toLowerCase(Locale.ROOT) + "://localhost:")
			.hasMessageContaining(reason)
			.hasMessageNotContaining("secret");
	}

	private void assertThatMessagesPass(MqttClientOptions.Builder options) {
		String topic = this.clients.topic("proxied");
		MqttClient client = this.clients.connect(options);
		ReceivedMessages received = ReceivedMessages.of(client, topic, QoS.EXACTLY_ONCE);
		MqttMessage message = MqttMessage.builder(topic).payload("through").qos(QoS.EXACTLY_ONCE).build();

		client.blocking().publish(message);

		assertThat(received.nextAsPublished()).isEqualTo(message);
	}

}
