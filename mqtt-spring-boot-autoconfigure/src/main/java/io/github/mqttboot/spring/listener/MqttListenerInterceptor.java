// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.util.List;

import io.github.mqttboot.client.Delivery;

import org.jspecify.annotations.Nullable;

/**
 * Stands around each attempt of a listener to handle a message, for what all listeners
 * need: a context for the log, a tenant, a trace. Beans of this type are called in their
 * order, the first one outermost, on the thread that calls the method. What one throws is
 * treated as if the method had thrown it.
 *
 * <pre>{@code
 * MqttListenerInterceptor topicInLog = (invocation) -> {
 *     try (var topic = MDC.putCloseable("topic", invocation.delivery().message().topic())) {
 *         return invocation.proceed();
 *     }
 * };
 * }</pre>
 */
@FunctionalInterface
public interface MqttListenerInterceptor {

	/**
	 * Handles a message, mostly by {@link Invocation#proceed()}.
	 * @param invocation the message, and the way on
	 * @return what {@link Invocation#proceed()} returned; if that is a
	 * {@link java.util.concurrent.CompletionStage}, its end is the end of the attempt
	 * @throws Throwable if the attempt has failed
	 */
	@Nullable Object intercept(Invocation invocation) throws Throwable;

	/** An attempt on its way to the method. */
	interface Invocation {

		/**
		 * The listener.
		 * @return its id, see {@link MqttSubscribe#id()}
		 */
		String listenerId();

		/**
		 * What the listener has subscribed to.
		 * @return the topic of {@link MqttSubscribe#topics()} that has brought the
		 * message, with the names of its variables; for a group behind
		 * {@code $share/group/}
		 */
		String topic();

		/**
		 * What has come.
		 * @return the message, or the first one of a
		 * {@linkplain MqttSubscribe#batchSize() batch}; acknowledged when the attempt has
		 * ended
		 */
		Delivery delivery();

		/**
		 * All that has come.
		 * @return the message, or those of a {@linkplain MqttSubscribe#batchSize() batch}
		 * in their order
		 */
		List<Delivery> deliveries();

		/**
		 * Which attempt this is.
		 * @return 1 for the first one
		 */
		int attempt();

		/**
		 * Goes on with the next interceptor, or makes the arguments, calls the method and
		 * sends its reply.
		 * @return what the method returned, or if that is to be a reply, a
		 * {@link java.util.concurrent.CompletionStage} that ends when it is sent
		 * @throws MqttListenerException if an argument cannot be made
		 * @throws Throwable what the method threw
		 */
		@Nullable Object proceed() throws Throwable;

	}

}
