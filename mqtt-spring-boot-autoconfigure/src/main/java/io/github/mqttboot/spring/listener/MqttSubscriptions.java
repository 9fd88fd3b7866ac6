// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/** Holds several {@link MqttSubscribe}, each a listener of its own. */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface MqttSubscriptions {

	/**
	 * The annotations.
	 * @return one or more
	 */
	MqttSubscribe[] value();

}
