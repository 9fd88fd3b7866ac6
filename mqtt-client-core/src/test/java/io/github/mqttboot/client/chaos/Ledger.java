// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * What a publisher knows of its messages, in a file that survives its process: one line
 * for each message asked for, told to be safe, or told to have failed.
 */
final class Ledger implements AutoCloseable {

	/** What is known of a message. */
	enum Entry {

		ASKED, SAFE, FAILED

	}

	private final FileChannel file;

	private Ledger(FileChannel file) {
		this.file = file;
	}

	static Ledger append(Path file) throws IOException {
		return new Ledger(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
	}

	/** Writes a line at once; with the operating system it is safe from a kill. */
	synchronized void write(Entry entry, int qos, int number) {
		try {
			this.file
				.write(ByteBuffer.wrap((entry + " " + qos + " " + number + "\n").getBytes(StandardCharsets.US_ASCII)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The numbers of a QoS with an entry. */
	static Set<Integer> read(Path file, Entry entry, int qos) throws IOException {
		Set<Integer> numbers = new HashSet<>();
		String prefix = entry + " " + qos + " ";
		if (Files.exists(file)) {
			for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
				if (line.startsWith(prefix)) {
					numbers.add(Integer.parseInt(line.substring(prefix.length())));
				}
			}
		}
		return numbers;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
