// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/** One after the other, in the order they came. */
final class Line implements Waiting {

	private final Queue<Handling> waiting = new ConcurrentLinkedQueue<>();

	@Override
	public boolean add(Handling handling) {
		return this.waiting.add(handling);
	}

	@Override
	public @Nullable Handling poll() {
		return this.waiting.poll();
	}

	@Override
	public boolean isReady() {
		return !this.waiting.isEmpty();
	}

}
