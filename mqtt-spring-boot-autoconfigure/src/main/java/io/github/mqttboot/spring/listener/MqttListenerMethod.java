// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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

	private final @Nullable Replies replies;

	private final @Nullable ClassLoader classLoader;

	/**
	 * Joins bean, method and plan.
	 * @param bean gives the bean, for a lazy one at the first message
	 * @param method a method that can be invoked on the bean
	 * @param arguments one for each parameter
	 * @param replies sends what the method returns; null if that is nothing
	 * @param classLoader that of the application, which the thread has meanwhile: threads
	 * that many clients share may come from an application that is over
	 */
	MqttListenerMethod(Supplier<Object> bean, Method method, Argument[] arguments, @Nullable Replies replies,
			@Nullable ClassLoader classLoader) {
		this.bean = bean;
		this.method = method;
		this.arguments = arguments;
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
		ClassLoader before = ClassUtils.overrideThreadContextClassLoader(this.classLoader);
		try {
			Object result = call(incoming);
			return (this.replies != null) ? this.replies.send(result, incoming) : result;
		}
		finally {
			if (before != null) {
				Thread.currentThread().setContextClassLoader(before);
			}
		}
	}

	private @Nullable Object call(Incoming incoming) throws Throwable {
		Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].from(incoming);
		}
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

}
