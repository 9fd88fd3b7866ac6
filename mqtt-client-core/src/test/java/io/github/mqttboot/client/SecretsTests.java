// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.Will;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.TlsOptions;
import io.github.mqttboot.transport.WebSocketOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches everything that the client tells anybody for secrets, which all begin with the
 * same mark here: all log output at the lowest level, events, exceptions with their
 * traces, and every {@code toString}.
 */
class SecretsTests {

	private static final String MARK = "hush";

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	/** Everything that was said. */
	private final Queue<String> said = new ConcurrentLinkedQueue<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqttboot");

	private final Logger packets = (Logger) LoggerFactory.getLogger(PacketLog.NAME);

	private final Level packetsBefore = this.packets.getLevel();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			SecretsTests.this.said.add(event.getFormattedMessage());
			if (event.getThrowableProxy() != null) {
				SecretsTests.this.said.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
			}
		}

	};

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setLevel(Level.TRACE);
		this.packets.setLevel(Level.TRACE);
	}

	@AfterEach
	void close() {
		this.broker.close();
		this.logger.setLevel(null);
		this.packets.setLevel(this.packetsBefore);
		this.logger.detachAppender(this.appender);
	}

	private MqttClient watched(MqttClient client) {
		this.said.add(client + " " + client.options() + " " + client.options().toBuilder());
		client.on(MqttEvent.class, (event) -> {
			this.said.add(String.valueOf(event));
			this.said.add(client + " " + client.status() + " " + client.subscriptions() + " " + client.backlog());
			if (event instanceof MqttEvent.Disconnected disconnected && disconnected.cause() != null) {
				this.said.add(trace(disconnected.cause()));
			}
			if (event instanceof MqttEvent.Failed failed) {
				this.said.add(trace(failed.cause()));
			}
		});
		return client;
	}

	private static String trace(Throwable thrown) {
		StringWriter text = new StringWriter();
		thrown.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	private void assertNothingWasTold(String... expected) {
		String all = String.join("\n", this.said);
		assertThat(all).contains(expected); // it was listened at all
		assertThat(this.said).noneMatch((text) -> text.contains(MARK));
	}

	private static MqttMessage message(String topic) {
		return MqttMessage.builder(topic)
			.qos(QoS.AT_LEAST_ONCE)
			.payload("hush-payload")
			.property(Property.CORRELATION_DATA, "hush-correlation".getBytes(StandardCharsets.UTF_8))
			.build();
	}

	@Test
	void passwordWillAndPayloadsStayUntoldInSuccessAndFailure() {
		MqttClient client = watched(this.broker.client((options) -> options.credentials("user", "hush-1".toCharArray())
			.will(Will.of(MqttMessage.builder("will").payload("hush-will").build()))));
		CompletableFuture<SubAck> subscribing = client.subscribe(Subscription.of("in", QoS.AT_LEAST_ONCE),
				(delivery) -> {
					this.said.add(delivery + " " + delivery.message());
					throw new IllegalStateException("cannot handle it");
				});
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		this.said.add(String.valueOf(this.broker.expect(Connect.class)));
		this.broker.send(ScriptedBroker.connAck(false));
		ScriptedBroker.result(connecting);
		int packetId = this.broker.expect(Subscribe.class).packetId();
		this.broker.send(new SubAck(packetId, List.of(ReasonCode.GRANTED_QOS_1), PacketProperties.NONE));
		ScriptedBroker.result(subscribing);

		this.broker.send(new Publish(message("in"), false, 7), new Publish(message("nobody"), false, 8));
		this.broker.expect(PubAck.class);
		this.broker.expect(PubAck.class);
		CompletableFuture<?> refused = client.publish(message("out"));
		this.said.add(String.valueOf(refused));
		int published = this.broker.expect(Publish.class).packetId();
		this.broker.send(new PubAck(published, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));
		this.said.add(trace(ScriptedBroker.failure(refused)));
		CompletableFuture<?> lost = client.publish(message("out"));
		this.broker.expect(Publish.class);
		this.broker.sendBytes("FF FF FF FF FF");
		this.broker.expectClosed(ReasonCode.MALFORMED_PACKET);
		ScriptedBroker.result(client.disconnect());
		this.said.add(trace(ScriptedBroker.failure(lost)));

		assertNothingWasTold("Connected to", "cannot handle it", "not authorized", "-> mqtt://", " Connect[version=5.0",
				"<- mqtt://", "Publish[message=", "Disconnect[");
	}

	@Test
	void authenticationDataAndTokensStayUntold() {
		CredentialsProvider tokens = () -> CompletableFuture.completedFuture(
				Credentials.of("user", "hush-token".toCharArray()).validUntil(Instant.now().plusSeconds(60)));
		TokenAuthenticator authenticator = new TokenAuthenticator("JWT", tokens);
		MqttClient client = watched(this.broker.client((options) -> options.credentialsProvider(tokens)
			.authenticator(authenticator)
			.reconnect(ReconnectPolicy.never())));
		CompletableFuture<ConnAck> connecting = client.connect();
		this.broker.accept();
		this.said.add(this.broker.expect(Connect.class) + " " + authenticator);
		Auth question = new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
				PacketProperties.builder()
					.set(Property.AUTHENTICATION_METHOD, "JWT")
					.set(Property.AUTHENTICATION_DATA, "hush-question".getBytes(StandardCharsets.UTF_8))
					.build());
		this.said.add(question.toString());

		this.broker.send(question);

		this.said.add(trace(ScriptedBroker.failure(connecting)));
		assertNothingWasTold("must be content with a token", "JWT", "Auth[");
	}

	@Test
	void passwordsOfKeysAndProxiesAndHeadersStayUntold() {
		ProxyOptions proxy = ProxyOptions.of(ProxyOptions.Type.HTTP, "127.0.0.1", 1)
			.withCredentials("user", "hush-proxy".toCharArray());
		TlsOptions tls = TlsOptions.builder()
			.keyStore(Path.of("missing.p12"), "hush-store".toCharArray())
			.trustStore(Path.of("missing.jks"), "hush-trust".toCharArray())
			.build();
		WebSocketOptions webSocket = WebSocketOptions.DEFAULT.withHeader("Authorization", "Bearer hush-header");
		this.said.add(proxy + " " + tls + " " + webSocket);
		MqttClient client = watched(
				MqttClient.create(MqttClientOptions.builder("wss://localhost:1/mqtt?token=hush-query")
					.clean(true)
					.reconnect(ReconnectPolicy.never())
					.proxy(proxy)
					.tls(tls)
					.webSocket(webSocket)
					.build()));
		try (client) {
			this.said.add(trace(ScriptedBroker.failure(client.connect())));
		}

		assertNothingWasTold("could not connect to wss://localhost:1", "Authorization");
	}

}
