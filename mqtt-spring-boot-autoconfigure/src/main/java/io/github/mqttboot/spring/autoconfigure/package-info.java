// SPDX-License-Identifier: Apache-2.0
/**
 * What Spring Boot sets up: the properties under {@code mqtt}, the client made from them,
 * and everything around it.
 */
@NullMarked
package io.github.mqttboot.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
