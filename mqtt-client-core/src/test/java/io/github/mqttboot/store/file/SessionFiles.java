// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.mqttboot.store.StoredSession;

/** The files of the client "me". */
record SessionFiles(Path directory) {

	StoredSession open() {
		return new FileSessionStore(this.directory).open("me");
	}

	Path file() {
		return this.directory.resolve("client-me/session.mv");
	}

	byte[] read() throws IOException {
		return Files.readAllBytes(file());
	}

	void write(byte[] bytes) throws IOException {
		Files.createDirectories(file().getParent());
		Files.write(file(), bytes);
	}

	/** What another process would find if this one were killed now. */
	SessionFiles copy(Path target) throws IOException {
		SessionFiles copy = new SessionFiles(target);
		copy.write(read());
		return copy;
	}

}
