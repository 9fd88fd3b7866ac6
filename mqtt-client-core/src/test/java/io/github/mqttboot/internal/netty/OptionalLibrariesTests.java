// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.client.ReconnectPolicy;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.store.file.FileSessionStore;
import io.github.mqttboot.transport.ProxyOptions;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens on a class path without some of Netty's libraries. */
class OptionalLibrariesTests {

	@Test
	void withoutNativeTransportsJavasIsUsed() throws Exception {
		HidingClassLoader bare = new HidingClassLoader("io.netty.channel.epoll.", "io.netty.channel.uring.",
				"io.netty.channel.kqueue.", "io.netty.channel.unix.");

		assertThat(bare.run(BestIo.class)).isEqualTo("nio");
	}

	@Test
	void withoutTheProxyLibraryAProxyIsRefusedWithItsName() throws Exception {
		HidingClassLoader bare = new HidingClassLoader("io.netty.handler.proxy.");

		assertThat(bare.run(ConnectingThroughAProxy.class)).isEqualTo("could not connect to mqtt://broker.invalid:1883"
				+ " through the proxy http://localhost:1: a proxy needs io.netty:netty-handler-proxy on the class path");
	}

	@Test
	void withoutTheLibraryOfTheStoreAStoreIsRefusedWithItsName() throws Exception {
		HidingClassLoader bare = new HidingClassLoader("org.h2.");

		assertThat(bare.run(KeepingASessionInFiles.class)).isEqualTo(
				"a store in files needs com.h2database:h2-mvstore" + " (or com.h2database:h2) on the class path");
	}

	/** Chooses. */
	public static final class BestIo implements Callable<String> {

		@Override
		public String call() {
			return IoChoice.choose(null).name();
		}

	}

	/** Tries to make a store and tells why it could not. */
	public static final class KeepingASessionInFiles implements Callable<String> {

		@Override
		public String call() {
			try {
				return new FileSessionStore(Path.of("never-made")).toString();
			}
			catch (IllegalStateException ex) {
				return String.valueOf(ex.getMessage());
			}
		}

	}

	/** Tries to connect and tells why it could not. */
	public static final class ConnectingThroughAProxy implements Callable<String> {

		@Override
		public String call() {
			MqttClientOptions options = MqttClientOptions.builder("broker.invalid")
				.clean(true)
				.proxy(ProxyOptions.of(ProxyOptions.Type.HTTP, "localhost", 1))
				.reconnect(ReconnectPolicy.never())
				.build();
			try (MqttClient client = MqttClient.create(options)) {
				client.blocking().connect();
				return "connected";
			}
			catch (MqttException ex) {
				return String.valueOf(ex.getMessage());
			}
		}

	}

}
