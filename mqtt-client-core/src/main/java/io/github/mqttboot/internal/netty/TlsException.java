// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Something is wrong with a certificate, a key or a file of them. The message says all
 * that a person needs to know.
 */
final class TlsException extends IOException {

	private static final long serialVersionUID = 1L;

	TlsException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
