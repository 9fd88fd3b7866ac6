// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Sees to the contexts of test classes with {@link EmbeddedMqtt}. */
final class EmbeddedMqttContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return TestContextAnnotationUtils.hasAnnotation(testClass, EmbeddedMqtt.class)
				? new EmbeddedMqttContextCustomizer() : null;
	}

}
