// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the chaos test takes for a fault of the client, and what for one of the broker.
 */
class ExchangesTests {

	/** PUBLISH with QoS 2, packet identifier 7 or 8, and the number 1 as its payload. */
	private static final String PUBLISH_7 = "34 06 00 01 61 00 07 31";

	private static final String PUBLISH_7_DUP = "3C 06 00 01 61 00 07 31";

	private static final String PUBLISH_8_DUP = "3C 06 00 01 61 00 08 31";

	private static final String PUBREL_7 = "62 02 00 07";

	@AutoClose
	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	@AutoClose
	private final TcpProxy proxy = TcpProxy.to("localhost", this.server.getLocalPort());

	private final Exchanges exchanges = new Exchanges(this.proxy);

	private Socket client = new Socket();

	private Socket broker = new Socket();

	ExchangesTests() throws IOException {
	}

	@BeforeEach
	void connect() throws IOException {
		this.client = new Socket(this.proxy.host(), this.proxy.port());
		this.broker = this.server.accept();
	}

	private void restart() throws IOException {
		this.proxy.cut();
		this.exchanges.nextLife();
		connect();
	}

	@Test
	void aMessageThatIsPublishedAgainInTheSameLifeMayComeOnce() throws IOException {
		pass(this.client, this.broker, PUBLISH_7);
		this.proxy.cut();
		connect();
		pass(this.client, this.broker, PUBLISH_7_DUP + PUBREL_7);

		assertThat(this.exchanges.livesOfPublishes()).containsOnlyKeys(1).containsEntry(1, 1);
	}

	@Test
	void aMessageThatIsPublishedAgainInAnotherLifeMayComeTwice() throws IOException {
		pass(this.client, this.broker, PUBLISH_7);
		restart();
		pass(this.client, this.broker, PUBLISH_7_DUP + PUBREL_7);

		assertThat(this.exchanges.livesOfPublishes()).containsEntry(1, 2);
	}

	@Test
	void aMessageThatIsPublishedAgainWithoutDupIsAFaultOfTheClient() throws IOException {
		pass(this.client, this.broker, PUBLISH_7);
		restart();
		pass(this.client, this.broker, PUBLISH_7);

		assertFault();
	}

	@Test
	void aMessageThatIsPublishedAgainUnderAnotherIdentifierIsAFaultOfTheClient() throws IOException {
		pass(this.client, this.broker, PUBLISH_7);
		restart();
		pass(this.client, this.broker, PUBLISH_8_DUP);

		assertFault();
	}

	@Test
	void aMessageThatIsPublishedAgainAfterPubrelIsAFaultOfTheClient() throws IOException {
		pass(this.client, this.broker, PUBLISH_7 + PUBREL_7);
		restart();
		pass(this.client, this.broker, PUBLISH_7_DUP);

		assertFault();
	}

	@Test
	void theBrokerGoesOnWithAnExchangeUntilPubrel() throws IOException {
		pass(this.broker, this.client, PUBLISH_7);
		restart();
		pass(this.broker, this.client, PUBLISH_7_DUP + PUBREL_7);

		assertThat(this.exchanges.begunByBroker().all()).containsEntry(1, 1);
	}

	@Test
	void theBrokerBeginsAnotherExchangeAfterPubrelOrUnderAnotherIdentifier() throws IOException {
		pass(this.broker, this.client, PUBLISH_7 + PUBREL_7 + PUBLISH_7_DUP + PUBLISH_8_DUP);

		assertThat(this.exchanges.begunByBroker().all()).containsEntry(1, 3);
	}

	@Test
	void aPublishAfterThePubrelOfAnEarlierLifeIsAFaultOfTheBroker() throws IOException {
		pass(this.broker, this.client, PUBLISH_7 + PUBREL_7);
		restart();
		pass(this.broker, this.client, PUBLISH_7_DUP + PUBREL_7);

		assertThat(this.exchanges.begunByBroker().all()).containsEntry(1, 2);
		assertThat(this.exchanges.begunByBroker().afterPubrel()).containsEntry(1, 1);
	}

	@Test
	void noOtherPublishIs() throws IOException {
		pass(this.broker, this.client, PUBLISH_7 + PUBREL_7 + PUBLISH_7_DUP + PUBREL_7);
		restart();
		pass(this.broker, this.client, PUBLISH_8_DUP + PUBLISH_7);

		assertThat(this.exchanges.begunByBroker().all()).containsEntry(1, 4);
		assertThat(this.exchanges.begunByBroker().afterPubrel()).containsEntry(1, 0);
	}

	@Test
	void whatTheBrokerHasSentIsKnownByQos() throws IOException {
		pass(this.client, this.broker, PUBLISH_7);
		pass(this.broker, this.client, PUBLISH_7.replace("34 06", "32 06").replace("31", "32"));

		assertThat(this.exchanges.sentByBroker(2)).isEmpty();
		assertThat(this.exchanges.sentByBroker(1)).containsExactly(2);
	}

	private void assertFault() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.exchanges::livesOfPublishes);
	}

	/** Returns when it has passed. */
	private static void pass(Socket from, Socket to, String packets) throws IOException {
		byte[] bytes = HexFormat.of().parseHex(packets.replace(" ", ""));
		from.getOutputStream().write(bytes);
		assertThat(to.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
	}

}
