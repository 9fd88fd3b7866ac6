// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be started here. */
public final class Docker {

	/** What the reports of skipped tests say. */
	static final String UNAVAILABLE = "Docker is not available";

	private Docker() {
	}

	/**
	 * Whether Docker answers. Found out once.
	 * @return true if it does
	 */
	public static boolean isAvailable() {
		return DockerClientFactory.instance().isDockerAvailable();
	}

	/**
	 * Skips the running test unless Docker answers.
	 * @throws TestAbortedException which JUnit reports as skipped
	 */
	public static void assumeAvailable() {
		if (!isAvailable()) {
			throw new TestAbortedException(UNAVAILABLE);
		}
	}

}
