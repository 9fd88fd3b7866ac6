// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that keeps what is secret in the configuration of clients out of the
 * actuator's endpoints {@code env} and {@code configprops}, even where they are told to
 * show values.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class MqttSanitizingAutoConfiguration {

	/**
	 * Passwords of clients, keys and proxies, headers, which may carry tokens, and the
	 * whole of what a URI may have such things in; also as environment variables.
	 */
	private static final Pattern SECRET = Pattern.compile("mqtt[._].*(password|headers.*)", Pattern.CASE_INSENSITIVE);

	private static final Pattern URI = Pattern.compile("mqtt[._](.*[._])?uri(\\[\\d+]|_\\d+_?)?",
			Pattern.CASE_INSENSITIVE);

	@Bean
	@ConditionalOnMissingBean(name = "mqttSanitizingFunction")
	SanitizingFunction mqttSanitizingFunction() {
		return SanitizingFunction.sanitizeValue()
			.ifKeyMatches((key) -> SECRET.matcher(key).matches())
			.ifMatches((data) -> URI.matcher(data.getKey()).matches()
					&& String.valueOf(data.getValue()).matches(".*[@?].*"));
	}

}
