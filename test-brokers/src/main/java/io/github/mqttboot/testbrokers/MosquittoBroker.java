// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Eclipse Mosquitto in a container. Needs Docker, see {@link EnabledIfDocker}.
 * <p>
 * It saves after every change, but acknowledges first: after {@link #kill()} the last
 * acknowledged message may be gone, after {@link #stop()} nothing is.
 */
public final class MosquittoBroker implements TestBroker {

	private static final DockerImageName IMAGE = DockerImageName.parse("eclipse-mosquitto:2.0");

	private static final String CONFIGURATION = "/mosquitto/config/";

	private static final int PLAIN = 1883;

	private static final int TLS = 8883;

	private static final int MUTUAL_TLS = 8884;

	private static final int WEB_SOCKET = 9001;

	private static final int SECURE_WEB_SOCKET = 9002;

	private static final String SOCKETS = "/mosquitto/sockets";

	private static final String SOCKET = "mosquitto.sock";

	private final BrokerOptions options;

	private final String more;

	private final int port = FreePorts.next();

	private final int tlsPort = FreePorts.next();

	private final int mutualTlsPort = FreePorts.next();

	private final int webSocketPort = FreePorts.next();

	private final int secureWebSocketPort = FreePorts.next();

	private final TemporaryDirectory sockets = TemporaryDirectory.create("mosquitto");

	private final GenericContainer<?> container;

	private boolean created;

	/**
	 * Makes a broker; {@link #start()} starts it.
	 * @param options whom it lets in
	 */
	public MosquittoBroker(BrokerOptions options) {
		this(options, "");
	}

	/**
	 * Makes a broker with further configuration.
	 * @param options whom it lets in
	 * @param more lines of {@code mosquitto.conf} that belong to no listener
	 */
	public MosquittoBroker(BrokerOptions options, String more) {
		this.options = options;
		this.more = more;
		this.container = new GenericContainer<>(IMAGE).withExposedPorts(PLAIN)
			.waitingFor(Wait.forLogMessage(".*mosquitto version .* running.*", 1))
			.withCopyToContainer(Transferable.of(configuration()), CONFIGURATION + "mosquitto.conf")
			.withCopyToContainer(Transferable.of(passwords()), CONFIGURATION + "passwords");
		List<String> ports = new ArrayList<>(
				List.of(binding(this.port, PLAIN), binding(this.webSocketPort, WEB_SOCKET)));
		TestCertificates certificates = options.certificates();
		if (certificates != null) {
			TestCertificates.Identity server = certificates.server("localhost");
			copy(certificates.caFile(), "ca.pem");
			copy(server.certificateFile(), "server.pem");
			copy(server.keyFile(), "server.key");
			ports.add(binding(this.tlsPort, TLS));
			ports.add(binding(this.mutualTlsPort, MUTUAL_TLS));
			ports.add(binding(this.secureWebSocketPort, SECURE_WEB_SOCKET));
		}
		this.container.setPortBindings(ports);
		this.container.withCreateContainerCmdModifier((command) -> Objects.requireNonNull(command.getHostConfig())
			.withBinds(new Bind(this.sockets.path().toString(), new Volume(SOCKETS))));
	}

	private static String binding(int port, int containerPort) {
		return "127.0.0.1:" + port + ":" + containerPort;
	}

	private void copy(Path file, String name) {
		this.container.withCopyFileToContainer(MountableFile.forHostPath(file), CONFIGURATION + name);
	}

	private String configuration() {
		String common = """
				user root
				log_dest stderr
				allow_anonymous %s
				password_file /mosquitto/config/passwords
				persistence %s
				persistence_location /mosquitto/data/
				autosave_on_changes true
				autosave_interval 1
				max_queued_messages 0
				%s
				listener 1883
				listener 9001
				protocol websockets
				listener 0 %s
				""".formatted(this.options.anonymous(), this.options.persistent(), this.more, SOCKETS + "/" + SOCKET);
		if (this.options.certificates() == null) {
			return common;
		}
		return common + """
				listener 8883
				cafile /mosquitto/config/ca.pem
				certfile /mosquitto/config/server.pem
				keyfile /mosquitto/config/server.key
				listener 8884
				cafile /mosquitto/config/ca.pem
				certfile /mosquitto/config/server.pem
				keyfile /mosquitto/config/server.key
				require_certificate true
				listener 9002
				protocol websockets
				cafile /mosquitto/config/ca.pem
				certfile /mosquitto/config/server.pem
				keyfile /mosquitto/config/server.key
				""";
	}

	private String passwords() {
		return this.options.users()
			.entrySet()
			.stream()
			.map((user) -> MosquittoPasswords.line(user.getKey(), user.getValue()))
			.collect(Collectors.joining());
	}

	@Override
	public void start() {
		if (this.created) {
			this.container.getDockerClient().startContainerCmd(this.container.getContainerId()).exec();
		}
		else {
			this.container.start();
			this.created = true;
		}
		Readiness.await(host(), this.port);
		letAnybodyConnect();
	}

	/** The broker makes its socket anew at each start, for its own user alone. */
	private void letAnybodyConnect() {
		try {
			this.container.execInContainer("chmod", "777", SOCKETS + "/" + SOCKET);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop() {
		this.container.getDockerClient().stopContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public void kill() {
		this.container.getDockerClient().killContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public String host() {
		return "localhost";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public int tlsPort() {
		return withCertificates(this.tlsPort);
	}

	@Override
	public int mutualTlsPort() {
		return withCertificates(this.mutualTlsPort);
	}

	/**
	 * The address for connections over a Unix domain socket.
	 * @return a URI
	 */
	public String unixUri() {
		return "unix:" + this.sockets.path().resolve(SOCKET);
	}

	@Override
	public int webSocketPort() {
		return this.webSocketPort;
	}

	@Override
	public int secureWebSocketPort() {
		return withCertificates(this.secureWebSocketPort);
	}

	private int withCertificates(int tlsPort) {
		if (this.options.certificates() == null) {
			throw new IllegalStateException("the broker was made without certificates");
		}
		return tlsPort;
	}

	@Override
	public void close() {
		this.container.stop();
		this.sockets.close();
	}

}
