// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.UnknownHostException;
import java.security.cert.CertificateException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/** Says in a few words why a connection failed. */
final class Failures {

	private Failures() {
	}

	/**
	 * The reason, to stand behind a message.
	 * @param cause what happened
	 * @return for example {@code : unknown host}, or nothing
	 */
	static String reason(@Nullable Throwable cause) {
		if (cause == null) {
			return "";
		}
		if (cause instanceof TlsException) {
			return ": " + cause.getMessage();
		}
		CertificateException certificate = find(CertificateException.class, cause);
		if (certificate != null) {
			return ": the server's certificate is not accepted: " + innermostMessage(certificate);
		}
		if (cause instanceof UnknownHostException) {
			return ": unknown host";
		}
		String message = innermostMessage(cause);
		return ((find(SSLException.class, cause) != null) ? ": TLS failed: " : ": ") + message;
	}

	/** The first exception of a type among an exception and its causes. */
	static <T extends Throwable> @Nullable T find(Class<T> type, Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (type.isInstance(each)) {
				return type.cast(each);
			}
		}
		return null;
	}

	/** What the innermost cause that says anything says. */
	static String innermostMessage(Throwable thrown) {
		String message = thrown.getClass().getSimpleName();
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each.getMessage() != null) {
				message = each.getMessage();
			}
		}
		return message;
	}

}
