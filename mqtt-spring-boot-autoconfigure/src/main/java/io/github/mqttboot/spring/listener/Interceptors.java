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
		return invoke(List.of(incoming), attempt, () -> method.invoke(incoming));
	}

	@Nullable Object invoke(List<Incoming> incoming, int attempt, Call call) throws Throwable {
		return new Step(this.interceptors, 0, call, incoming, attempt).proceed();
	}

	/** What there is to call behind all interceptors. */
	@FunctionalInterface
	interface Call {

		@Nullable Object make() throws Throwable;

	}

	/**
	 * The way on from one interceptor.
	 *
	 * @param interceptors all of them
	 * @param next which one comes next, or none if that many have been called
	 * @param call what to call then
	 * @param incoming the messages
	 * @param attempt which attempt this is
	 */
	private record Step(List<MqttListenerInterceptor> interceptors, int next, Call call, List<Incoming> incoming,
			int attempt) implements MqttListenerInterceptor.Invocation {

		@Override
		public String listenerId() {
			return this.incoming.get(0).listenerId();
		}

		@Override
		public String topic() {
			return this.incoming.get(0).template().toString();
		}

		@Override
		public Delivery delivery() {
			return this.incoming.get(0).delivery();
		}

		@Override
		public List<Delivery> deliveries() {
			return this.incoming.stream().map(Incoming::delivery).toList();
		}

		@Override
		public @Nullable Object proceed() throws Throwable {
			if (this.next == this.interceptors.size()) {
				return this.call.make();
			}
			return this.interceptors.get(this.next)
				.intercept(new Step(this.interceptors, this.next + 1, this.call, this.incoming, this.attempt));
		}

	}

}
