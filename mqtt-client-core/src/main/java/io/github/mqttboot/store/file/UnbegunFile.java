// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file that was cut off while it was made: it has nothing but zeros, or a part of the
 * two headers that are in front of the first commit.
 */
final class UnbegunFile {

	/** A file of this size may have a commit. */
	private static final int HEADERS = 2 * 4096;

	/** Of a file without a commit; with one, other keys come in between. */
	private static final byte[] HEADER = "H:2,blockSize:1000,".getBytes(StandardCharsets.US_ASCII);

	private UnbegunFile() {
	}

	/**
	 * Makes such a file empty, and leaves any other as it is. Not to be called for a file
	 * that is in use by this process: closing it here may end the lock.
	 * @return whether it was one
	 */
	static boolean clear(Path file) {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			boolean unbegun = lock != null && isUnbegun(channel);
			if (unbegun) {
				channel.truncate(0);
			}
			return unbegun;
		}
		catch (IOException | OverlappingFileLockException ex) {
			return false; // the error of opening it says what is wrong
		}
	}

	private static boolean isUnbegun(FileChannel channel) throws IOException {
		return channel.size() > 0 && (channel.size() < HEADERS && beginsLikeHeader(channel) || isZero(channel));
	}

	private static boolean beginsLikeHeader(FileChannel channel) throws IOException {
		ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(channel.size(), HEADER.length));
		channel.read(beginning, 0);
		return Arrays.equals(beginning.array(), Arrays.copyOf(HEADER, beginning.capacity()));
	}

	private static boolean isZero(FileChannel channel) throws IOException {
		ByteBuffer some = ByteBuffer.allocate(HEADERS);
		while (channel.read(some) > 0) {
			for (int i = 0; i < some.position(); i++) {
				if (some.get(i) != 0) {
					return false;
				}
			}
			some.clear();
		}
		return true;
	}

}
