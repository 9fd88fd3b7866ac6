// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.testbrokers.TcpProxy;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of messages when connections break in the middle of everything. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqttboot.client.Setup#all")
class BrokenNetworkIntegrationTests {

	private static final int ROUNDS = 10;

	private static final int NUMBERS_PER_ROUND = 250;

	@AutoClose
	private final TestClients clients;

	@AutoClose
	private final TcpProxy publisherNetwork;

	@AutoClose
	private final TcpProxy subscriberNetwork;

	private final String topic;

	BrokenNetworkIntegrationTests(Setup setup) {
		this.clients = TestClients.of(setup);
		this.publisherNetwork = TcpProxy.to(this.clients.broker());
		this.subscriberNetwork = TcpProxy.to(this.clients.broker());
		this.topic = this.clients.topic("stream");
	}

	@Test // section 4.3.2
	void messagesOfQos1ArriveAtLeastOnce() {
		List<String> arrived = publishThroughBreaks(QoS.AT_LEAST_ONCE);

		assertThat(arrived).containsAll(numbers());
	}

	@Test // section 4.3.3
	void messagesOfQos2ArriveExactlyOnceInOrder() {
		List<String> arrived = publishThroughBreaks(QoS.EXACTLY_ONCE);

		assertThat(arrived).containsExactlyElementsOf(numbers());
	}

	private List<String> publishThroughBreaks(QoS qos) {
		MqttClient subscriber = connect("subscriber", this.subscriberNetwork);
		ReceivedMessages received = ReceivedMessages.of(subscriber, this.topic, qos);
		NumberedStream stream = new NumberedStream(connect("publisher", this.publisherNetwork), this.topic, qos);
		for (int round = 0; round < ROUNDS; round++) {
			stream.publish(NUMBERS_PER_ROUND);
			if (round % 2 == 0) {
				this.publisherNetwork.reset();
			}
			else {
				this.subscriberNetwork.reset();
			}
		}
		stream.awaitAcknowledgements();
		return stream.awaitArrival(received);
	}

	private MqttClient connect(String name, TcpProxy network) {
		return this.clients
			.connect(this.clients.options(network.uri()).clean(false).clientId(this.clients.clientId(name)));
	}

	private static List<String> numbers() {
		return IntStream.range(0, ROUNDS * NUMBERS_PER_ROUND).mapToObj(Integer::toString).toList();
	}

}
