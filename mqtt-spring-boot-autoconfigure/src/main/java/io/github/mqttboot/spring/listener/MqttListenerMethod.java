// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** A method of a bean, with the plan for its arguments, and for what it returns. */
final class MqttListenerMethod {

	private final Supplier<Object> bean;

	private final Method method;

	private final Argument[] arguments;

	/** Whether each parameter is a list, with an element for each message. */
	private final boolean batch;

	private final @Nullable Replies replies;

	private final @Nullable ClassLoader classLoader;

	/**
	 * Joins bean, method and plan.
	 * @param bean gives the bean, for a lazy one at the first message
	 * @param method a method that can be invoked on the bean
	 * @param arguments one for each parameter
	 * @param batch whether each parameter is a list of such arguments
	 * @param replies sends what the method returns; null if that is nothing
	 * @param classLoader that of the application, which the thread has meanwhile: threads
	 * that many clients share may come from an application that is over
	 */
	MqttListenerMethod(Supplier<Object> bean, Method method, Argument[] arguments, boolean batch,
			@Nullable Replies replies, @Nullable ClassLoader classLoader) {
		this.bean = bean;
		this.method = method;
		this.arguments = arguments;
		this.batch = batch;
		this.replies = replies;
		this.classLoader = classLoader;
		ReflectionUtils.makeAccessible(method);
	}

	/**
	 * Makes the arguments, calls the method, and sends its reply.
	 * @param incoming the message
	 * @return what the method returned, or the stage of its reply
	 * @throws MqttListenerException if an argument cannot be made
	 * @throws ReplyException if the reply cannot be sent
	 * @throws Throwable what the method threw
	 */
	@Nullable Object invoke(Incoming incoming) throws Throwable {
		return inApplication(MqttListenerMethod::handle, incoming);
	}

	/**
	 * Makes the arguments for one message of a batch.
	 * @param incoming the message
	 * @return what to give to {@link #invoke(List)}, with those of others
	 * @throws MqttListenerException if one cannot be made
	 */
	@Nullable Object[] arguments(Incoming incoming) {
		return Objects.requireNonNull(inApplication(MqttListenerMethod::values, incoming));
	}

	/**
	 * Calls the method for a batch.
	 * @param arguments those for each message
	 * @return what the method returned
	 * @throws Throwable what the method threw
	 */
	@Nullable Object invoke(List<@Nullable Object[]> arguments) throws Throwable {
		return inApplication(MqttListenerMethod::handleBatch, arguments);
	}

	/** Works with the class loader of the application as that of the thread. */
	private <A, T, X extends Throwable> @Nullable T inApplication(Work<A, T, X> work, A argument) throws X {
		ClassLoader before = ClassUtils.overrideThreadContextClassLoader(this.classLoader);
		try {
			return work.with(this, argument);
		}
		finally {
			if (before != null) {
				Thread.currentThread().setContextClassLoader(before);
			}
		}
	}

	private @Nullable Object handle(Incoming incoming) throws Throwable {
		@Nullable Object[] values = values(incoming);
		Object result = call(this.batch ? lists(List.<@Nullable Object[]>of(values)) : values);
		return (this.replies != null) ? this.replies.send(result, incoming) : result;
	}

	private @Nullable Object handleBatch(List<@Nullable Object[]> arguments) throws Throwable {
		return call(lists(arguments));
	}

	private @Nullable Object[] values(Incoming incoming) {
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].from(incoming);
		}
		return values;
	}

	private @Nullable Object[] lists(List<@Nullable Object[]> arguments) {
		@Nullable Object[] lists = new Object[this.arguments.length];
		for (int i = 0; i < lists.length; i++) {
			int parameter = i;
			List<@Nullable Object> list = new ArrayList<>(arguments.size());
			arguments.forEach((each) -> list.add(each[parameter]));
			lists[i] = list;
		}
		return lists;
	}

	private @Nullable Object call(@Nullable Object[] values) throws Throwable {
		Object target = this.bean.get();
		Method invocable = invocableOn(target);
		try {
			return invocable.invoke(target, values);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * Whether the bean is a proxy, and of what kind, shows at start, or for a lazy bean
	 * only now.
	 */
	private Method invocableOn(Object target) {
		if (this.method.getDeclaringClass().isInstance(target)) {
			checkReachable(this.method, target.getClass());
			return this.method;
		}
		Method invocable = AopUtils.selectInvocableMethod(this.method, target.getClass());
		ReflectionUtils.makeAccessible(invocable);
		return invocable;
	}

	/**
	 * A method that a proxy does not override would run on the proxy, whose fields are
	 * empty.
	 * @param method a method of the bean
	 * @param beanType the type of the bean or its proxy
	 * @throws IllegalStateException if it would
	 */
	static void checkReachable(Method method, Class<?> beanType) {
		int modifiers = method.getModifiers();
		boolean overridable = !Modifier.isPrivate(modifiers) && !Modifier.isFinal(modifiers);
		if (SpringProxy.class.isAssignableFrom(beanType) && !overridable && !Modifier.isStatic(modifiers)) {
			throw new IllegalStateException("a private or final method cannot be called on a bean with a proxy, was "
					+ ClassUtils.getQualifiedMethodName(method));
		}
	}

	/** What to do with that class loader; keeps nothing, as it is done so often. */
	@FunctionalInterface
	private interface Work<A, T, X extends Throwable> {

		@Nullable T with(MqttListenerMethod method, A argument) throws X;

	}

}
