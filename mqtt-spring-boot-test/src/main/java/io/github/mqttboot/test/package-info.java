// SPDX-License-Identifier: Apache-2.0
/** For the tests of applications: a broker in the same JVM. */
@NullMarked
package io.github.mqttboot.test;

import org.jspecify.annotations.NullMarked;
