// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

/**
 * One broker of each kind for all tests of a JVM that do not stop it, each started when
 * it is first asked for and closed when the JVM ends. They let in anybody, and
 * {@link #USER} with {@link #PASSWORD}; a wrong password is refused. They keep nothing on
 * disk. Tests that share them use topics and client identifiers of their own.
 */
public final class SharedBrokers {

	/** A user the brokers know. */
	public static final String USER = "press";

	/** The user's password. */
	public static final String PASSWORD = "hush-correct-horse";

	private SharedBrokers() {
	}

	/**
	 * Mosquitto, with TLS, and over a Unix domain socket, too.
	 * @return the broker, running
	 * @throws org.opentest4j.TestAbortedException if there is no Docker: the test is
	 * skipped
	 */
	public static MosquittoBroker mosquitto() {
		Docker.assumeAvailable();
		return Mosquitto.BROKER;
	}

	/**
	 * HiveMQ CE, with TLS.
	 * @return the broker, running
	 */
	public static TestBroker hiveMq() {
		return HiveMq.BROKER;
	}

	/**
	 * Artemis, with TLS. It lets in anybody, and takes any password.
	 * @return the broker, running
	 */
	public static TestBroker artemis() {
		return Artemis.BROKER;
	}

	/**
	 * Who signed the certificates of these brokers, and signs those of their clients.
	 * @return the authority
	 */
	public static TestCertificates certificates() {
		return Authority.CERTIFICATES;
	}

	private static BrokerOptions options() {
		return BrokerOptions.open().withUser(USER, PASSWORD).withTls(certificates()).withoutPersistence();
	}

	private static <B extends TestBroker> B started(B broker) {
		broker.start();
		closeAtExit(broker::close);
		return broker;
	}

	private static void closeAtExit(Runnable close) {
		Runtime.getRuntime().addShutdownHook(new Thread(close, "close-shared-broker"));
	}

	private static final class Mosquitto {

		static final MosquittoBroker BROKER = started(new MosquittoBroker(options()));

	}

	private static final class HiveMq {

		static final TestBroker BROKER = started(new HiveMqBroker(options()));

	}

	private static final class Artemis {

		static final TestBroker BROKER = started(new ArtemisBroker(certificates()));

	}

	private static final class Authority {

		static final TestCertificates CERTIFICATES = create();

		private static TestCertificates create() {
			TemporaryDirectory directory = TemporaryDirectory.create("certificates");
			closeAtExit(directory::close);
			return TestCertificates.in(directory.path());
		}

	}

}
