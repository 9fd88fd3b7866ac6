// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Remembers what MVStore does to a file, to tell what a crash in between leaves of it.
 * MVStore makes instances of its own, so there is one record for all; for one test at a
 * time.
 */
public final class RecordedDisk extends FilePathWrapper {

	private static final String SCHEME = "recorded";

	private static final List<Step> steps = new ArrayList<>();

	/** How many bytes the file may have. */
	private static long capacity = Long.MAX_VALUE;

	/**
	 * Bytes that are written somewhere; or none, and the file is cut there; or none and
	 * nowhere, and all before is on the disk.
	 */
	private record Step(int position, byte[] bytes) {

		private static final byte[] NONE = {};

		boolean isSync() {
			return this.position < 0;
		}

		byte[] applyTo(byte[] content) {
			if (this.bytes.length == 0) {
				return isSync() ? content : Arrays.copyOf(content, Math.min(content.length, this.position));
			}
			byte[] changed = Arrays.copyOf(content, Math.max(content.length, this.position + this.bytes.length));
			System.arraycopy(this.bytes, 0, changed, this.position, this.bytes.length);
			return changed;
		}

	}

	/** The path by which MVStore finds this class; forgets what was recorded. */
	static Path recorded(Path file) {
		FilePath.register(new RecordedDisk());
		steps.clear();
		capacity = Long.MAX_VALUE;
		return Path.of(SCHEME + ":" + file);
	}

	/** Lets the file grow no further than this: then the disk is full. */
	static void limit(long bytes) {
		capacity = bytes;
	}

	/** How much was done. */
	static int steps() {
		return steps.size();
	}

	/** How much of that is on the disk for certain. */
	static int synced(int end) {
		int synced = end;
		while (synced > 0 && !steps.get(synced - 1).isSync()) {
			synced--;
		}
		return synced;
	}

	/**
	 * What is in the file.
	 * @param end how much was done
	 * @param survived which of these steps have reached the disk
	 */
	static byte[] content(int end, IntPredicate survived) {
		byte[] content = {};
		for (int i = 0; i < end; i++) {
			if (survived.test(i)) {
				content = steps.get(i).applyTo(content);
			}
		}
		return content;
	}

	@Override
	public String getScheme() {
		return SCHEME;
	}

	@Override
	public FileChannel open(String mode) throws IOException {
		return new Recorder(getBase().open(mode));
	}

	private static final class Recorder extends FileBaseDefault {

		private final FileChannel channel;

		private Recorder(FileChannel channel) {
			this.channel = channel;
		}

		@Override
		public long size() throws IOException {
			return this.channel.size();
		}

		@Override
		public int read(ByteBuffer target, long position) throws IOException {
			return this.channel.read(target, position);
		}

		@Override
		public int write(ByteBuffer source, long position) throws IOException {
			byte[] bytes = new byte[(int) Math.max(0, Math.min(source.remaining(), capacity - position))];
			source.get(bytes);
			steps.add(new Step((int) position, bytes));
			this.channel.write(ByteBuffer.wrap(bytes), position);
			if (source.hasRemaining()) {
				throw new IOException("No space left on device");
			}
			return bytes.length;
		}

		@Override
		protected void implTruncate(long length) throws IOException {
			steps.add(new Step((int) length, Step.NONE));
			this.channel.truncate(length);
		}

		@Override
		public void force(boolean metaData) {
			steps.add(new Step(-1, Step.NONE));
		}

		@Override
		public FileLock tryLock(long position, long size, boolean shared) throws IOException {
			return this.channel.tryLock(position, size, shared);
		}

		@Override
		protected void implCloseChannel() throws IOException {
			this.channel.close();
		}

	}

}
