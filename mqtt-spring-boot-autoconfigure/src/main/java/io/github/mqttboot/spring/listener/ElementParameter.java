// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * What is in a list that has an element for each message: a parameter of the type of the
 * elements, with the name and the annotations of the list.
 */
final class ElementParameter extends MethodParameter {

	private final MethodParameter list;

	private final Type type;

	private ElementParameter(MethodParameter list, Type type) {
		super(list);
		this.list = list;
		this.type = type;
	}

	private ElementParameter(ElementParameter other) {
		super(other);
		this.list = other.list;
		this.type = other.type;
	}

	/**
	 * Looks into a parameter.
	 * @param list a parameter of a method that takes several messages in one call
	 * @return what one message gives
	 * @throws IllegalArgumentException if it is no list
	 */
	static ElementParameter of(MethodParameter list) {
		if (list.getParameterType() != List.class
				|| !(list.getGenericParameterType() instanceof ParameterizedType generic)) {
			throw new IllegalArgumentException("a listener with a batchSize must have parameters that are a List<...>"
					+ " with an element for each message, has " + MqttListenerArguments.describe(list));
		}
		Type type = generic.getActualTypeArguments()[0];
		return new ElementParameter(list, (type instanceof WildcardType any) ? any.getUpperBounds()[0] : type);
	}

	/** The list that it is in. */
	MethodParameter list() {
		return this.list;
	}

	@Override
	public Class<?> getParameterType() {
		return ResolvableType.forMethodParameter(this).resolve(Object.class);
	}

	@Override
	public Type getGenericParameterType() {
		return this.type;
	}

	@Override
	public Class<?> getContainingClass() {
		return this.list.getContainingClass();
	}

	@Override
	public Annotation[] getParameterAnnotations() {
		return this.list.getParameterAnnotations();
	}

	@Override
	public @Nullable String getParameterName() {
		return this.list.getParameterName();
	}

	/** Whether the elements may be absent, whatever is said of the list. */
	@Override
	public boolean isOptional() {
		return getParameterType() == Optional.class
				|| (getParameter().getAnnotatedType() instanceof AnnotatedParameterizedType generic
						&& isNullable(generic.getAnnotatedActualTypeArguments()[0]));
	}

	private static boolean isNullable(AnnotatedType type) {
		return Arrays.stream(type.getAnnotations())
			.anyMatch((annotation) -> annotation.annotationType().getSimpleName().equals("Nullable"));
	}

	@Override
	public MethodParameter clone() {
		return new ElementParameter(this);
	}

}
