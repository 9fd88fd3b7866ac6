// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class CallbackThreadsTests {

	private final List<Thread> started = new CopyOnWriteArrayList<>();

	/** Lowered for new threads to begin. */
	private final CountDownLatch gate = new CountDownLatch(1);

	private CallbackThreads threads(Duration idle) {
		return new CallbackThreads(idle, (work) -> {
			Thread thread = new Thread(() -> {
				awaitUninterrupted(this.gate);
				work.run();
			}, "test-callback");
			thread.setDaemon(true);
			this.started.add(thread);
			return thread;
		});
	}

	@Test
	void callsOneThreadForWhatComesBeforeItIsThere() {
		CallbackThreads threads = threads(Duration.ofMinutes(1));
		CountDownLatch done = new CountDownLatch(1000);

		for (int i = 0; i < 1000; i++) {
			threads.execute(done::countDown);
		}
		assertThat(this.started).hasSize(1);
		assertThat(done.getCount()).isEqualTo(1000);

		this.gate.countDown();
		awaitUninterrupted(done);
	}

	@Test
	void taskThatBlocksKeepsNoOtherWaiting() {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofMinutes(1));
		CountDownLatch together = new CountDownLatch(100);

		for (int i = 0; i < 100; i++) {
			threads.execute(() -> {
				together.countDown();
				awaitUninterrupted(together);
			});
		}

		awaitUninterrupted(together);
		assertThat(this.started).hasSizeGreaterThanOrEqualTo(100);
	}

	@Test
	void taskAddedBehindOneThatBlocksHasAThread() {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofMinutes(1));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		threads.execute(() -> {
			begun.countDown();
			awaitUninterrupted(end);
		});
		awaitUninterrupted(begun);

		threads.execute(end::countDown);

		awaitUninterrupted(end);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 10, 60_000_000 })
	void eachTaskIsDoneHoweverSoonThreadsEnd(long idleMicros) {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofNanos(1000 * idleMicros));
		int tasks = (idleMicros == 60_000_000) ? 20_000 : 2000;

		for (int i = 0; i < tasks; i++) {
			CountDownLatch done = new CountDownLatch(1);
			threads.execute(done::countDown);
			awaitUninterrupted(done);
		}
	}

	@Test
	void allTasksOfSeveralThreadsAreDone() {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofMillis(1));
		AtomicInteger done = new AtomicInteger();
		Phaser begin = new Phaser(4);

		List<CompletableFuture<Void>> adding = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			adding.add(CompletableFuture.runAsync(() -> {
				begin.arriveAndAwaitAdvance();
				for (int task = 0; task < 20_000; task++) {
					threads.execute(done::incrementAndGet);
				}
			}, (task) -> new Thread(task).start()));
		}

		CompletableFuture.allOf(adding.toArray(CompletableFuture[]::new)).join();
		await().until(() -> done.get() == 80_000);
	}

	@Test
	void threadWithoutATaskEndsAndAnotherComesForTheNext() {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofMillis(1));
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch second = new CountDownLatch(1);

		threads.execute(first::countDown);
		awaitUninterrupted(first);
		await().until(() -> !this.started.get(0).isAlive());
		threads.execute(second::countDown);

		awaitUninterrupted(second);
		assertThat(this.started).hasSize(2);
	}

	@Test
	void errorOrInterruptionOfOneTaskIsNotTheNextOnes() {
		this.gate.countDown();
		CallbackThreads threads = threads(Duration.ofMinutes(1));
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

		threads.execute(() -> {
			throw new StackOverflowError("a handler of the test");
		});
		awaitParked(this.started.get(0));
		threads.execute(() -> Thread.currentThread().interrupt());
		awaitParked(this.started.get(0));
		threads.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));

		assertThat(interrupted.join()).isFalse();
		assertThat(this.started).hasSize(1);
	}

	@Test
	void threadThatCannotBeStartedIsToldAndTriedAgain() {
		this.gate.countDown();
		AtomicInteger attempts = new AtomicInteger();
		CallbackThreads threads = new CallbackThreads(Duration.ofMinutes(1), (work) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new OutOfMemoryError("no memory for threads");
			}
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			return thread;
		});
		CountDownLatch done = new CountDownLatch(2);

		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> threads.execute(done::countDown));
		threads.execute(done::countDown);

		awaitUninterrupted(done);
	}

	private static void awaitParked(Thread thread) {
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
