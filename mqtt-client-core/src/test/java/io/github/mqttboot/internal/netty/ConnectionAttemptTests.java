// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.transport.TransportLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;

class ConnectionAttemptTests {

	@Test
	void whatIsFoundOutAfterTheClientWasClosedIsOfNoUse() throws Exception {
		CompletableFuture<Resolver.Result> asked = new CompletableFuture<>();
		TransportLoop loop = new NettyTransport(1, () -> Io.NIO, (host, result) -> asked.complete(result)).join();
		MqttClient client = MqttClient
			.create(MqttClientOptions.builder("broker.example").clean(true).transport(() -> loop).build());
		client.connect();
		Resolver.Result result = asked.get(30, TimeUnit.SECONDS);

		client.close();
		Awaitility.await().until(() -> isOver(loop));

		assertThatCode(() -> result.resolved(List.of(InetAddress.getLoopbackAddress()), null))
			.doesNotThrowAnyException();
	}

	private static boolean isOver(TransportLoop loop) {
		try {
			loop.execute(() -> {
			});
			return false;
		}
		catch (RejectedExecutionException ex) {
			return true;
		}
	}

}
