// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.testbrokers.BlackHole;
import io.github.mqttboot.testbrokers.MosquittoBroker;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The same transport through Java and through the operating system. */
@ParameterizedClass
@ValueSource(strings = { "nio", "epoll" })
class NettyTransportIntegrationTests {

	private final MosquittoBroker broker = SharedBrokers.mosquitto();

	private final Io io;

	NettyTransportIntegrationTests(String name) {
		this.io = Available.io(name);
	}

	private MqttClientOptions.Builder options(String uri, Resolver resolver) {
		return MqttClientOptions.builder(uri)
			.clean(true)
			.reconnect(ReconnectPolicy.never())
			.transport(new NettyTransport(1, () -> this.io, resolver));
	}

	@Test
	void messagesPassOverTcp() throws Exception {
		assertThatMessagesPass(options(this.broker.uri(), SystemResolver.SHARED));
	}

	@Test
	void messagesPassOverAUnixDomainSocket() throws Exception {
		assertThatMessagesPass(options(this.broker.unixUri(), SystemResolver.SHARED));
	}

	@Test
	void messagesPassThroughAWebSocketWithTls() throws Exception {
		assertThatMessagesPass(options(this.broker.secureWebSocketUri(), SystemResolver.SHARED)
			.tls(TlsOptions.builder().caFile(SharedBrokers.certificates().caFile()).build()));
	}

	@Test
	void messagesPassToANameWithAnUnderscore() throws Exception {
		Resolver resolver = resolver(InetAddress.getByName("127.0.0.1"));

		assertThatMessagesPass(options("mqtt://my_broker:" + this.broker.port(), resolver));
		assertThatMessagesPass(options("ws://my_broker:" + this.broker.webSocketPort(), resolver));
	}

	private void assertThatMessagesPass(MqttClientOptions.Builder options) throws Exception {
		String topic = "io/" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		try (MqttClient client = MqttClient.create(options.build())) {
			client.blocking().connect();
			client.blocking()
				.subscribe(Subscription.of(topic, QoS.AT_LEAST_ONCE),
						(delivery) -> received.add(delivery.message().payloadAsString()));

			client.blocking().publish(MqttMessage.builder(topic).payload("through").qos(QoS.AT_LEAST_ONCE).build());

			assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("through");
		}
	}

	@Test
	void deadAddressLeavesTimeForTheOthers() throws Exception {
		try (BlackHole dead = BlackHole.at("127.0.0.2", this.broker.port());
				BlackHole deadToo = BlackHole.at("127.0.0.3", this.broker.port())) {
			Resolver resolver = resolver(dead.address(), deadToo.address(), InetAddress.getByName("127.0.0.1"));

			assertThatMessagesPass(options("mqtt://three.example:" + this.broker.port(), resolver)
				.connectTimeout(Duration.ofSeconds(3)));
		}
	}

	@Test
	void addressThatRefusesIsFollowedByTheNext() throws Exception {
		Resolver resolver = resolver(InetAddress.getByName("127.0.0.4"), InetAddress.getByName("127.0.0.1"));

		assertThatMessagesPass(options("mqtt://two.example:" + this.broker.port(), resolver));
	}

	@Test
	void nothingButDeadAddressesEndWithTheTimeout() throws Exception {
		try (BlackHole dead = BlackHole.at("127.0.0.2", this.broker.port())) {
			MqttClient client = MqttClient
				.create(options("mqtt://dead.example:" + this.broker.port(), resolver(dead.address(), dead.address()))
					.connectTimeout(Duration.ofMillis(200))
					.build());

			MqttException failure = catchThrowableOfType(MqttException.class, client.blocking()::connect);

			assertThat(failure).isInstanceOf(MqttConnectionException.class)
				.hasMessage("could not connect to mqtt://dead.example:" + this.broker.port()
						+ ": no connection within 200 ms");
			client.close();
		}
	}

	private static Resolver resolver(InetAddress... addresses) {
		return (host, result) -> result.resolved(List.of(addresses), null);
	}

}
