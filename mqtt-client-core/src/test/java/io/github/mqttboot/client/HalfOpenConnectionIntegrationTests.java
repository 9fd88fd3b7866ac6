// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.SharedBrokers;
import io.github.mqttboot.testbrokers.TcpProxy;
import io.github.mqttboot.transport.TlsOptions;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that lets nothing through and tells nobody: the client notices within one and
 * a half keep alive intervals, whatever it does meanwhile.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class HalfOpenConnectionIntegrationTests {

	/** The shortest there is. */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

	/**
	 * One and a half intervals, as {@link HalfOpenConnectionTests} shows on a clock of
	 * its own, and something for a machine that is busy.
	 */
	private static final Duration BOUND = KEEP_ALIVE.multipliedBy(3).dividedBy(2).plusSeconds(20);

	/** What closing in order would take. */
	private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(60);

	@AutoClose
	private final TestClients clients;

	@AutoClose("shutdownNow")
	private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();

	HalfOpenConnectionIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
	}

	/** What the client does while nothing comes back. */
	enum Doing {

		NOTHING(QoS.AT_MOST_ONCE, 0, false),

		/** What is sent must not hide that nothing is received. */
		PUBLISHING_QOS_0(QoS.AT_MOST_ONCE, 10, false),

		PUBLISHING_QOS_1(QoS.AT_LEAST_ONCE, 10, false),

		/** So much that the socket takes nothing any more, not even PINGREQ. */
		FLOODING_QOS_0(QoS.AT_MOST_ONCE, 64 * 1024, false),

		FLOODING_QOS_1(QoS.AT_LEAST_ONCE, 64 * 1024, false),

		FLOODING_QOS_0_WITH_TLS(QoS.AT_MOST_ONCE, 64 * 1024, true);

		private final QoS qos;

		private final int payloadBytes;

		private final boolean tls;

		Doing(QoS qos, int payloadBytes, boolean tls) {
			this.qos = qos;
			this.payloadBytes = payloadBytes;
			this.tls = tls;
		}

		MqttMessage message(String topic) {
			return MqttMessage.builder(topic).qos(this.qos).payload(new byte[this.payloadBytes]).build();
		}

		boolean floods() {
			return this.payloadBytes > 1000;
		}

	}

	@ParameterizedTest
	@EnumSource
	void isNoticedWithoutWaitingForWhatCannotBeWritten(Doing doing) {
		try (TcpProxy proxy = proxy(doing)) {
			MqttClient client = this.clients
				.create(this.clients.options((doing.tls ? "mqtts://" : "mqtt://") + proxy.host() + ":" + proxy.port())
					.tls(doing.tls ? TlsOptions.builder().caFile(SharedBrokers.certificates().caFile()).build() : null)
					.keepAlive(KEEP_ALIVE)
					.disconnectTimeout(DISCONNECT_TIMEOUT));
			RecordedEvents events = RecordedEvents.of(client);
			CompletableFuture<Long> noticed = new CompletableFuture<>();
			client.on(MqttEvent.Disconnected.class, (event) -> noticed.complete(System.nanoTime()));
			client.blocking().connect();
			begin(doing, client);

			long silent = System.nanoTime();
			proxy.pause();

			MqttEvent.Disconnected disconnected = events.next(MqttEvent.Disconnected.class);
			assertThat(disconnected.connected()).isTrue();
			assertThat(disconnected.cause()).isInstanceOf(MqttTimeoutException.class)
				.hasMessage("the server does not answer PINGREQ");
			assertThat(Duration.ofNanos(noticed.join() - silent)).isLessThanOrEqualTo(BOUND);
		}
	}

	private TcpProxy proxy(Doing doing) {
		return doing.tls ? TcpProxy.to(this.clients.broker().host(), this.clients.broker().tlsPort())
				: TcpProxy.to(this.clients.broker());
	}

	private void begin(Doing doing, MqttClient client) {
		MqttMessage message = doing.message(this.clients.topic("traffic"));
		if (doing.floods()) {
			Semaphore window = new Semaphore(400);
			this.publisher.execute(() -> {
				while (!this.publisher.isShutdown()) {
					window.acquireUninterruptibly();
					client.publish(message).whenComplete((result, failure) -> window.release());
				}
			});
		}
		else if (doing != Doing.NOTHING) {
			this.publisher.scheduleAtFixedRate(() -> client.publish(message), 0, 10, TimeUnit.MILLISECONDS);
		}
	}

}
