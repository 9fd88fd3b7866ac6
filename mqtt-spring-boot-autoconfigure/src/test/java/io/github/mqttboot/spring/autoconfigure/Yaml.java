// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/** Puts YAML into the environment of a context, as {@code application.yml} does. */
final class Yaml {

	private Yaml() {
	}

	static ApplicationContextInitializer<ConfigurableApplicationContext> of(String yaml) {
		return (context) -> {
			try {
				new YamlPropertySourceLoader().load("application.yml", new NamedResource(yaml))
					.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	/** Has a name for the origin of a value. */
	private static final class NamedResource extends ByteArrayResource {

		NamedResource(String text) {
			super(text.getBytes(StandardCharsets.UTF_8), "application.yml");
		}

		@Override
		public String getDescription() {
			return "application.yml";
		}

	}

}
