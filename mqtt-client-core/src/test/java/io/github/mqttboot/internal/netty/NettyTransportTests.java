// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.mqttboot.transport.TransportLoop;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which threads clients share. */
class NettyTransportTests {

	private final NettyTransport transport = new NettyTransport(1);

	private static Thread thread(TransportLoop loop) throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		loop.execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(30, TimeUnit.SECONDS);
	}

	@Test
	void clientsShareTheirThreadsUntilTheLastOneLeaves() throws Exception {
		TransportLoop one = this.transport.join();
		TransportLoop other = this.transport.join();
		Thread shared = thread(one);

		assertThat(thread(other)).isSameAs(shared);
		one.close();
		assertThat(thread(other)).isSameAs(shared);
		other.close();

		shared.join(30_000);
		assertThat(shared.isAlive()).isFalse();
	}

	@Test
	void aClientThatMayBlockHasAThreadOfItsOwnWhichGoesWithIt() throws Exception {
		TransportLoop shared = this.transport.join();
		TransportLoop alone = this.transport.joinAlone();
		Thread own = thread(alone);

		assertThat(own).isNotSameAs(thread(shared));
		alone.close();

		own.join(30_000);
		assertThat(own.isAlive()).isFalse();
		assertThat(thread(shared).isAlive()).isTrue();
		shared.close();
	}

}
