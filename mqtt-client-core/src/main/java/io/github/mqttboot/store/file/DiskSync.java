// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.h2.mvstore.MVStore;

import org.jspecify.annotations.Nullable;

/**
 * Has what is committed written to the disk: by each commit, or by a thread that all
 * stores share, a while after the first commit that it was not told of. Until then
 * MVStore overwrites nothing of the last version that is on the disk for certain, so that
 * a loss of power leaves one that can be read.
 */
final class DiskSync {

	/** MVStore's own number: versions that a reader may still be in. */
	private static final int VERSIONS_IN_USE = 5;

	private static final ScheduledThreadPoolExecutor THREAD = thread();

	private final MVStore store;

	private final long intervalMillis;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	/** Written by the loop of the client. */
	private volatile long committed;

	/** Written by whoever has synchronized. */
	private volatile long onDisk;

	/** Written by the thread. */
	private volatile @Nullable RuntimeException failure;

	/** Written by the loop of the client. */
	private volatile boolean stopped;

	DiskSync(MVStore store, Duration interval) {
		this.store = store;
		this.intervalMillis = interval.toMillis();
		this.committed = store.getCurrentVersion();
		this.onDisk = this.committed;
	}

	private static ScheduledThreadPoolExecutor thread() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "mqtt-store-sync");
			thread.setDaemon(true);
			return thread;
		});
		executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		executor.allowCoreThreadTimeOut(true);
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/** To be called before each commit. */
	void keepWhatTheDiskHas() {
		RuntimeException failure = this.failure;
		if (failure != null) {
			throw failure;
		}
		this.store.setVersionsToKeep((int) Math.min(Integer.MAX_VALUE, this.committed - this.onDisk + VERSIONS_IN_USE));
	}

	/** To be called after each commit. */
	void committed() {
		this.committed = this.store.getCurrentVersion();
		if (this.intervalMillis == 0) {
			now();
		}
		else if (this.scheduled.compareAndSet(false, true)) {
			schedule();
		}
	}

	private void schedule() {
		THREAD.schedule(this::inBackground, this.intervalMillis, TimeUnit.MILLISECONDS);
	}

	private void inBackground() {
		this.scheduled.set(false);
		if (this.stopped) {
			return;
		}
		try {
			now();
		}
		catch (RuntimeException ex) {
			if (!this.stopped) {
				this.failure = ex;
			}
		}
	}

	void now() {
		long version = this.committed;
		this.store.sync();
		this.onDisk = version;
	}

	void stop() {
		this.stopped = true;
	}

}
