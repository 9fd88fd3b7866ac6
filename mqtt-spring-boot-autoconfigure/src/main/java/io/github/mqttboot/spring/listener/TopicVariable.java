// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of an {@link MqttSubscribe} method that takes a variable of the
 * topic. Needed only if the parameter is not named like the variable, or the class was
 * compiled without {@code -parameters}.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface TopicVariable {

	/**
	 * The name of the variable.
	 * @return the name, without braces; empty for the parameter's own
	 */
	String value() default "";

}
