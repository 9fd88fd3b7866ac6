// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.mqttboot.client.ConnectLimit.Turn;
import io.github.mqttboot.protocol.PacketProperties;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectLimitTests {

	private final ConnectLimit two = ConnectLimit.of(2);

	private final Queue<Runnable> loop = new ArrayDeque<>();

	private final List<String> begun = new ArrayList<>();

	@Test
	void theOthersWaitForTheirTurnInOrder() {
		Turn first = ask("first");
		ask("second");
		ask("third");
		ask("fourth");
		assertThat(this.begun).containsExactly("first", "second");

		first.end();
		runLoop();

		assertThat(this.begun).containsExactly("first", "second", "third");
	}

	@Test
	void whoGivesUpWaitingIsPassedOver() {
		Turn first = ask("first");
		ask("second");
		Turn third = ask("third");
		ask("fourth");

		third.end();
		first.end();
		runLoop();

		assertThat(this.begun).containsExactly("first", "second", "fourth");
	}

	@Test
	void aTurnThatIsGivenUpOnItsWayToTheLoopGoesToTheNext() {
		Turn first = ask("first");
		ask("second");
		Turn third = ask("third");
		ask("fourth");

		first.end();
		third.end();
		runLoop();

		assertThat(this.begun).containsExactly("first", "second", "fourth");
	}

	@Test
	void aTurnEndsOnce() {
		Turn first = ask("first");
		ask("second");
		ask("third");
		ask("fourth");

		first.end();
		first.end();
		runLoop();

		assertThat(this.begun).containsExactly("first", "second", "third");
	}

	@Test
	void aLoopThatIsGoneHoldsNobodyUp() {
		Turn first = ask("first");
		ask("second");
		this.two.turn((task) -> {
			throw new RejectedExecutionException("closed");
		}, () -> this.begun.add("gone")).ask();
		ask("fourth");

		first.end();
		runLoop();

		assertThat(this.begun).containsExactly("first", "second", "fourth");
	}

	@Test
	void neverMoreThanTheLimitFromManyThreads() throws InterruptedException {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (int i = 0; i < 10_000; i++) {
			Turn[] turn = new Turn[1];
			turn[0] = this.two.turn(threads, () -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				threads.execute(() -> {
					running.decrementAndGet();
					turn[0].end();
					ended.incrementAndGet();
				});
			});
			threads.execute(turn[0]::ask);
		}

		Awaitility.await().atMost(TestClients.LIMIT).until(() -> ended.get() == 10_000);
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(most.get()).isLessThanOrEqualTo(2);
	}

	@Test
	void clientsOfOneLimitConnectOneAfterTheOther() {
		ManualTransport network = new ManualTransport();
		ConnectLimit one = ConnectLimit.of(1);
		MqttClient first = client(network, one);
		MqttClient second = client(network, one);

		first.connect();
		second.connect();
		network.run();
		assertThat(network.peers).hasSize(1);
		assertThat(second.status().state()).isEqualTo(ConnectionState.CONNECTING);

		network.peer().acceptWith(false, PacketProperties.NONE);
		assertThat(network.peers).hasSize(2);
	}

	@Test
	void anAttemptThatFailsGivesItsTurnAway() {
		ManualTransport network = new ManualTransport();
		ConnectLimit one = ConnectLimit.of(1);
		client(network, one).connect();
		client(network, one).connect();
		network.run();

		network.peer().lose();

		assertThat(network.peers).hasSize(2);
	}

	@Test
	void whoWaitsForATurnCanLeave() {
		ManualTransport network = new ManualTransport();
		ConnectLimit one = ConnectLimit.of(1);
		client(network, one).connect();
		MqttClient second = client(network, one);
		var connecting = second.connect();
		var disconnecting = second.disconnect();
		network.run();

		assertThat(disconnecting).isCompleted();
		assertThat(connecting).isCompletedExceptionally();
		assertThat(second.status().state()).isEqualTo(ConnectionState.DISCONNECTED);

		network.peer().acceptWith(false, PacketProperties.NONE);
		network.advance(Duration.ofMinutes(1));
		assertThat(network.peers).hasSize(1);
	}

	@Test
	void thereMustBeOneAtLeast() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectLimit.of(0))
			.withMessage("connectLimit must be 1 or more, was 0");
	}

	private static MqttClient client(ManualTransport network, ConnectLimit limit) {
		return MqttClient.create(MqttClientOptions.builder("server")
			.clean(true)
			.transport(network)
			.executor(network::execute)
			.connectLimit(limit)
			.build());
	}

	private Turn ask(String name) {
		Turn turn = this.two.turn(this.loop::add, () -> this.begun.add(name));
		turn.ask();
		return turn;
	}

	private void runLoop() {
		Runnable task;
		while ((task = this.loop.poll()) != null) {
			task.run();
		}
	}

}
