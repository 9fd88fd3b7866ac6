// SPDX-License-Identifier: Apache-2.0
/** Tests of what Spring sees of messages and clients. */
@NullMarked
package io.github.mqttboot.spring;

import org.jspecify.annotations.NullMarked;
