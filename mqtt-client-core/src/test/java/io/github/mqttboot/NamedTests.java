// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The tests of this module by the names that documents give them:
 * {@code PublishFlowTests#isOverWithPubackAtQos1}, without package, and without the
 * nested class that the method may be in.
 */
final class NamedTests {

	private static final Pattern NAME = Pattern.compile("`(\\w+Tests#\\w+)`");

	private static final List<Class<? extends Annotation>> TEST = List.of(Test.class, ParameterizedTest.class);

	private final List<String> classNames;

	NamedTests() {
		Path root = classes();
		try (Stream<Path> files = Files.walk(root)) {
			this.classNames = files.map((file) -> root.relativize(file).toString())
				.filter((file) -> file.endsWith(".class"))
				.map((file) -> file.substring(0, file.length() - ".class".length())
					.replace('/', '.')
					.replace('\\', '.'))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path classes() {
		try {
			return Path.of(NamedTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The names in a text, each between backquotes. */
	static List<String> in(String text) {
		return NAME.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
	}

	/** Whether there is a test of this name, and it runs. */
	boolean exists(String name) {
		int hash = name.indexOf('#');
		String simpleName = name.substring(0, hash);
		String method = name.substring(hash + 1);
		return this.classNames.stream()
			.filter((className) -> outermost(className).equals(simpleName))
			.map(NamedTests::load)
			.filter((type) -> !type.isAnnotationPresent(Disabled.class))
			.flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.anyMatch((each) -> each.getName().equals(method) && runs(each));
	}

	private static String outermost(String className) {
		String simpleName = className.substring(className.lastIndexOf('.') + 1);
		int nested = simpleName.indexOf('$');
		return (nested < 0) ? simpleName : simpleName.substring(0, nested);
	}

	private static Class<?> load(String className) {
		try {
			return Class.forName(className, false, NamedTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean runs(Method method) {
		return TEST.stream().anyMatch(method::isAnnotationPresent) && !method.isAnnotationPresent(Disabled.class);
	}

}
