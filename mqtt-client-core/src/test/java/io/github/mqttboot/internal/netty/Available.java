// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import org.opentest4j.TestAbortedException;

/** Skips tests of what this machine does not have. */
final class Available {

	private Available() {
	}

	/** The one with that name; epoll is on Linux alone. */
	static Io io(String name) {
		boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
		if (name.equals("epoll") && !linux) {
			throw new TestAbortedException("there is no epoll here");
		}
		return IoChoice.choose(name);
	}

}
