// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SerialExecutorTests {

	@Test
	void runsTasksOneAfterTheOtherInOrderOnManyThreads() throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			SerialExecutor serial = new SerialExecutor(threads, new ManualTransport());
			List<Integer> done = new ArrayList<>(); // not thread-safe on purpose
			CountDownLatch all = new CountDownLatch(100_000);
			for (int i = 0; i < 100_000; i++) {
				int number = i;
				serial.execute(() -> {
					done.add(number);
					all.countDown();
				});
			}

			assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(done).containsExactlyElementsOf(IntStream.range(0, 100_000).boxed().toList());
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aTaskThatThrowsDoesNotStopTheNext() {
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, new ManualTransport());
		List<String> done = new ArrayList<>();
		serial.execute(() -> {
			throw new StackOverflowError("on purpose");
		});
		serial.execute(() -> done.add("next"));

		turns.remove(0).run();

		assertThat(done).containsExactly("next");
		assertThat(turns).isEmpty();
	}

	@Test
	void knowsItsOwnTasks() {
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, new ManualTransport());
		List<Boolean> inside = new ArrayList<>();
		serial.execute(() -> inside.add(serial.isCurrent()));

		turns.remove(0).run();

		assertThat(inside).containsExactly(true);
		assertThat(serial.isCurrent()).isFalse();
	}

	@Test
	void leavesTheThreadToOthersAfterATurn() {
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, new ManualTransport());
		int[] done = new int[1];
		for (int i = 0; i < 3000; i++) {
			serial.execute(() -> done[0]++);
		}

		turns.remove(0).run();

		assertThat(done[0]).isEqualTo(1024);
		assertThat(turns).hasSize(1);
	}

	@Test
	void takesOverOnceWhatTheLoopAsksForInOneGo() {
		ManualTransport network = new ManualTransport();
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, network);
		List<String> done = new ArrayList<>();
		network.execute(() -> {
			serial.execute(() -> done.add("first"));
			serial.execute(() -> done.add("second"));
			assertThat(turns).isEmpty();
		});
		network.run();

		assertThat(turns).hasSize(1);
		turns.remove(0).run();

		assertThat(done).containsExactly("first", "second");
		assertThat(turns).isEmpty();
	}

	@Test
	void doesNotLetALongRunOfTheLoopWait() {
		ManualTransport network = new ManualTransport();
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, network);
		int[] done = new int[1];
		network.execute(() -> {
			for (int i = 0; i < 300; i++) {
				serial.execute(() -> done[0]++);
			}
			turns.remove(0).run();
			assertThat(done[0]).isEqualTo(256);
		});
		network.run();

		turns.remove(0).run();

		assertThat(done[0]).isEqualTo(300);
	}

	@Test
	void wakesNobodyForTasksThatMayWaitUntilThereAreMany() {
		ManualTransport network = new ManualTransport();
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, network);
		int[] done = new int[1];
		network.execute(() -> {
			collect(1023, done, serial);
			assertThat(turns).isEmpty();
			collect(1, done, serial);
			assertThat(turns).hasSize(1);
		});
		network.run();

		turns.remove(0).run();

		assertThat(done[0]).isEqualTo(1024);
	}

	@Test
	void handsOverEarlyWhatMayWaitIfSomethingIsBeingRunAnyway() {
		ManualTransport network = new ManualTransport();
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, network);
		int[] done = new int[1];
		network.execute(() -> {
			collect(1024, done, serial);
			collect(300, done, serial);
			turns.remove(0).run();
			turns.remove(0).run();
			assertThat(done[0]).isEqualTo(1024 + 256);
		});
		network.run();

		turns.remove(0).run();

		assertThat(done[0]).isEqualTo(1024 + 300);
	}

	@Test
	void runsWhatTheLoopAsksForLast() {
		ManualTransport network = new ManualTransport();
		List<Runnable> turns = new ArrayList<>();
		SerialExecutor serial = new SerialExecutor(turns::add, network);
		List<String> done = new ArrayList<>();
		network.execute(() -> {
			network.closed = true;
			serial.execute(() -> done.add("last"));
		});
		network.run();

		turns.remove(0).run();

		assertThat(done).containsExactly("last");
	}

	@Test
	void stillRunsWhenTheExecutorIsShutDown() throws InterruptedException {
		SerialExecutor serial = new SerialExecutor((task) -> {
			throw new RejectedExecutionException("shut down");
		}, new ManualTransport());
		CountDownLatch done = new CountDownLatch(1);

		serial.execute(done::countDown);

		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
	}

	private static void collect(int tasks, int[] done, SerialExecutor serial) {
		for (int i = 0; i < tasks; i++) {
			serial.collect(() -> done[0]++, 1024);
		}
	}

}
