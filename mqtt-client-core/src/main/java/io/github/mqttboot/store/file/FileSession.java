// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.mqttboot.internal.codec.StoredPacket;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttStoreException;
import io.github.mqttboot.store.StoredPublish;
import io.github.mqttboot.store.StoredSession;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session in one file of MVStore, which writes what is new behind what is there and
 * finds the last complete commit again after a crash. The only class that knows MVStore.
 */
final class FileSession implements StoredSession {

	private static final Logger logger = LoggerFactory.getLogger(FileSessionStore.class);

	private static final String CLIENT_ID = "clientId";

	private static final String ESTABLISHED = "established";

	/** MVStore's cache for reading; what is changed was written a moment ago. */
	private static final int CACHE_MEGABYTES = 4;

	private final String clientId;

	private final Path file;

	private final MVStore store;

	/** What the session is; the keys are above. */
	private final MVMap<String, String> facts;

	/** PUBLISH packets of MQTT 5 by their place. */
	private final MVMap<Long, byte[]> messages;

	/** When they have waited too long, in milliseconds of the epoch. */
	private final MVMap<Long, Long> expiries;

	private final MVMap<Long, Integer> packetIds;

	/** Of those with PUBREC, the place in the order of PUBREL. */
	private final MVMap<Long, Long> releases;

	private final MVMap<Integer, Boolean> incoming;

	private final List<StoredPublish> restored;

	private final DiskSync sync;

	/** Whether something was changed since the last commit. */
	private boolean changed;

	/** Why a change could not be made; {@link #commit()} tells it. */
	private @Nullable MqttStoreException failure;

	private FileSession(String clientId, Path file, MVStore store, Duration syncInterval) {
		this.clientId = clientId;
		this.file = file;
		this.store = store;
		this.facts = store.openMap("session");
		this.messages = store.openMap("messages");
		this.expiries = store.openMap("expiries");
		this.packetIds = store.openMap("packetIds");
		this.releases = store.openMap("releases");
		this.incoming = store.openMap("incoming");
		this.restored = read();
		this.sync = new DiskSync(store, syncInterval);
	}

	/** Fails with {@link NoClassDefFoundError} if MVStore is missing. */
	static void checkClassPath() {
		new MVStore.Builder();
	}

	static FileSession open(String clientId, Path file, Duration syncInterval) {
		MVStore store = null;
		try {
			store = open(file);
			// what DiskSync has not seen on the disk is kept by its version, not by time
			store.setRetentionTime(0);
			FileSession session = new FileSession(clientId, file, store, syncInterval);
			session.claim();
			return session;
		}
		catch (RuntimeException ex) {
			if (store != null) {
				store.closeImmediately();
			}
			else if (isDamage(ex) && UnbegunFile.clear(file)) {
				logger.warn("The session of client {} in {} was cut off while it was made and holds nothing;"
						+ " it is begun anew", clientId, file);
				return open(clientId, file, syncInterval);
			}
			throw cannotOpen(clientId, file, ex);
		}
	}

	private static boolean isDamage(RuntimeException cause) {
		return cause instanceof MVStoreException failure && (failure.getErrorCode() == DataUtils.ERROR_READING_FAILED
				|| failure.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT);
	}

	/**
	 * After a crash MVStore takes a short cut to the last commit, which may end at an
	 * earlier one where space was used again: then it has to look through the whole file.
	 */
	private static MVStore open(Path file) {
		MVStore store = builder(file).open();
		long closed = closedVersion(store);
		if (store.getCurrentVersion() == closed) {
			return store;
		}
		store.closeImmediately();
		store = builder(file).recoveryMode().open();
		long found = store.getCurrentVersion();
		if (found < closed) {
			store.closeImmediately();
			throw DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT,
					"it was closed at version {0}, and complete is version {1}", closed, found);
		}
		return store;
	}

	/** The commit that the session was last closed with in good order, or -1. */
	private static long closedVersion(MVStore store) {
		Map<String, Object> header = store.getStoreHeader();
		return header.containsKey("clean") ? DataUtils.readHexLong(header, "version", -1) : -1;
	}

	private static MVStore.Builder builder(Path file) {
		return new MVStore.Builder().fileName(file.toString())
			.autoCommitDisabled()
			.autoCommitBufferSize(0)
			.cacheSize(CACHE_MEGABYTES);
	}

	private static MqttStoreException cannotOpen(String clientId, Path file, RuntimeException cause) {
		if (cause instanceof MqttStoreException known) {
			return known;
		}
		String session = "the session of client " + clientId + " in " + file;
		if (cause instanceof MVStoreException failure) {
			switch (failure.getErrorCode()) {
				case DataUtils.ERROR_FILE_LOCKED -> {
					return new MqttStoreException(session + " is in use by another client or process", cause);
				}
				case DataUtils.ERROR_READING_FAILED -> {
					return new MqttStoreException(session + " cannot be opened: " + reason(cause), cause);
				}
				default -> {
					// the file is not what it should be
				}
			}
		}
		return new MqttStoreException(session + " cannot be read: " + cause.getMessage()
				+ "; nothing was changed, move the file away to begin with an empty session", cause);
	}

	/** The first commit, which shows whether the file can be written. */
	private void claim() {
		String owner = this.facts.putIfAbsent(CLIENT_ID, this.clientId);
		if (owner != null && !owner.equals(this.clientId)) {
			throw new MqttStoreException(
					"the session in " + this.file + " is of client " + owner + ", not of " + this.clientId, null);
		}
		if (this.store.getFileStore().isReadOnly()) {
			throw new MqttStoreException(
					"the session of client " + this.clientId + " in " + this.file + " cannot be written", null);
		}
		this.changed = owner == null;
		commit();
		this.sync.now(); // a process that was killed may have left it to the operating
							// system
	}

	/** Reads everything, so that a damaged file shows now. */
	private List<StoredPublish> read() {
		long now = System.currentTimeMillis();
		List<StoredPublish> outgoing = new ArrayList<>();
		for (Map.Entry<Long, byte[]> entry : this.messages.entrySet()) {
			long sequence = entry.getKey();
			Long expiry = this.expiries.get(sequence);
			outgoing.add(new StoredPublish(sequence, StoredPacket.decode(entry.getValue()),
					(expiry != null) ? (expiry - now) * 1_000_000 : Long.MAX_VALUE,
					this.packetIds.getOrDefault(sequence, 0), this.releases.getOrDefault(sequence, 0L)));
		}
		return outgoing;
	}

	@Override
	public boolean established() {
		return this.facts.containsKey(ESTABLISHED);
	}

	@Override
	public List<StoredPublish> outgoing() {
		return this.restored;
	}

	@Override
	public Set<Integer> incoming() {
		return Set.copyOf(this.incoming.keySet());
	}

	@Override
	public void establish() {
		change(() -> this.facts.put(ESTABLISHED, "true"));
	}

	@Override
	public void add(long sequence, MqttMessage message, long timeToLiveNanos) {
		byte[] packet = StoredPacket.encode(message);
		change(() -> {
			this.messages.put(sequence, packet);
			if (timeToLiveNanos != Long.MAX_VALUE) {
				this.expiries.put(sequence, System.currentTimeMillis() + timeToLiveNanos / 1_000_000);
			}
		});
	}

	@Override
	public void assign(long sequence, int packetId) {
		change(() -> {
			if (packetId != 0) {
				this.packetIds.put(sequence, packetId);
			}
			else {
				this.packetIds.remove(sequence);
				this.releases.remove(sequence);
			}
		});
	}

	@Override
	public void release(long sequence, long place) {
		change(() -> this.releases.put(sequence, place));
	}

	@Override
	public void remove(long sequence) {
		change(() -> {
			this.messages.remove(sequence);
			this.expiries.remove(sequence);
			this.packetIds.remove(sequence);
			this.releases.remove(sequence);
		});
	}

	@Override
	public void addIncoming(int packetId) {
		change(() -> this.incoming.put(packetId, true));
	}

	@Override
	public void removeIncoming(int packetId) {
		change(() -> this.incoming.remove(packetId));
	}

	/** In memory as yet; but it may have to read what it changes. */
	private void change(Runnable change) {
		try {
			this.changed = true;
			change.run();
		}
		catch (RuntimeException ex) {
			this.failure = cannotWrite(ex);
		}
	}

	@Override
	public void commit() {
		if (this.failure != null) {
			throw this.failure;
		}
		if (!this.changed) {
			return;
		}
		try {
			this.sync.keepWhatTheDiskHas();
			this.store.commit();
			this.sync.committed();
			this.changed = false;
		}
		catch (RuntimeException ex) {
			this.failure = cannotWrite(ex);
			throw this.failure;
		}
	}

	private MqttStoreException cannotWrite(RuntimeException cause) {
		return new MqttStoreException(
				"the session of client " + this.clientId + " cannot be written to " + this.file + ": " + reason(cause),
				cause);
	}

	/** What the system said, rather than where in the file MVStore was. */
	private static @Nullable String reason(RuntimeException failure) {
		return (failure.getCause() instanceof IOException cause) ? cause.getMessage() : failure.getMessage();
	}

	@Override
	public void close() {
		this.sync.stop();
		if (this.changed || this.failure != null) {
			this.store.closeImmediately();
			return;
		}
		try {
			this.sync.now();
			this.store.close();
		}
		catch (RuntimeException ex) {
			this.store.closeImmediately();
			throw cannotWrite(ex);
		}
	}

}
