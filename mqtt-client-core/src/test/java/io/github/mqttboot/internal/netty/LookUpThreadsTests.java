// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

class LookUpThreadsTests {

	private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

	/** Opened when the name server answers for names that begin with "silent". */
	private final CountDownLatch silence = new CountDownLatch(1);

	private final CountDownLatch blocked = new CountDownLatch(5);

	private final LinkedBlockingQueue<Thread> started = new LinkedBlockingQueue<>();

	private final Set<Thread> used = ConcurrentHashMap.newKeySet();

	private final ThreadFactory factory = (work) -> {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		this.started.add(thread);
		return thread;
	};

	@AfterEach
	void answer() {
		this.silence.countDown();
	}

	@Test
	void namesThatTheNameServerDoesNotAnswerForHoldUpNoOther() throws InterruptedException {
		SystemResolver resolver = resolver(Duration.ofSeconds(5));
		List<CompletableFuture<List<InetAddress>>> silent = IntStream.range(0, 5)
			.mapToObj((i) -> resolve(resolver, "silent-" + i))
			.toList();
		assertThat(this.blocked.await(5, SECONDS)).isTrue();

		assertThat(resolve(resolver, "broker.example")).succeedsWithin(Duration.ofSeconds(5))
			.isEqualTo(List.of(ADDRESS));

		assertThat(silent).noneMatch(CompletableFuture::isDone);
		this.silence.countDown();
		assertThat(silent).allSatisfy((each) -> assertThat(each).succeedsWithin(Duration.ofSeconds(5)));
	}

	@Test
	void namesOneAfterTheOtherNeedOneThread() {
		SystemResolver resolver = resolver(Duration.ofSeconds(5));

		for (int i = 0; i < 1000; i++) {
			resolve(resolver, "broker-" + i).join();
		}

		assertThat(this.started).hasSize(1);
		assertThat(this.used).hasSize(1);
	}

	@Test
	void threadThatHasNothingToDoGoesAndAnotherComesWhenItIsNeeded() throws InterruptedException {
		SystemResolver resolver = resolver(Duration.ofMillis(1));

		for (int i = 0; i < 20; i++) {
			assertThat(resolve(resolver, "broker-" + i)).succeedsWithin(Duration.ofSeconds(5));
			this.started.take().join();
		}

		assertThat(this.started).isEmpty();
	}

	@Test
	void nothingIsLeftToAThreadThatIsAboutToGo() {
		SystemResolver resolver = resolver(Duration.ZERO);

		for (int i = 0; i < 10_000; i++) {
			assertThat(resolve(resolver, "broker-" + i)).succeedsWithin(Duration.ofSeconds(5));
		}
	}

	private SystemResolver resolver(Duration idle) {
		return new SystemResolver((host) -> {
			this.used.add(Thread.currentThread());
			if (host.startsWith("silent")) {
				this.blocked.countDown();
				awaitAnswer();
			}
			return new InetAddress[] { ADDRESS };
		}, new LookUpThreads(idle, this.factory)::start);
	}

	private void awaitAnswer() {
		try {
			this.silence.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static CompletableFuture<List<InetAddress>> resolve(SystemResolver resolver, String host) {
		CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
		resolver.resolve(host, (addresses, failure) -> result.complete(addresses));
		return result;
	}

}
