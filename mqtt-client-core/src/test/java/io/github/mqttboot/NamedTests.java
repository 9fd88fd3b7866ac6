// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The tests of this module by the names that documents give them:
 * {@code PublishFlowTests#isOverWithPubackAtQos1}, without package, and without the
 * nested class that the method may be in.
 */
final class NamedTests {

	private static final Pattern NAME = Pattern.compile("`(\\w+Tests#\\w+)`");

	/** Test classes, with those nested in them, by the simple name of the outermost. */
	private final Map<String, List<Class<?>>> classes = ReflectionSupport
		.findAllClassesInPackage("io.github.mqttboot", (type) -> true, (name) -> true)
		.stream()
		.collect(Collectors.groupingBy((type) -> outermost(type).getSimpleName()));

	private static Class<?> outermost(Class<?> type) {
		Class<?> enclosing = type.getEnclosingClass();
		return (enclosing != null) ? outermost(enclosing) : type;
	}

	/** The names in a text, each between backquotes. */
	static List<String> in(String text) {
		return NAME.matcher(text).results().map((match) -> match.group(1)).toList();
	}

	/** Whether there is a test of this name, and it is run. */
	boolean exists(String name) {
		String[] classAndMethod = name.split("#");
		return this.classes.getOrDefault(classAndMethod[0], List.of())
			.stream()
			.filter((type) -> !AnnotationSupport.isAnnotated(type, Disabled.class))
			.flatMap(NamedTests::tests)
			.anyMatch(classAndMethod[1]::equals);
	}

	private static Stream<String> tests(Class<?> type) {
		return AnnotationSupport.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
			.stream()
			.filter((method) -> !AnnotationSupport.isAnnotated(method, Disabled.class))
			.map((method) -> method.getName());
	}

}
