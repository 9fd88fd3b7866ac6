// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.testbrokers.BrokerOptions;
import io.github.mqttboot.testbrokers.HiveMqBroker;
import io.github.mqttboot.testbrokers.ForwardProxy;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TestBroker;
import io.github.mqttboot.testbrokers.TestCertificates;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.SocketOptions;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.WebSocketOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Runs the examples of {@code docs/client.md}, which are marked parts of this class; that
 * they are the same is checked by {@code GuideTests} of mqtt-spring-boot-test.
 */
class ClientGuideIntegrationTests {

	private static final TestBroker BROKER = new HiveMqBroker(
			BrokerOptions.open().withUser("press-1", "hush-secret").withTls(SharedBrokers.certificates()));

	private final String server = BROKER.uri();

	private final String secureServer = BROKER.tlsUri();

	private final char[] password = "hush-secret".toCharArray();

	private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

	private final List<MqttClient> clients = new ArrayList<>();

	@BeforeAll
	static void startBroker() {
		BROKER.start();
	}

	@AfterAll
	static void stopBroker() {
		BROKER.close();
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(MqttClient::close);
	}

	/** Stands for whatever an application does. */
	private void show(Object what) {
		this.shown.add(String.valueOf(what));
	}

	private CompletableFuture<Void> store(MqttMessage message) {
		return CompletableFuture.runAsync(() -> show("stored " + message.payloadAsString()));
	}

	/** The next thing that was shown; waits for it. */
	private String next() throws InterruptedException {
		return Objects.requireNonNull(this.shown.poll(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS),
				"nothing was shown");
	}

	private MqttClient closed(MqttClient client) {
		this.clients.add(client);
		return client;
	}

	private MqttClient connected() {
		return connected(MqttClientOptions.builder(this.server).clean(true).version(MqttVersion.V5).build());
	}

	private MqttClient connected(MqttClientOptions options) {
		MqttClient client = closed(MqttClient.create(options));
		client.blocking().connect();
		return client;
	}

	private static void publish(MqttClient client, String topic, String payload) {
		client.blocking().publish(MqttMessage.builder(topic).payload(payload).qos(QoS.AT_LEAST_ONCE).build());
	}

	@Test
	void firstSteps() throws Exception {
		// tag::first-steps[]
		MqttClient client = MqttClient.create(MqttClientOptions.builder(server).clean(true).build());
		client
			.subscribe(Subscription.of("plant/+/temperature", QoS.AT_LEAST_ONCE),
					(delivery) -> show(delivery.message().payloadAsString()))
			.thenCompose((subAck) -> client.publish(
					MqttMessage.builder("plant/press-1/temperature").payload("71.5").qos(QoS.AT_LEAST_ONCE).build()));
		client.connect();
		// end::first-steps[]
		closed(client);

		assertThat(next()).isEqualTo("71.5");
	}

	@Test
	void connect() throws Exception {
		// tag::connect[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.version(MqttVersion.V5)
			.clientId("press-1")
			.credentials("press-1", password)
			.keepAlive(Duration.ofSeconds(30))
			.build();
		MqttClient client = MqttClient.create(options);
		client.connect().thenAccept((connAck) -> show("connected: " + connAck.reasonCode()));
		// end::connect[]
		closed(client);

		assertThat(next()).isEqualTo("connected: 0x00 success");
	}

	@Test
	void whatTheServerAllows() {
		MqttClient client = closed(MqttClient
			.create(MqttClientOptions.builder(this.server).clean(true).version(MqttVersion.V5).clientId("").build()));
		// tag::connack[]
		ConnAck connAck = client.blocking().connect();
		String clientId = connAck.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER);
		long largestPacket = connAck.properties().get(Property.MAXIMUM_PACKET_SIZE, 268_435_460L);
		// end::connack[]

		assertThat(clientId).isNotBlank();
		assertThat(largestPacket).isPositive();
	}

	@Test
	void blocking() {
		MqttClient client = closed(MqttClient.create(MqttClientOptions.builder(this.server).clean(true).build()));
		// tag::blocking[]
		BlockingMqttClient blocking = client.blocking().withTimeout(Duration.ofSeconds(5));
		blocking.connect();
		blocking.publish(MqttMessage.builder("plant/press-1/state").payload("running").build());
		blocking.disconnect();
		// end::blocking[]

		assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
	}

	@Test
	void tls() {
		Path plantCa = SharedBrokers.certificates().caFile();
		// tag::tls[]
		MqttClientOptions options = MqttClientOptions.builder(secureServer)
			.clean(true)
			.tls(TlsOptions.builder().caFile(plantCa).build())
			.build();
		// end::tls[]

		assertThat(connected(options).status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void tlsWithCertificate() {
		String secureServer = BROKER.mutualTlsUri();
		Path plantCa = SharedBrokers.certificates().caFile();
		TestCertificates.Identity identity = SharedBrokers.certificates().client("press-1");
		Path certificate = identity.certificateFile();
		Path key = identity.keyFile();
		// tag::tls-certificate[]
		MqttClientOptions options = MqttClientOptions.builder(secureServer)
			.clean(true)
			.tls(TlsOptions.builder().caFile(plantCa).certificate(certificate, key, null).build())
			.build();
		// end::tls-certificate[]

		assertThat(connected(options).status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void network() {
		String webSocketServer = BROKER.webSocketUri();
		char[] password = ForwardProxy.PASSWORD.toCharArray();
		String token = "token";
		try (ForwardProxy proxy = ForwardProxy.http(false)) {
			String proxyHost = proxy.host();
			int proxyPort = proxy.port();
			// tag::network[]
			MqttClientOptions options = MqttClientOptions.builder(webSocketServer)
				.clean(true)
				.webSocket(WebSocketOptions.DEFAULT.withHeader("Authorization", "Bearer " + token))
				.proxy(ProxyOptions.of(ProxyOptions.Type.HTTP, proxyHost, proxyPort).withCredentials("press", password))
				.socket(SocketOptions.builder().keepAlive(false).build())
				.build();
			// end::network[]

			assertThat(connected(options).status().state()).isEqualTo(ConnectionState.CONNECTED);
		}
	}

	@Test
	void will() throws Exception {
		MqttClient observer = connected();
		observer.blocking()
			.subscribe(Subscription.of("plant/press-2/state", QoS.AT_LEAST_ONCE),
					(delivery) -> show(delivery.message().payloadAsString()));
		// tag::will[]
		MqttMessage offline = MqttMessage.builder("plant/press-2/state").payload("offline").retain(true).build();
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.version(MqttVersion.V5)
			.will(Will.of(offline))
			.build();
		// end::will[]
		MqttClient client = connected(options.toBuilder().reconnect(ReconnectPolicy.never()).build());

		client.closeConnection("as if the network had failed");

		assertThat(next()).isEqualTo("offline");
	}

	@Test
	void events() throws Exception {
		MqttClient client = closed(MqttClient.create(MqttClientOptions.builder(this.server)
			.clean(true)
			.version(MqttVersion.V5)
			.reconnect(ReconnectPolicy.never())
			.build()));
		// tag::events[]
		client.on(MqttEvent.Connected.class, (event) -> show("connected to " + event.server()));
		Registration registration = client.on(MqttEvent.Disconnected.class, (event) -> show("lost: " + event.reason()));
		// end::events[]
		client.blocking().connect();
		client.closeConnection("as a test");
		assertThat(next()).startsWith("connected to mqtt://");
		assertThat(next()).isEqualTo("lost: as a test");

		// tag::events-off[]
		registration.close();
		// end::events-off[]
		client.blocking().connect();
		client.blocking().disconnect();
		assertThat(next()).startsWith("connected to mqtt://");
		assertThat(this.shown).isEmpty();
	}

	@Test
	void subscribe() throws Exception {
		MqttClient client = connected();
		// tag::subscribe[]
		client.subscribe(Subscription.of("plant/press-3/+", QoS.AT_LEAST_ONCE), (delivery) -> {
			MqttMessage message = delivery.message();
			show(message.topic() + " is " + message.payloadAsString());
		}).thenAccept((subAck) -> show("subscribed: " + subAck.reasonCodes()));
		// end::subscribe[]

		assertThat(next()).isEqualTo("subscribed: [0x01 granted QoS 1]");
		publish(client, "plant/press-3/temperature", "71.5");
		assertThat(next()).isEqualTo("plant/press-3/temperature is 71.5");
	}

	@Test
	void subscriptionOptions() {
		MqttClient client = connected();
		// tag::subscription-options[]
		Subscription subscription = Subscription.of("plant/press-4/#", QoS.EXACTLY_ONCE)
			.withNoLocal(true)
			.withRetainAsPublished(true)
			.withRetainHandling(RetainHandling.DO_NOT_SEND);
		client.subscribe(subscription, (delivery) -> show(delivery.message().retain()));
		// end::subscription-options[]

		assertThat(client.blocking().subscribe(subscription).reasonCodes()).containsExactly(ReasonCode.GRANTED_QOS_2);
	}

	@Test
	void subscriptionIdentifier() throws Exception {
		MqttClient client = connected();
		// tag::subscription-identifier[]
		PacketProperties seven = PacketProperties.builder().subscriptionIdentifier(7).build();
		CompletableFuture<SubAck> subscribed = client.subscribe(
				List.of(Subscription.of("plant/press-5/temperature", QoS.AT_LEAST_ONCE),
						Subscription.of("plant/press-5/pressure", QoS.AT_LEAST_ONCE)),
				seven, AckMode.AUTO,
				(delivery) -> show("for " + delivery.message().properties().subscriptionIdentifiers()));
		// end::subscription-identifier[]

		subscribed.get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
		publish(client, "plant/press-5/pressure", "9");
		assertThat(next()).isEqualTo("for [7]");
	}

	@Test
	void sharedSubscription() throws Exception {
		MqttClient client = connected();
		// tag::shared-subscription[]
		CompletableFuture<SubAck> subscribed = client.subscribe(
				Subscription.of("$share/workers/plant/orders/#", QoS.AT_LEAST_ONCE),
				(delivery) -> show(delivery.message().topic()));
		// end::shared-subscription[]

		subscribed.get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
		publish(client, "plant/orders/1", "");
		assertThat(next()).isEqualTo("plant/orders/1");
	}

	@Test
	void acknowledge() throws Exception {
		MqttClient client = connected();
		// tag::acknowledge[]
		CompletableFuture<SubAck> subscribed = client.subscribe(
				Subscription.of("plant/press-6/orders", QoS.EXACTLY_ONCE), AckMode.MANUAL,
				(delivery) -> store(delivery.message()).thenRun(delivery::acknowledge));
		// end::acknowledge[]

		subscribed.get(TestClients.LIMIT.toSeconds(), TimeUnit.SECONDS);
		publish(client, "plant/press-6/orders", "order 1");
		assertThat(next()).isEqualTo("stored order 1");
	}

	@Test
	void acknowledgeWithReason() {
		MqttClient client = connected();
		List<Delivery> refused = new ArrayList<>();
		MessageHandler handler = (delivery) -> {
			// tag::acknowledge-reason[]
			delivery.acknowledge(ReasonCode.QUOTA_EXCEEDED,
					PacketProperties.builder().set(Property.REASON_STRING, "the store is full").build());
			// end::acknowledge-reason[]
			refused.add(delivery);
		};
		client.subscribe(Subscription.of("plant/press-7/orders", QoS.AT_LEAST_ONCE), AckMode.MANUAL, handler).join();

		publish(client, "plant/press-7/orders", "order 1");

		Awaitility.await().atMost(TestClients.LIMIT).until(() -> refused.size() == 1);
		assertThat(client.status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void unsubscribe() throws Exception {
		MqttClient client = connected();
		client.blocking().subscribe(Subscription.of("plant/press-8/+", QoS.AT_LEAST_ONCE));
		// tag::unsubscribe[]
		client.unsubscribe("plant/press-8/+").thenRun(() -> show("no more messages"));
		// end::unsubscribe[]

		assertThat(next()).isEqualTo("no more messages");
	}

	@Test
	void publishWithEachQos() throws Exception {
		MqttClient client = connected();
		// tag::publish[]
		MqttMessage reading = MqttMessage.builder("plant/press-9/temperature").payload("71.5").build();
		client.publish(reading);

		MqttMessage alarm = MqttMessage.builder("plant/press-9/alarm")
			.payload("too hot")
			.qos(QoS.AT_LEAST_ONCE)
			.build();
		client.publish(alarm).thenAccept((result) -> show("alarm: " + result.reasonCode()));

		MqttMessage order = MqttMessage.builder("plant/press-9/orders").payload("stop").qos(QoS.EXACTLY_ONCE).build();
		client.publish(order).thenAccept((result) -> show("order: " + result.reasonCode()));
		// end::publish[]

		assertThat(List.of(next(), next())).containsExactlyInAnyOrder("alarm: 0x10 no matching subscribers",
				"order: 0x10 no matching subscribers");
	}

	@Test
	void retained() throws Exception {
		MqttClient client = connected();
		RecordedEvents events = RecordedEvents.of(client);
		// tag::retained[]
		client.publish(MqttMessage.builder("plant/press-10/state")
			.payload("running")
			.qos(QoS.AT_LEAST_ONCE)
			.retain(true)
			.build());
		// end::retained[]
		events.next(MqttEvent.MessageAcknowledged.class);
		client.blocking()
			.subscribe(Subscription.of("plant/press-10/state", QoS.AT_LEAST_ONCE), (delivery) -> show(
					"kept: " + delivery.message().retain() + ", payload " + delivery.message().payloadAsString()));
		assertThat(next()).isEqualTo("kept: true, payload running");

		// tag::retained-removed[]
		client.publish(MqttMessage.builder("plant/press-10/state").qos(QoS.AT_LEAST_ONCE).retain(true).build());
		// end::retained-removed[]
		assertThat(next()).isEqualTo("kept: false, payload ");
	}

	@Test
	void properties() throws Exception {
		MqttClient client = connected();
		client.blocking().subscribe(Subscription.of("plant/press-11/report", QoS.AT_LEAST_ONCE), (delivery) -> {
			MqttMessage message = delivery.message();
			// tag::read-properties[]
			String contentType = message.properties().get(Property.CONTENT_TYPE, "text/plain");
			show(contentType + " by " + message.userProperties());
			// end::read-properties[]
		});
		// tag::properties[]
		MqttMessage report = MqttMessage.builder("plant/press-11/report")
			.payload("{\"temperature\": 71.5}")
			.qos(QoS.AT_LEAST_ONCE)
			.contentType("application/json")
			.messageExpiry(Duration.ofMinutes(10))
			.userProperty("operator", "ada")
			.build();
		client.publish(report);
		// end::properties[]

		assertThat(next()).isEqualTo("application/json by [operator=ada]");
	}

	@Test
	void requestAndResponse() throws Exception {
		MqttClient press = connected();
		RecordedEvents events = RecordedEvents.of(press);
		MqttClient desk = connected();
		// tag::respond[]
		press.subscribe(Subscription.of("plant/press-12/limit/get", QoS.AT_LEAST_ONCE), (delivery) -> {
			PacketProperties request = delivery.message().properties();
			String responseTopic = request.get(Property.RESPONSE_TOPIC);
			byte[] correlation = request.get(Property.CORRELATION_DATA);
			if (responseTopic != null && correlation != null) {
				press.publish(MqttMessage.builder(responseTopic)
					.payload("90")
					.property(Property.CORRELATION_DATA, correlation)
					.build());
			}
		});
		// end::respond[]
		events.next(MqttEvent.Subscribed.class);
		// tag::request[]
		MqttMessage request = MqttMessage.builder("plant/press-12/limit/get")
			.qos(QoS.AT_LEAST_ONCE)
			.respondTo("desk/7/answers", "request-1".getBytes(StandardCharsets.UTF_8))
			.build();
		desk.subscribe(Subscription.of("desk/7/answers", QoS.AT_LEAST_ONCE), (delivery) -> {
			byte[] correlation = delivery.message().properties().get(Property.CORRELATION_DATA, new byte[0]);
			show(new String(correlation, StandardCharsets.UTF_8) + ": " + delivery.message().payloadAsString());
		}).thenCompose((subAck) -> desk.publish(request));
		// end::request[]

		assertThat(next()).isEqualTo("request-1: 90");
	}

	@Test
	void disconnect() {
		MqttClient client = connected();
		// tag::disconnect[]
		client.disconnect();
		// end::disconnect[]

		Awaitility.await()
			.atMost(TestClients.LIMIT)
			.until(() -> client.status().state() == ConnectionState.DISCONNECTED);
	}

	@Test
	void disconnectWithReason() throws Exception {
		MqttClient client = connected(MqttClientOptions.builder(this.server)
			.clean(false)
			.version(MqttVersion.V5)
			.clientId("press-13")
			.sessionExpiry(Duration.ofHours(1))
			.build());
		// tag::disconnect-reason[]
		PacketProperties properties = PacketProperties.builder()
			.set(Property.SESSION_EXPIRY_INTERVAL, 60L)
			.set(Property.REASON_STRING, "maintenance")
			.build();
		client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, properties).thenRun(() -> show("gone"));
		// end::disconnect-reason[]

		assertThat(next()).isEqualTo("gone");
		assertThat(client.blocking().connect().sessionPresent()).isTrue();
	}

	@Test
	void reconnect() {
		String firstServer = "mqtt://localhost:1";
		String secondServer = this.server;
		// tag::reconnect[]
		ReconnectPolicy policy = new ReconnectPolicy(Integer.MAX_VALUE, // attempts
				Duration.ofSeconds(1), // the first pause
				Duration.ofSeconds(30), // the longest pause
				2, // each pause is twice the one before
				1); // and all of it is random
		MqttClientOptions options = MqttClientOptions.builder(firstServer, secondServer)
			.clean(true)
			.reconnect(policy)
			.build();
		// end::reconnect[]

		assertThat(connected(options).status().server()).hasToString(this.server);
	}

	@Test
	void keptSession() throws Exception {
		// tag::kept-session[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(false)
			.version(MqttVersion.V5)
			.clientId("archive")
			.sessionExpiry(Duration.ofDays(7))
			.build();
		MqttClient client = MqttClient.create(options);
		client.subscribe(Subscription.of("plant/press-14/#", QoS.AT_LEAST_ONCE),
				(delivery) -> show(delivery.message().payloadAsString()));
		client.connect().thenAccept((connAck) -> show("session present: " + connAck.sessionPresent()));
		// end::kept-session[]
		closed(client);
		assertThat(next()).isEqualTo("session present: false");
		client.blocking().subscribe(Subscription.of("plant/press-14/#", QoS.AT_LEAST_ONCE));
		client.blocking().disconnect();

		publish(connected(), "plant/press-14/temperature", "meanwhile");
		client.connect();

		assertThat(next()).isEqualTo("meanwhile");
	}

	@Test
	void store(@TempDir Path directory) {
		// tag::store[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(false)
			.clientId("press-1")
			.store(new FileSessionStore(directory))
			.build();
		// end::store[]
		connected(options);

		assertThat(directory.resolve("client-press-1/session.mv")).exists();
	}

	@Test
	void status() {
		MqttClient client = connected();
		// tag::status[]
		ClientStatus status = client.status();
		show(status.state() + " since " + status.since() + " with " + status.server());

		ClientBacklog backlog = client.backlog();
		show(backlog.queued() + " to send, " + backlog.inFlight() + " sent, " + backlog.undelivered() + " to handle");
		// end::status[]

		assertThat(this.shown.remove()).startsWith("CONNECTED since").endsWith(this.server);
		assertThat(this.shown.remove()).isEqualTo("0 to send, 0 sent, 0 to handle");
	}

	@Test
	void observer() {
		// tag::observer[]
		LongAdder bytesSent = new LongAdder();
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.trafficObserver(new TrafficObserver() {

				@Override
				public void sent(QoS qos, int bytes) {
					bytesSent.add(bytes);
				}

			})
			.build();
		// end::observer[]

		publish(connected(options), "plant/press-15/state", "running");

		assertThat(bytesSent.sum()).isEqualTo(2 + 2 + "plant/press-15/state".length() + 2 + "running".length());
	}

	@Test
	void credentialsProvider() throws Exception {
		Tokens tokens = new Tokens();
		// tag::credentials-provider[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.credentialsProvider(() -> tokens.current()
				.thenApply((token) -> Credentials.of("press-1", token.text()).validUntil(token.expiry())))
			.build();
		// end::credentials-provider[]

		assertThat(connected(options).status().state()).isEqualTo(ConnectionState.CONNECTED);
	}

	@Test
	void token() {
		Tokens tokens = new Tokens();
		// tag::token[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.version(MqttVersion.V5)
			.authenticator(new TokenAuthenticator("OAUTH2-JWT",
					() -> tokens.current()
						.thenApply((token) -> Credentials.of(null, token.text()).validUntil(token.expiry()))))
			.build();
		// end::token[]

		// the brokers of these tests know no tokens
		assertThat(closed(MqttClient.create(options)).connect()).failsWithin(TestClients.LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(MqttRejectedException.class);
	}

	/** Hands out what is the password here. */
	private final class Tokens {

		CompletableFuture<Token> current() {
			return CompletableFuture
				.completedFuture(new Token(ClientGuideIntegrationTests.this.password, Instant.now().plusSeconds(3600)));
		}

	}

	private record Token(char[] text, Instant expiry) {
	}

	@Test
	void scram() throws Exception {
		// tag::scram[]
		MqttClientOptions options = MqttClientOptions.builder(server)
			.clean(true)
			.version(MqttVersion.V5)
			.authenticator(ScramAuthenticator.sha256("press-1", password))
			.build();
		// end::scram[]
		MqttClient client = connected(options);

		// tag::reauthenticate[]
		client.reauthenticate().thenRun(() -> show("proved again"));
		// end::reauthenticate[]

		assertThat(next()).isEqualTo("proved again");
	}

	// tag::authenticator[]
	/** Shows a ticket, and expects no question. */
	static final class TicketAuthenticator implements Authenticator {

		private final byte[] ticket;

		TicketAuthenticator(byte[] ticket) {
			this.ticket = ticket.clone();
		}

		@Override
		public String method() {
			return "TICKET";
		}

		@Override
		public CompletionStage<byte[]> start() {
			return CompletableFuture.completedFuture(this.ticket);
		}

		@Override
		public CompletionStage<byte[]> proceed(byte[] data) {
			return CompletableFuture.failedFuture(new IllegalStateException("a ticket says it all"));
		}

		@Override
		public CompletionStage<Void> finish(byte[] data) {
			return CompletableFuture.completedFuture(null);
		}

	}
	// end::authenticator[]

	@Test
	void ownAuthenticator() {
		MqttClient client = closed(MqttClient.create(MqttClientOptions.builder(this.server)
			.clean(true)
			.version(MqttVersion.V5)
			.reconnect(ReconnectPolicy.never())
			.authenticator(new TicketAuthenticator(new byte[] { 1, 2, 3 }))
			.build()));

		assertThat(client.connect()).failsWithin(TestClients.LIMIT)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(MqttRejectedException.class,
					(rejected) -> assertThat(rejected.reasonCode()).isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD));
	}

	@Test
	void lowLevel() throws Exception {
		MqttClient client = closed(MqttClient.create(MqttClientOptions.builder(this.server).clean(true).build()));
		// tag::low-level[]
		LowLevelMqttClient steps = client.lowLevel();
		steps.openConnection()
			.thenCompose((nothing) -> steps.sendConnect())
			.thenCompose((connAck) -> steps.sendPing())
			.thenRun(() -> show("the server answers"));
		// end::low-level[]

		assertThat(next()).isEqualTo("the server answers");
	}

	@Test
	void ownTransport() {
		// tag::own-transport-used[]
		MemoryTransport memory = new MemoryTransport();
		MqttClient client = MqttClient
			.create(MqttClientOptions.builder("anywhere").clean(true).transport(memory).build());
		// end::own-transport-used[]
		closed(client);
		client.blocking().connect();

		publish(client, "plant/press-16/state", "running");

		assertThat(memory.published).singleElement()
			.satisfies((publish) -> assertThat(publish.message().payloadAsString()).isEqualTo("running"));
		client.close();
		assertThat(client.status().state()).isEqualTo(ConnectionState.CLOSED);
	}

	@Test
	void errors() throws Exception {
		MqttClient client = connected();
		client.blocking().disconnect();
		MqttMessage message = MqttMessage.builder("plant/press-17/state").qos(QoS.AT_LEAST_ONCE).build();
		// tag::errors[]
		client.publish(message).whenComplete((result, failure) -> {
			if (failure instanceof MqttConnectionException) {
				show("no connection: try again later");
			}
			else if (failure != null) {
				show("failed: " + failure.getMessage());
			}
		});
		// end::errors[]
		assertThat(next()).startsWith("no connection: try again later");
	}

	@Test
	void errorsOfTheBlockingFront() {
		MqttClient client = closed(MqttClient.create(MqttClientOptions.builder(this.server)
			.clean(true)
			.credentials("press-1", "wrong".toCharArray())
			.reconnect(ReconnectPolicy.never())
			.build()));
		// tag::errors-blocking[]
		try {
			client.blocking().connect();
		}
		catch (MqttRejectedException ex) {
			show("the server says no: " + ex.reasonCode());
		}
		catch (MqttException ex) {
			show("failed: " + ex.getMessage());
		}
		// end::errors-blocking[]

		assertThat(this.shown).containsExactly("the server says no: 0x86 bad user name or password");
	}

	@Test
	void theFiveExceptionsAreAllThereAre() {
		assertThat(MqttException.class.getPermittedSubclasses()).containsExactlyInAnyOrder(
				MqttConnectionException.class, MqttTimeoutException.class, MqttRejectedException.class,
				MqttProtocolException.class, MqttQueueFullException.class, MqttStoreException.class);
	}

	@Test
	void aMistakeOfTheCallerIsToldAtTheCall() {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessage.builder("plant/+/state"))
			.withMessageContaining("plant/+/state");
	}

}
