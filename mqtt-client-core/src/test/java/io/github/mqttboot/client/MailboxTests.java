// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.internal.netty.NettyTransport;
import io.github.mqttboot.internal.session.LoopTask;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.transport.TransportLoop;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MailboxTests {

	private final ManualTransport network = new ManualTransport();

	private final List<String> log = new ArrayList<>();

	private final Mailbox mailbox = new Mailbox(this.network, new Recorder());

	@Test
	void doesInOrderWhatCameInOneBatch() {
		put("a");
		put("b");
		put("c");
		this.network.run();

		assertThat(this.log).containsExactly("a", "b", "c", "performed");
	}

	@Test
	void isReadAgainWhenSomethingComesLater() {
		put("a");
		this.network.run();
		put("b");
		this.network.run();

		assertThat(this.log).containsExactly("a", "performed", "b", "performed");
	}

	@Test
	void whatATaskHandsOverComesInTheNextBatch() {
		this.mailbox.put(new LoopCall(() -> put("second"), (failure) -> {
		}));
		put("first");
		this.network.run();

		assertThat(this.log).containsExactly("first", "performed", "second", "performed");
	}

	@Test
	void aTaskThatFailsDoesNotTakeTheNextAlong() {
		this.mailbox.put(new LoopCall(() -> {
			throw new IllegalStateException("on purpose");
		}, (failure) -> {
		}));
		put("next");
		this.network.run();

		assertThat(this.log).containsExactly("failed: on purpose", "next", "performed");
	}

	@Test
	void rejectsAllThatIsThereWhenTheLoopIsGone() {
		put("a");
		this.network.run();
		this.network.closed = true;

		put("b");
		put("c");

		assertThat(this.log).containsExactly("a", "performed", "rejected b", "rejected c");
	}

	@Test
	void rejectsWhatComesWhileTheLoopGoes() {
		this.mailbox.put(new LoopCall(() -> {
			put("late");
			this.network.closed = true;
		}, (failure) -> {
		}));
		this.network.run();

		assertThat(this.log).containsExactly("performed", "rejected late");
	}

	private void put(String text) {
		this.mailbox.put(new LoopCall(() -> this.log.add(text), (failure) -> this.log.add("rejected " + text)));
	}

	@Test
	void losesNothingAndKeepsTheOrderOfEachOfManyThreads() throws InterruptedException {
		TransportLoop loop = new NettyTransport(1).join();
		int threads = 8;
		int tasks = 50_000;
		int[] done = new int[threads]; // not thread-safe on purpose
		boolean[] inOrder = new boolean[] { true };
		CountDownLatch all = new CountDownLatch(threads * tasks);
		Mailbox mailbox = new Mailbox(loop, new Recorder());

		List<Thread> callers = IntStream.range(0, threads).mapToObj((thread) -> new Thread(() -> {
			for (int i = 0; i < tasks; i++) {
				int number = i;
				mailbox.put(new LoopCall(() -> {
					inOrder[0] &= loop.inLoop() && done[thread] == number;
					done[thread]++;
					all.countDown();
				}, (failure) -> {
				}));
			}
		})).toList();
		callers.forEach(Thread::start);

		assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(inOrder[0]).isTrue();
		loop.close();
	}

	/** Makes the calls, and notes when a batch is done. */
	private final class Recorder implements Mailbox.Owner {

		@Override
		public void perform(LoopTask task) {
			((LoopCall) task).make();
		}

		@Override
		public void performed() {
			MailboxTests.this.log.add("performed");
		}

		@Override
		public void failed(LoopTask task, Throwable cause) {
			MailboxTests.this.log.add("failed: " + cause.getMessage());
		}

		@Override
		public void reject(LoopTask task, RejectedExecutionException cause) {
			((LoopCall) task).reject(new MqttConnectionException("closed", cause));
		}

	}

}
