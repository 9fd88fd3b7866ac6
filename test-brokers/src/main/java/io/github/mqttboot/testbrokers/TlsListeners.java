// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Mosquitto in a container, with as many TLS ports as there are certificates to try.
 * Needs Docker, see {@link EnabledIfDocker}.
 */
public final class TlsListeners implements AutoCloseable {

	private static final String CONFIGURATION = "/mosquitto/config/";

	private static final int FIRST_PORT = 8883;

	private final GenericContainer<?> container = new GenericContainer<>(
			DockerImageName.parse("eclipse-mosquitto:2.0"));

	private final StringBuilder configuration = new StringBuilder("""
			user root
			log_dest stderr
			allow_anonymous true
			max_queued_messages 0
			""");

	private final List<String> bindings = new ArrayList<>();

	/**
	 * Adds a port, before {@link #start()}.
	 * @param server what the broker shows of itself there
	 * @param clientAuthorities whose clients it knows
	 * @param more lines of the configuration of this port
	 * @return its URI
	 */
	public String add(TestCertificates.Identity server, TestCertificates clientAuthorities, String... more) {
		return add(server.certificateFile(), server.keyFile(), clientAuthorities.caFile(), more);
	}

	/**
	 * Adds a port, before {@link #start()}.
	 * @param certificateFile what the broker shows of itself there
	 * @param keyFile the private key of that
	 * @param clientAuthorities whose clients it knows
	 * @param more lines of the configuration of this port
	 * @return its URI
	 */
	public String add(Path certificateFile, Path keyFile, Path clientAuthorities, String... more) {
		int port = FreePorts.next();
		int containerPort = FIRST_PORT + this.bindings.size();
		this.bindings.add("127.0.0.1:" + port + ":" + containerPort);
		String prefix = CONFIGURATION + containerPort;
		copy(clientAuthorities, prefix + "-ca.pem");
		copy(certificateFile, prefix + ".pem");
		copy(keyFile, prefix + ".key");
		this.configuration.append("""
				listener %d
				cafile %s-ca.pem
				certfile %s.pem
				keyfile %s.key
				%s
				""".formatted(containerPort, prefix, prefix, prefix, String.join("\n", more)));
		return "mqtts://localhost:" + port;
	}

	private void copy(Path file, String name) {
		this.container.withCopyFileToContainer(MountableFile.forHostPath(file), name);
	}

	/** Starts the broker. */
	public void start() {
		this.container.setPortBindings(this.bindings);
		this.container
			.withCopyToContainer(Transferable.of(this.configuration.toString()), CONFIGURATION + "mosquitto.conf")
			.withExposedPorts(FIRST_PORT)
			.waitingFor(Wait.forLogMessage(".*mosquitto version .* running.*", 1))
			.start();
	}

	/**
	 * What the broker has said so far.
	 * @return its log
	 */
	public String log() {
		return this.container.getLogs();
	}

	@Override
	public void close() {
		this.container.stop();
	}

}
