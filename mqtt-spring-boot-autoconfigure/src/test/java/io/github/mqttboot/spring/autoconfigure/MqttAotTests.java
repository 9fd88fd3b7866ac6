// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reconnect;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** The application can be processed ahead of time. */
class MqttAotTests {

	@Test
	void everyBeanIsMadeByGeneratedCodeAndTheRecordsOfTheConfigurationCanBeBound() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
		try (var context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}

		InMemoryGeneratedFiles files = (InMemoryGeneratedFiles) generation.getGeneratedFiles();
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.endsWith("MqttAutoConfiguration__BeanDefinitions.java"))
			.anyMatch((name) -> name.endsWith("MqttListenerAutoConfiguration__BeanDefinitions.java"))
			.anyMatch((name) -> name.endsWith("MqttMetricsAutoConfiguration__BeanDefinitions.java"));
		assertThat(generation.getRuntimeHints())
			.matches(RuntimeHintsPredicates.reflection().onType(MqttProperties.class))
			.matches(RuntimeHintsPredicates.reflection()
				.onConstructorInvocation(Reconnect.class.getDeclaredConstructors()[0]));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, JacksonAutoConfiguration.class,
			MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class, MqttAutoConfiguration.class,
			MqttClientsAutoConfiguration.class, MqttListenerAutoConfiguration.class,
			MqttMetricsAutoConfiguration.class })
	static class Application {

		@MqttSubscribe("plant/{machine}/state")
		void onState(String state) {
		}

	}

}
