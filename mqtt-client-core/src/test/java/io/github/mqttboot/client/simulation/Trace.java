// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.List;

/** What happened in one simulation, line by line, if anybody wants to know. */
final class Trace {

	private final VirtualTime time;

	private final boolean wanted;

	private final List<String> lines = new ArrayList<>();

	Trace(VirtualTime time, boolean wanted) {
		this.time = time;
		this.wanted = wanted;
	}

	void add(String who, Object what) {
		if (this.wanted) {
			this.lines.add("%12.6f  %-10s %s".formatted(this.time.now() / 1e9, who, what));
		}
	}

	void add(String who, String verb, Object what) {
		if (this.wanted) {
			add(who, verb + " " + what);
		}
	}

	List<String> lines() {
		return this.lines;
	}

}
