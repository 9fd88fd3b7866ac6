// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.lang.reflect.Constructor;
import java.lang.reflect.Type;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * The type of a reply as Spring's message converters want to be told of it: they read
 * types with types in them for parameters alone.
 */
final class ReplyParameter extends MethodParameter {

	private static final Constructor<?> PLACE = place();

	private final ResolvableType type;

	ReplyParameter(ResolvableType type) {
		super(PLACE, 0);
		this.type = type;
	}

	private ReplyParameter(ReplyParameter other) {
		super(other);
		this.type = other.type;
	}

	private static Constructor<?> place() {
		try {
			return ReplyParameter.class.getDeclaredConstructor(ResolvableType.class);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Class<?> getParameterType() {
		return this.type.resolve(Object.class);
	}

	@Override
	public Type getGenericParameterType() {
		return this.type.getType();
	}

	@Override
	public MethodParameter clone() {
		return new ReplyParameter(this);
	}

}
