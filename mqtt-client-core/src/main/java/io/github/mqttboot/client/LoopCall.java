// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.function.Consumer;

import io.github.mqttboot.internal.session.LoopTask;
import io.github.mqttboot.protocol.MqttConnectionException;

import org.jspecify.annotations.Nullable;

/** A call that the loop is to make, for everything that is asked for seldom. */
final class LoopCall implements LoopTask {

	private final Runnable call;

	private final Consumer<? super MqttConnectionException> onRejected;

	private @Nullable LoopTask link;

	/**
	 * Makes a task.
	 * @param call what to do
	 * @param onRejected what to do instead, in the calling thread if the loop is gone, on
	 * the loop if it has failed
	 */
	LoopCall(Runnable call, Consumer<? super MqttConnectionException> onRejected) {
		this.call = call;
		this.onRejected = onRejected;
	}

	void make() {
		this.call.run();
	}

	void reject(MqttConnectionException cause) {
		this.onRejected.accept(cause);
	}

	@Override
	public @Nullable LoopTask link() {
		return this.link;
	}

	@Override
	public void link(@Nullable LoopTask link) {
		this.link = link;
	}

}
