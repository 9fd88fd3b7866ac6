// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is measured: a client library with the class path of its module.
 *
 * @param name the module's name, for the command line and the table
 * @param peer the class of the {@link Peer}, or of JMH's main method
 * @param artifacts the libraries whose versions are told
 */
record Library(String name, String peer, List<String> artifacts) {

	/** Those that are ours. */
	static final List<String> OURS = List.of("ours", "starter");

	private static final String PACKAGE = "io.github.mqttboot.benchmarks.";

	private static final List<Library> ALL = List.of(new Library("limit", LimitPeer.class.getName(), List.of()),
			new Library("ours", PACKAGE + "OursPeer", List.of("netty-transport")),
			new Library("hivemq", PACKAGE + "HiveMqPeer", List.of("hivemq-mqtt-client", "netty-transport")),
			new Library("vertx", PACKAGE + "VertxPeer", List.of("vertx-mqtt", "netty-transport")),
			new Library("mica", PACKAGE + "MicaPeer", List.of("mica-mqtt-client")),
			new Library("paho", PACKAGE + "PahoPeer",
					List.of("org.eclipse.paho.client.mqttv3", "org.eclipse.paho.mqttv5.client")),
			new Library("starter", PACKAGE + "StarterPeer", List.of("spring-boot", "netty-transport")),
			new Library("integration", PACKAGE + "IntegrationPeer",
					List.of("spring-boot", "spring-integration-mqtt", "org.eclipse.paho.client.mqttv3")),
			new Library("jmh", PACKAGE + "MicroBenchmarks", List.of("jmh-core")));

	static Library named(String name) {
		return ALL.stream()
			.filter((library) -> library.name.equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("there is no library " + name));
	}

	/** The class that a JVM is started with. */
	String main() {
		return this.name.equals("jmh") ? this.peer : Measurement.class.getName();
	}

	String classPath(Path home) throws IOException {
		Path target = home.resolve(this.name.equals("limit") ? "harness" : this.name).resolve("target");
		String own = target.resolve("classes").toString();
		String others = Files.readString(target.resolve("classpath.txt")).trim();
		return others.isEmpty() ? own : own + ":" + others;
	}

	/** The artifacts with their versions, as they are on the class path. */
	String versions(Path home) throws IOException {
		List<String> jars = Arrays.stream(classPath(home).split(":"))
			.map((jar) -> Path.of(jar).getFileName().toString())
			.toList();
		return this.artifacts.stream()
			.map((artifact) -> artifact + " " + version(artifact, jars))
			.collect(Collectors.joining(", "));
	}

	private static String version(String artifact, List<String> jars) {
		Pattern pattern = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
		return jars.stream()
			.map(pattern::matcher)
			.filter(Matcher::matches)
			.map((matcher) -> matcher.group(1))
			.findFirst()
			.orElse("?");
	}

}
