// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Marks tests that need Docker: without it they are skipped and the report says so. */
@Documented
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "io.github.mqttboot.testbrokers.Docker#isAvailable", disabledReason = Docker.UNAVAILABLE)
public @interface EnabledIfDocker {

}
