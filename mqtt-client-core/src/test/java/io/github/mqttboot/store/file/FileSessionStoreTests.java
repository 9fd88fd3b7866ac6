// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.store.StoredPublish;
import io.github.mqttboot.store.StoredSession;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FileSessionStoreTests {

	private static final long NEVER = Long.MAX_VALUE;

	@TempDir
	private Path directory;

	private SessionFiles files() {
		return new SessionFiles(this.directory);
	}

	private static MqttMessage message(String payload) {
		return MqttMessage.builder("house/kitchen/temp").qos(QoS.AT_LEAST_ONCE).payload(payload).build();
	}

	static Stream<Duration> syncIntervals() {
		return Stream.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(1));
	}

	@Test
	void aNewSessionIsEmpty() {
		StoredSession session = files().open();

		assertThat(session.established()).isFalse();
		assertThat(session.outgoing()).isEmpty();
		assertThat(session.incoming()).isEmpty();
		session.close();
	}

	@ParameterizedTest
	@MethodSource("syncIntervals")
	void whatWasCommittedIsThereAfterClosing(Duration syncInterval) {
		FileSessionStore store = new FileSessionStore(this.directory, syncInterval);
		StoredSession session = store.open("me");
		fill(session);
		session.commit();
		session.close();

		StoredSession again = store.open("me");
		assertFilled(again);
		again.close();
	}

	@Test
	void whatWasCommittedIsInTheFilesAsACrashLeavesThem() throws IOException {
		StoredSession session = files().open();
		fill(session);
		session.commit();
		session.add(9, message("not committed"), NEVER);

		StoredSession crashed = files().copy(this.directory.resolve("copy")).open();
		assertFilled(crashed);
		crashed.close();
		session.close();
	}

	private static void fill(StoredSession session) {
		session.establish();
		session.add(1, message("waits"), NEVER);
		session.add(2, message("in flight"), NEVER);
		session.assign(2, 17);
		session.add(3, message("released"), NEVER);
		session.assign(3, 65_535);
		session.release(3, 8);
		session.add(4, message("ended"), NEVER);
		session.assign(4, 18);
		session.remove(4);
		session.add(5, message("of a lost session"), NEVER);
		session.assign(5, 19);
		session.release(5, 9);
		session.assign(5, 0);
		session.addIncoming(7);
		session.addIncoming(65_535);
		session.addIncoming(8);
		session.removeIncoming(8);
	}

	private static void assertFilled(StoredSession session) {
		assertThat(session.established()).isTrue();
		assertThat(session.outgoing()).containsExactly(new StoredPublish(1, message("waits"), NEVER, 0, 0),
				new StoredPublish(2, message("in flight"), NEVER, 17, 0),
				new StoredPublish(3, message("released"), NEVER, 65_535, 8),
				new StoredPublish(5, message("of a lost session"), NEVER, 0, 0));
		assertThat(session.incoming()).containsExactlyInAnyOrder(7, 65_535);
	}

	@Test
	void whatWasNotCommittedIsNotKept() {
		StoredSession session = files().open();
		session.add(1, message("committed"), NEVER);
		session.commit();
		session.add(2, message("not committed"), NEVER);
		session.remove(1);
		session.close();

		StoredSession again = files().open();
		assertThat(again.outgoing()).containsExactly(new StoredPublish(1, message("committed"), NEVER, 0, 0));
		again.close();
	}

	@Test
	void allThatAMessageSaysIsKept() {
		MqttMessage message = MqttMessage.builder("größe/\uD834\uDD1E")
			.qos(QoS.EXACTLY_ONCE)
			.retain(true)
			.payload(new byte[300_000])
			.contentType("application/json")
			.respondTo("answers", new byte[] { 1, 2 })
			.userProperty("a", "1")
			.userProperty("a", "2")
			.property(Property.MESSAGE_EXPIRY_INTERVAL, 4_294_967_295L)
			.build();
		StoredSession session = files().open();
		session.add(1, message, NEVER);
		session.commit();
		session.close();

		StoredSession again = files().open();
		assertThat(again.outgoing()).singleElement()
			.satisfies((publish) -> assertThat(publish.message()).isEqualTo(message));
		again.close();
	}

	@Test
	void theTimeToLiveGoesOnWhileNobodyHasTheSessionOpen() {
		StoredSession session = files().open();
		session.add(1, message("long"), Duration.ofHours(1).toNanos());
		session.add(2, message("over"), -1_000_000);
		session.commit();
		session.close();

		StoredSession again = files().open();
		assertThat(again.outgoing().get(0).timeToLiveNanos()).isBetween(1L, Duration.ofHours(1).toNanos());
		assertThat(again.outgoing().get(1).timeToLiveNanos()).isNegative();
		again.close();
	}

	@Test
	void eachClientHasADirectoryOfItsOwn() {
		FileSessionStore store = new FileSessionStore(this.directory);
		StoredSession press = store.open("press");
		StoredSession oven = store.open("oven/1");
		press.add(1, message("press"), NEVER);
		press.commit();
		press.close();
		oven.close();

		StoredSession again = store.open("oven/1");
		assertThat(again.outgoing()).isEmpty();
		again.close();
		assertThat(this.directory.resolve("client-press/session.mv")).exists();
		assertThat(this.directory.resolve("client-oven%2f1/session.mv")).exists();
	}

	@Test
	void aFileInUseCannotBeOpenedAgainByThisProcess() {
		StoredSession session = files().open();

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open())
			.withMessage("the session of client me in " + files().file() + " is in use by another client or process");

		session.add(1, message("the first is not disturbed"), NEVER);
		session.commit();
		session.close();
	}

	@Test
	void aFileInUseCannotBeOpenedByAnotherProcess() throws IOException, InterruptedException {
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Holder.class.getName(), this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			assertThat(other.inputReader().readLine()).isEqualTo("open");

			assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open())
				.withMessageContaining("is in use by another client or process");
		}
		finally {
			other.destroyForcibly();
			assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
		}

		StoredSession session = files().open();
		assertThat(session.outgoing()).singleElement()
			.satisfies((publish) -> assertThat(publish.message()).isEqualTo(message("of a killed process")));
		session.close();
	}

	/** The other process: opens, commits, and waits to be killed. */
	static final class Holder {

		private Holder() {
		}

		public static void main(String[] arguments) throws IOException {
			StoredSession session = new SessionFiles(Path.of(arguments[0])).open();
			session.add(1, message("of a killed process"), NEVER);
			session.commit();
			System.out.println("open");
			System.in.read();
		}

	}

	@Test
	void aFileThatIsNoStoreIsLeftAlone() throws IOException {
		files().write("this was written by something else, ".repeat(1000).getBytes(StandardCharsets.UTF_8));
		byte[] before = files().read();

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open())
			.withMessageStartingWith("the session of client me in " + files().file() + " cannot be read: ")
			.withMessageContaining("nothing was changed, move the file away to begin with an empty session");
		assertThat(files().read()).isEqualTo(before);
	}

	@Test
	void aShortFileThatIsNoStoreIsLeftAlone() throws IOException {
		for (String content : List.of("H", "this was written by something else", "\0\0\0x")) {
			byte[] bytes = (content + " ").getBytes(StandardCharsets.UTF_8);
			files().write(bytes);

			assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open());
			assertThat(files().read()).isEqualTo(bytes);
		}
	}

	@Test
	void aFileThatHasLostItsHeadersAndNotItsCommitsIsLeftAlone() throws IOException {
		StoredSession session = files().open();
		session.add(1, message("kept"), NEVER);
		session.commit();
		session.close();
		byte[] bytes = files().read();
		Arrays.fill(bytes, 0, 8192, (byte) 0);
		files().write(bytes);

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open())
			.withMessageContaining("cannot be read");
		assertThat(files().read()).isEqualTo(bytes);
	}

	@Test
	void aFileOfWhichOnlyTheHeadersAreLeftIsLeftAlone() throws IOException {
		StoredSession session = files().open();
		session.add(1, message("lost"), NEVER);
		session.commit();
		session.close();
		byte[] bytes = Arrays.copyOf(files().read(), 5000);
		files().write(bytes);

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open());
		assertThat(files().read()).isEqualTo(bytes);
	}

	@Test
	void aDamagedFileIsLeftAlone() throws IOException {
		StoredSession session = files().open();
		for (int i = 1; i <= 1000; i++) {
			session.add(i, message("message " + i), NEVER);
		}
		session.commit();
		session.close();
		byte[] bytes = files().read();
		for (int i = bytes.length / 3; i < bytes.length / 3 + 200; i++) {
			bytes[i] ^= 0x55;
		}
		files().write(bytes);

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> files().open())
			.withMessageContaining("cannot be read");
		assertThat(files().read()).isEqualTo(bytes);
	}

	@Test
	void noDamageToAFileThatWasClosedPassesForAnEarlierSession() throws IOException {
		FileSessionStore store = new FileSessionStore(this.directory, Duration.ZERO);
		StoredSession session = store.open("me");
		for (int i = 1; i <= 20; i++) {
			session.add(i, message("x".repeat(1000)), NEVER);
			session.commit();
		}
		session.close();
		byte[] bytes = files().read();

		for (int block = 8192; block < bytes.length; block += 4096) {
			byte[] damaged = bytes.clone();
			Arrays.fill(damaged, block, Math.min(block + 4096, bytes.length), (byte) 0x55);
			files().write(damaged);
			assertThat(found(store)).as("with damage at " + block).isIn(0, 20);
		}
	}

	/** How many messages there are, 0 if it cannot be read. */
	private static int found(FileSessionStore store) {
		try {
			StoredSession session = store.open("me");
			session.close();
			return session.outgoing().size();
		}
		catch (MqttStoreException ex) {
			assertThat(ex).hasMessageContaining("cannot be read");
			return 0;
		}
	}

	@Test
	void aCommitThatWasCutOffIsAsIfItHadNotBeen() throws IOException {
		StoredSession session = files().open();
		session.add(1, message("before"), NEVER);
		session.commit();
		long size = Files.size(files().file());
		session.add(2, message("x".repeat(20_000)), NEVER);
		session.commit();
		SessionFiles copy = files().copy(this.directory.resolve("copy"));
		session.close();
		byte[] bytes = copy.read();
		assertThat((long) bytes.length).isGreaterThan(size + 8192);
		copy.write(Arrays.copyOf(bytes, (int) size + 8192));

		StoredSession recovered = copy.open();
		assertThat(recovered.outgoing()).containsExactly(new StoredPublish(1, message("before"), NEVER, 0, 0));
		recovered.close();
	}

	@Test
	void anotherClientsFileIsNotTaken() throws IOException {
		files().open().close();
		Path home = Files.createDirectories(this.directory.resolve("client-you"));
		Files.copy(files().file(), home.resolve("session.mv"));

		assertThatExceptionOfType(MqttStoreException.class)
			.isThrownBy(() -> new FileSessionStore(this.directory).open("you"))
			.withMessageContaining("is of client me, not of you");
	}

	@Test
	void aDirectoryThatCannotBeMadeIsAClearError() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));

		assertThatExceptionOfType(MqttStoreException.class).isThrownBy(() -> new FileSessionStore(file).open("me"))
			.withMessageContaining("the session of client me cannot be stored in " + file);
	}

	@Test
	void theFileStaysSmallWhenMessagesComeAndGo() throws IOException {
		StoredSession session = new FileSessionStore(this.directory, Duration.ZERO).open("me");
		for (int i = 1; i <= 2000; i++) {
			session.add(i, message("x".repeat(1000)), NEVER);
			session.assign(i, i);
			if (i > 10) {
				session.remove(i - 10);
			}
			session.commit();
		}

		assertThat(Files.size(files().file())).isLessThan(4_000_000);
		session.close();
		StoredSession again = files().open();
		assertThat(again.outgoing()).extracting(StoredPublish::sequence)
			.containsExactlyElementsOf(List.of(1991L, 1992L, 1993L, 1994L, 1995L, 1996L, 1997L, 1998L, 1999L, 2000L));
		again.close();
	}

	@Test
	void nothingIsChangedByACommitOfNothing() throws IOException {
		StoredSession session = files().open();
		session.add(1, message("a"), NEVER);
		session.commit();
		byte[] before = files().read();

		session.commit();

		assertThat(files().read()).isEqualTo(before);
		session.close();
	}

	@Test
	void anEmptyClientIdentifierFindsNoSession() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FileSessionStore(this.directory).open(""));
	}

	@Test
	void aNegativeIntervalIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FileSessionStore(this.directory, Duration.ofSeconds(-1)))
			.withMessage("syncInterval must be zero or positive, was PT-1S");
	}

}
