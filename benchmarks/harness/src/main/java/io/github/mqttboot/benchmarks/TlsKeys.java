// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key for the broker, in a file that is also what clients trust.
 *
 * @param file PKCS#12
 */
record TlsKeys(Path file) {

	static final String PASSWORD = "changeit";

	/** Takes those of an earlier run, if there are any. */
	static TlsKeys in(Path directory) throws IOException, InterruptedException {
		Path file = directory.resolve("localhost.p12");
		if (!Files.exists(file)) {
			Files.createDirectories(directory);
			Path certificate = directory.resolve("localhost.crt");
			keytool(file, "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
					"SAN=dns:localhost,ip:127.0.0.1", "-validity", "3650");
			keytool(file, "-exportcert", "-alias", "localhost", "-file", certificate.toString());
			keytool(file, "-importcert", "-noprompt", "-alias", "trusted", "-file", certificate.toString());
		}
		return new TlsKeys(file);
	}

	private static void keytool(Path file, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
	}

	/** Options of a JVM that trusts the broker. */
	List<String> trusted() {
		return List.of("-Djavax.net.ssl.trustStore=" + this.file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
				"-Djavax.net.ssl.trustStoreType=PKCS12");
	}

}
