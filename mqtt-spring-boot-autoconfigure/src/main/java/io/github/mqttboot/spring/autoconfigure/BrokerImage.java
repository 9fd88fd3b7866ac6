// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** What the images of well-known brokers have in common. */
final class BrokerImage {

	/** What they are called, without tag. */
	static final List<String> NAMES = List.of("eclipse-mosquitto", "emqx", "emqx/emqx", "emqx/nanomq",
			"hivemq/hivemq-ce", "hivemq/hivemq4");

	private static final int PORT = 1883;

	private static final int SECURE_PORT = 8883;

	private BrokerImage() {
	}

	/**
	 * The URI of a broker in a container.
	 * @param secure whether to use TLS
	 * @param host where the container is
	 * @param mappedPort gives the port there for a port of the container
	 * @return the URI
	 */
	static String uri(boolean secure, String host, IntUnaryOperator mappedPort) {
		return (secure ? "mqtts://" : "mqtt://") + host + ":" + mappedPort.applyAsInt(secure ? SECURE_PORT : PORT);
	}

}
