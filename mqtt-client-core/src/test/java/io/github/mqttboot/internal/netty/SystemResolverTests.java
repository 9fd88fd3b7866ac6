// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SystemResolverTests {

	private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

	/** Look-ups that no thread has begun with. */
	private final Queue<Runnable> waiting = new ArrayDeque<>();

	private final List<String> asked = new ArrayList<>();

	private final List<String> answers = new ArrayList<>();

	private SystemResolver.Names names = (host) -> new InetAddress[] { ADDRESS };

	private final SystemResolver resolver = new SystemResolver((host) -> {
		this.asked.add(host);
		return this.names.addresses(host);
	}, this.waiting::add);

	@Test
	void nameThatIsBeingLookedUpIsNotLookedUpTwice() {
		resolve("broker.example");
		resolve("broker.example");
		resolve("other.example");

		runAll();

		assertThat(this.asked).containsExactly("broker.example", "other.example");
		assertThat(this.answers).containsExactlyInAnyOrder("broker.example: " + List.of(ADDRESS),
				"broker.example: " + List.of(ADDRESS), "other.example: " + List.of(ADDRESS));
	}

	@Test
	void answerIsNotKept() {
		resolve("broker.example");
		runAll();
		resolve("broker.example");
		runAll();

		assertThat(this.asked).containsExactly("broker.example", "broker.example");
		assertThat(this.answers).hasSize(2);
	}

	@Test
	void allWhoAskedAreToldThatTheNameIsUnknown() {
		this.names = (host) -> {
			throw new UnknownHostException("no " + host);
		};
		resolve("broker.example");
		resolve("broker.example");
		runAll();

		assertThat(this.answers).containsExactly("broker.example: no broker.example",
				"broker.example: no broker.example");
	}

	@Test
	void faultOfTheRuntimeEndsTheLookUp() {
		this.names = (host) -> {
			throw new SecurityException("not allowed");
		};
		resolve("broker.example");
		runAll();
		this.names = (host) -> new InetAddress[] { ADDRESS };
		resolve("broker.example");
		runAll();

		assertThat(this.answers).containsExactly("broker.example: broker.example",
				"broker.example: " + List.of(ADDRESS));
	}

	@Test
	void addressNeedsNoThread() {
		resolve("127.0.0.1");
		resolve("::1");

		assertThat(this.waiting).isEmpty();
		assertThat(this.answers).containsExactly("127.0.0.1: [127.0.0.1/127.0.0.1]", "::1: [::1/0:0:0:0:0:0:0:1]");
	}

	@Test
	void namesThatTheNameServerDoesNotAnswerForHoldUpNoOther() throws InterruptedException {
		CountDownLatch silence = new CountDownLatch(1);
		CountDownLatch asked = new CountDownLatch(5);
		SystemResolver resolver = new SystemResolver((host) -> {
			if (host.startsWith("silent")) {
				asked.countDown();
				await(silence);
			}
			return new InetAddress[] { ADDRESS };
		}, SystemResolver.threads());
		List<CompletableFuture<?>> silent = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			silent.add(answer(resolver, "silent-" + i));
		}
		assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

		assertThat(answer(resolver, "broker.example")).succeedsWithin(Duration.ofSeconds(30));

		assertThat(silent).noneMatch(CompletableFuture::isDone);
		silence.countDown();
		assertThat(silent).allSatisfy((each) -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static CompletableFuture<?> answer(SystemResolver resolver, String host) {
		CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
		resolver.resolve(host, (addresses, failure) -> answer.complete(addresses));
		return answer;
	}

	private void resolve(String host) {
		this.resolver.resolve(host, (addresses, failure) -> this.answers
			.add(host + ": " + ((failure != null) ? failure.getMessage() : addresses)));
	}

	private void runAll() {
		Runnable lookUp;
		while ((lookUp = this.waiting.poll()) != null) {
			lookUp.run();
		}
	}

	@Test
	void addressKeepsItsZone() {
		resolve("fe80::1%1");

		assertThat(this.answers).containsExactly("fe80::1%1: [/fe80:0:0:0:0:0:0:1%1]");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void addressOfAnUnknownZoneIsUnknown() {
		resolve("fe80::1%no-such-interface");

		assertThat(this.answers).singleElement().asString().startsWith("fe80::1%no-such-interface: no such interface");
	}

}
