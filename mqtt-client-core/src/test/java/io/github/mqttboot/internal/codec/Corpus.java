// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The bytes that the decoder is tried with before anything random: the files named
 * {@code *.hex} in the folder {@code corpus} beside this class, spelled as {@link Hex}
 * reads them, one entry from blank line to blank line.
 */
final class Corpus {

	private Corpus() {
	}

	static List<byte[]> all() {
		return files().stream().flatMap((file) -> entries(file).stream()).toList();
	}

	static List<Path> files() {
		URL folder = Objects.requireNonNull(Corpus.class.getResource("corpus"));
		try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
			return files.filter((file) -> file.toString().endsWith(".hex")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<byte[]> entries(Path file) {
		try {
			return Arrays.stream(Files.readString(file).split("\\R\\s*\\R"))
				.map(Hex::bytes)
				.filter((bytes) -> bytes.length > 0)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
