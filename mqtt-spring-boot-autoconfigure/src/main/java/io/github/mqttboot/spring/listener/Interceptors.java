// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;

import io.github.mqttboot.client.Delivery;

import org.jspecify.annotations.Nullable;

/** Calls a listener's method through all interceptors, the first one outermost. */
final class Interceptors {

	private final List<MqttListenerInterceptor> interceptors;

	Interceptors(List<MqttListenerInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	@Nullable Object invoke(MqttListenerMethod method, Incoming incoming, int attempt) throws Throwable {
		if (this.interceptors.isEmpty()) {
			return method.invoke(incoming);
		}
		return new Step(this.interceptors, 0, method, incoming, attempt).proceed();
	}

	/**
	 * The way on from one interceptor.
	 *
	 * @param interceptors all of them
	 * @param next which one comes next, or none if that many have been called
	 * @param method what to call then
	 * @param incoming the message
	 * @param attempt which attempt this is
	 */
	private record Step(List<MqttListenerInterceptor> interceptors, int next, MqttListenerMethod method,
			Incoming incoming, int attempt) implements MqttListenerInterceptor.Invocation {

		@Override
		public String listenerId() {
			return this.incoming.listenerId();
		}

		@Override
		public String topic() {
			return this.incoming.template().toString();
		}

		@Override
		public Delivery delivery() {
			return this.incoming.delivery();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			if (this.next == this.interceptors.size()) {
				return this.method.invoke(this.incoming);
			}
			return this.interceptors.get(this.next)
				.intercept(new Step(this.interceptors, this.next + 1, this.method, this.incoming, this.attempt));
		}

	}

}
