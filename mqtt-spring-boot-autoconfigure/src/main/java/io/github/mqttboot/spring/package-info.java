// SPDX-License-Identifier: Apache-2.0
/**
 * MQTT in Spring's words: sending with a template, the headers and the mapping of
 * messages, and the client's place in the application's life cycle. May use the client's
 * API, nothing of its insides; the packages below it ({@code listener}, {@code observe},
 * {@code autoconfigure}) build on this one.
 */
@NullMarked
package io.github.mqttboot.spring;

import org.jspecify.annotations.NullMarked;
