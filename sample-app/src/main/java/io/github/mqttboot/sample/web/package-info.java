// SPDX-License-Identifier: Apache-2.0
/** What the plant looks like over HTTP. */
@NullMarked
package io.github.mqttboot.sample.web;

import org.jspecify.annotations.NullMarked;
