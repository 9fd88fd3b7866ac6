// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.store.StoredPublish;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is left of a session when the process or the machine dies at any moment. */
class FileSessionCrashTests {

	private static final int COMMITS = 100;

	/** Which moments to look at: all would take long. */
	private static final int EVERY = 3;

	private final Random random = new Random(2);

	/** The messages there were after each commit. */
	private final List<Commit> commits = new ArrayList<>();

	@TempDir
	private Path directory;

	private long sequence;

	private record Commit(int step, String messages) {
	}

	/** Each commit is synchronized, or what there is when a session is closed. */
	static Stream<Duration> syncIntervals() {
		return Stream.of(Duration.ZERO, Duration.ofDays(1));
	}

	/**
	 * Messages come and go, so that space in the file is used again; and now and then the
	 * session is closed in good order.
	 */
	private void work(Duration syncInterval) {
		Path file = RecordedDisk.recorded(this.directory.resolve("session.mv"));
		FileSession session = FileSession.open("me", file, syncInterval);
		List<Long> messages = new ArrayList<>();
		this.commits.add(new Commit(RecordedDisk.steps(), range(List.of())));
		for (int i = 1; i <= COMMITS; i++) {
			change(session, messages);
			session.commit();
			this.commits.add(new Commit(RecordedDisk.steps(), range(messages)));
			if (i % 10 == 0) {
				session.close();
				session = FileSession.open("me", file, syncInterval);
			}
		}
		session.close();
	}

	private void change(FileSession session, List<Long> messages) {
		for (int more = this.random.nextInt(4); more >= 0; more--) {
			session.add(++this.sequence, message(), Long.MAX_VALUE);
			messages.add(this.sequence);
		}
		while (messages.size() > this.random.nextInt(40) + 1) {
			session.remove(messages.remove(0));
		}
	}

	private MqttMessage message() {
		int size = (this.random.nextInt(3) == 0) ? 20_000 : 300;
		return MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).payload(new byte[this.random.nextInt(size)]).build();
	}

	/** They go in the order they came. */
	private static String range(List<Long> messages) {
		return messages.isEmpty() ? "none" : messages.get(0) + ".." + messages.get(messages.size() - 1);
	}

	private String find(byte[] content) throws IOException {
		Path file = Files.write(this.directory.resolve("found.mv"), content);
		FileSession session = FileSession.open("me", file, Duration.ofDays(1));
		session.close();
		return range(session.outgoing().stream().map(StoredPublish::sequence).toList());
	}

	/** What may be found: what was there at a step, and what was about to be. */
	private List<String> after(int first, int last) {
		int from = 0;
		int to = 0;
		for (int i = 0; i < this.commits.size(); i++) {
			from = (this.commits.get(i).step() <= first) ? i : from;
			to = (this.commits.get(i).step() <= last) ? i : to;
		}
		return this.commits.subList(from, Math.min(to + 2, this.commits.size()))
			.stream()
			.map(Commit::messages)
			.toList();
	}

	@ParameterizedTest
	@MethodSource("syncIntervals")
	void whatWasCommittedIsFoundWheneverTheProcessWasKilled(Duration syncInterval) throws IOException {
		work(syncInterval);

		for (int end = this.commits.get(0).step(); end < RecordedDisk.steps(); end += EVERY) {
			assertThat(find(RecordedDisk.content(end, (step) -> true))).as("after step " + end).isIn(after(end, end));
		}
	}

	@ParameterizedTest
	@MethodSource("syncIntervals")
	void whatWasSynchronizedIsFoundWhateverALossOfPowerTakes(Duration syncInterval) throws IOException {
		work(syncInterval);

		for (int end = this.commits.get(0).step(); end < RecordedDisk.steps(); end += EVERY) {
			int synced = RecordedDisk.synced(end);
			assertThat(find(RecordedDisk.content(end, (step) -> step < synced || this.random.nextBoolean())))
				.as("after step " + end)
				.isIn(after(synced, end));
		}
	}

	@RepeatedTest(20)
	void whatWasCommittedIsFoundAfterTheDiskWasFull(RepetitionInfo repetition) throws IOException {
		Path file = this.directory.resolve("session.mv");
		FileSession session = FileSession.open("me", RecordedDisk.recorded(file), Duration.ofDays(1));
		RecordedDisk.limit(200_000 + 1_500 * repetition.getCurrentRepetition());
		List<Long> messages = new ArrayList<>();
		AtomicReference<String> committed = new AtomicReference<>();

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> {
			while (true) {
				change(session, messages);
				session.commit();
				committed.set(range(messages));
			}
		}).withMessageContaining("No space left on device");
		assertThatExceptionOfType(MqttStoreException.class).as("again").isThrownBy(session::commit);
		session.close();

		assertThat(find(Files.readAllBytes(file))).isIn(committed.get(), range(messages));
	}

	@Test
	void aSessionThatWasCutOffWhileItWasMadeIsBegunAnew() throws IOException {
		Path file = RecordedDisk.recorded(this.directory.resolve("session.mv"));
		FileSession.open("me", file, Duration.ZERO).close();
		byte[] headers = RecordedDisk.content(1, (step) -> true);
		assertThat(headers).hasSize(8192);

		for (int size = 0; size <= headers.length; size += 17) {
			assertThat(find(Arrays.copyOf(headers, size))).as("cut at " + size).isEqualTo("none");
			assertThat(find(new byte[2 * size])).as(2 * size + " zeros").isEqualTo("none");
		}
	}

	@Test
	void openingSynchronizesWhatAKilledProcessHasLeft() throws IOException {
		Path file = this.directory.resolve("session.mv");
		FileSession killed = FileSession.open("me", file, Duration.ofDays(1));
		byte[] left = Files.readAllBytes(file);
		killed.close();

		Path found = this.directory.resolve("found.mv");
		Files.write(found, left);
		FileSession session = FileSession.open("me", RecordedDisk.recorded(found), Duration.ofDays(1));

		assertThat(RecordedDisk.synced(RecordedDisk.steps())).isPositive();
		session.close();
	}

}
