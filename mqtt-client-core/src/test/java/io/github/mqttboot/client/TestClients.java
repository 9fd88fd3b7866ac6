// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.testbrokers.TestBroker;

import org.jspecify.annotations.Nullable;

/**
 * Makes clients for one test and closes them at its end. Topics and client identifiers
 * begin with the same random word, so that tests can share a broker.
 */
final class TestClients implements AutoCloseable {

	/** How long anything may take that is expected to happen. */
	static final Duration LIMIT = Duration.ofSeconds(30);

	private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	private final @Nullable TestBroker broker;

	private final String uri;

	private final MqttVersion version;

	private final Queue<MqttClient> clients = new ConcurrentLinkedQueue<>();

	TestClients(TestBroker broker, MqttVersion version) {
		this(broker, broker.uri(), version);
	}

	/** Clients of a server that runs already. */
	TestClients(String uri, MqttVersion version) {
		this(null, uri, version);
	}

	private TestClients(@Nullable TestBroker broker, String uri, MqttVersion version) {
		this.broker = broker;
		this.uri = uri;
		this.version = version;
	}

	/** Clients of the broker that all tests share. */
	static TestClients of(Setup setup) {
		return new TestClients(setup.broker().shared(), setup.version());
	}

	TestBroker broker() {
		return Objects.requireNonNull(this.broker, "the server is no broker of the tests");
	}

	/** A topic or filter of this test alone. */
	String topic(String name) {
		return this.word + "/" + name;
	}

	/** A client identifier of this test alone. */
	String clientId(String name) {
		return this.word + "-" + name;
	}

	MqttClientOptions.Builder options() {
		return options(this.uri);
	}

	/** A clean session, and quick to reconnect. */
	MqttClientOptions.Builder options(String uri) {
		return MqttClientOptions.builder(uri)
			.clean(true)
			.version(this.version)
			.reconnect(ReconnectPolicy.fixed(Duration.ofMillis(100)));
	}

	/** A session that is kept. */
	MqttClientOptions.Builder keptSession(String name) {
		return options().clean(false).clientId(clientId(name));
	}

	MqttClient create(MqttClientOptions.Builder options) {
		MqttClient client = MqttClient.create(options.build());
		this.clients.add(client);
		return client;
	}

	MqttClient connect(MqttClientOptions.Builder options) {
		MqttClient client = create(options);
		client.blocking().connect();
		return client;
	}

	MqttClient connect() {
		return connect(options());
	}

	@Override
	public void close() {
		this.clients.forEach(MqttClient::close);
	}

}
