// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.broker;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedBrokerTests {

	@Test
	void listensOnAFreePortUntilClosed() throws Exception {
		EmbeddedBroker broker = EmbeddedBroker.start(0);
		int port = broker.port();
		try (broker; Socket socket = new Socket(EmbeddedBroker.HOST, port)) {
			assertThat(socket.isConnected()).isTrue();
		}

		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(EmbeddedBroker.HOST, port));
	}

	@Test
	void saysWhichPortIsTaken() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(EmbeddedBroker.HOST))) {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> EmbeddedBroker.start(other.getLocalPort()))
				.satisfies((taken) -> {
					assertThat(taken.getName()).isEqualTo("sample.broker.port");
					assertThat(taken.getReason()).isEqualTo("Must be a free port of 127.0.0.1, but is taken.");
				});
		}
	}

	@Test
	void leavesNoFilesBehind() throws Exception {
		EmbeddedBroker broker = EmbeddedBroker.start(0);
		assertThat(broker.directory()).isDirectory();

		broker.close();

		assertThat(broker.directory()).doesNotExist();
	}

}
