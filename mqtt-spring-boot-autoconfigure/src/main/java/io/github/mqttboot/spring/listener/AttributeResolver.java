// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.StringUtils;

/**
 * Makes text and beans of what is written in the attributes of annotations: of
 * placeholders, expressions and the names of beans.
 */
final class AttributeResolver {

	private final ConfigurableListableBeanFactory beanFactory;

	AttributeResolver(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Resolves an attribute that stands for one text.
	 * @param attribute its name
	 * @param value what is written there
	 * @return the text, which may be empty
	 * @throws IllegalArgumentException if it cannot be resolved, or gives several
	 */
	String text(String attribute, String value) {
		List<String> values = texts(attribute, value);
		if (values.size() != 1) {
			throw new IllegalArgumentException(attribute + " must be one value, was \"" + value + "\" which gives "
					+ StringUtils.collectionToCommaDelimitedString(values));
		}
		return values.get(0);
	}

	/**
	 * Resolves an attribute that may stand for several texts.
	 * @param attribute its name
	 * @param value what is written there
	 * @return the texts; none if an expression gives none
	 * @throws IllegalArgumentException if it cannot be resolved
	 */
	List<String> texts(String attribute, String value) {
		try {
			String text = this.beanFactory.resolveEmbeddedValue(value);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			Object result = (expressions != null && text != null)
					? expressions.evaluate(text, new BeanExpressionContext(this.beanFactory, null)) : text;
			return textsOf(result);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(attribute + " cannot be resolved, was \"" + value + "\": "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage(), ex);
		}
	}

	private static List<String> textsOf(@Nullable Object value) {
		if (value == null) {
			throw new IllegalArgumentException("it gives null");
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map(String::valueOf).toList();
		}
		if (value.getClass().isArray()) {
			List<String> texts = new ArrayList<>();
			for (int i = 0; i < Array.getLength(value); i++) {
				texts.add(String.valueOf(Array.get(value, i)));
			}
			return texts;
		}
		return List.of(value.toString());
	}

	/**
	 * Finds the bean that an attribute names.
	 * @param attribute its name
	 * @param value what is written there
	 * @param type the type of the bean
	 * @param otherwise gives what to take if no name is written and there is not exactly
	 * one such bean
	 * @return the bean
	 * @throws IllegalArgumentException if there is none of that name and type
	 */
	<T> T bean(String attribute, String value, Class<T> type, Supplier<T> otherwise) {
		String name = text(attribute, value);
		return name.isEmpty() ? this.beanFactory.getBeanProvider(type).getIfUnique(otherwise)
				: bean(attribute, name, type);
	}

	/**
	 * Finds a bean.
	 * @param attribute the attribute that names it
	 * @param name its name
	 * @param type its type
	 * @return the bean
	 * @throws IllegalArgumentException if there is none of that name and type
	 */
	<T> T bean(String attribute, String name, Class<T> type) {
		try {
			return this.beanFactory.getBean(name, type);
		}
		catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
			throw new IllegalArgumentException(attribute + " must name a bean of type " + type.getSimpleName()
					+ ", was \"" + name + "\"; there are " + names(type), ex);
		}
	}

	/** The names of all beans of a type. */
	List<String> names(Class<?> type) {
		return List.of(this.beanFactory.getBeanNamesForType(type));
	}

}
