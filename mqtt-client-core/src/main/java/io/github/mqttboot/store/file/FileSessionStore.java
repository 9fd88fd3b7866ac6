// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.store.SessionStore;
import io.github.mqttboot.store.StoredSession;

/**
 * Keeps sessions in files: one directory for each client identifier, with one file in it
 * that is locked while a client uses it. Needs {@code com.h2database:h2-mvstore} on the
 * class path, which is an optional dependency.
 *
 * <pre>{@code
 * SessionStore store = new FileSessionStore(Path.of("/var/lib/press/mqtt"));
 * }</pre>
 *
 * What is committed is with the operating system, so it survives the end of the process,
 * however it ends. It survives the loss of power once the operating system was told to
 * write it to the disk: at each commit, which costs the time of a disk, or a moment
 * later.
 */
public final class FileSessionStore implements SessionStore {

	private static final String FILE = "session.mv";

	private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

	private final Path directory;

	private final Duration syncInterval;

	/**
	 * Makes a store that writes to the disk every second.
	 * @param directory where the directories of the clients are, made when needed
	 * @throws IllegalStateException if MVStore is not on the class path
	 */
	public FileSessionStore(Path directory) {
		this(directory, EVERY_SECOND);
	}

	/**
	 * Makes a store.
	 * @param directory where the directories of the clients are, made when needed
	 * @param syncInterval how much of the past a loss of power may take, to the
	 * millisecond; zero for nothing, so that every commit waits for the disk
	 * @throws IllegalArgumentException if the interval is negative
	 * @throws IllegalStateException if MVStore is not on the class path
	 */
	public FileSessionStore(Path directory, Duration syncInterval) {
		if (syncInterval.isNegative()) {
			throw new IllegalArgumentException("syncInterval must be zero or positive, was " + syncInterval);
		}
		this.directory = directory.toAbsolutePath().normalize();
		this.syncInterval = syncInterval;
		checkClassPath();
	}

	private static void checkClassPath() {
		try {
			FileSession.checkClassPath();
		}
		catch (NoClassDefFoundError ex) {
			throw new IllegalStateException(
					"a store in files needs com.h2database:h2-mvstore (or com.h2database:h2) on the class path", ex);
		}
	}

	/**
	 * Where the directories of the clients are.
	 * @return an absolute path
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * How much of the past a loss of power may take.
	 * @return zero if every commit waits for the disk
	 */
	public Duration syncInterval() {
		return this.syncInterval;
	}

	@Override
	public StoredSession open(String clientId) {
		if (clientId.isEmpty()) {
			throw new IllegalArgumentException("clientId must not be empty to store its session");
		}
		Path home = this.directory.resolve(DirectoryName.of(clientId));
		boolean isNew = !Files.exists(home.resolve(FILE));
		try {
			Files.createDirectories(home, forOwnerAlone());
		}
		catch (IOException ex) {
			throw new MqttStoreException(
					"the session of client " + clientId + " cannot be stored in " + home + ": " + ex, ex);
		}
		FileSession session = FileSession.open(clientId, home.resolve(FILE), this.syncInterval);
		if (isNew) {
			syncDirectory(home);
			syncDirectory(this.directory);
		}
		return session;
	}

	/** Payloads are nobody else's business. */
	private static FileAttribute<?>[] forOwnerAlone() {
		if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
			return new FileAttribute<?>[0];
		}
		return new FileAttribute<?>[] {
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")) };
	}

	/** A new name in a directory is lost with the power, unless that is written, too. */
	private static void syncDirectory(Path directory) {
		try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException ex) {
			// some systems, like Windows, know no such thing
		}
	}

	@Override
	public String toString() {
		return "FileSessionStore{directory=" + this.directory + ", syncInterval=" + this.syncInterval + "}";
	}

}
