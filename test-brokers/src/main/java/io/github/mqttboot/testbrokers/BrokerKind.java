// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

/** The brokers to test with, for parameterized tests and an {@code @EnumSource}. */
public enum BrokerKind {

	/** Eclipse Mosquitto in a container, see {@link MosquittoBroker}. */
	MOSQUITTO,

	/** HiveMQ CE in this JVM, see {@link HiveMqBroker}. */
	HIVEMQ;

	/**
	 * Makes a broker for a test that stops it, or that lets in only some.
	 * @param options whom it lets in
	 * @return the broker, to be started
	 * @throws org.opentest4j.TestAbortedException if it needs Docker and there is none:
	 * the test is skipped
	 */
	public TestBroker create(BrokerOptions options) {
		return switch (this) {
			case MOSQUITTO -> {
				Docker.assumeAvailable();
				yield new MosquittoBroker(options);
			}
			case HIVEMQ -> new HiveMqBroker(options);
		};
	}

	/**
	 * The broker that the tests of this JVM share, see {@link SharedBrokers}.
	 * @return the broker, running
	 * @throws org.opentest4j.TestAbortedException if it needs Docker and there is none:
	 * the test is skipped
	 */
	public TestBroker shared() {
		return switch (this) {
			case MOSQUITTO -> SharedBrokers.mosquitto();
			case HIVEMQ -> SharedBrokers.hiveMq();
		};
	}

}
