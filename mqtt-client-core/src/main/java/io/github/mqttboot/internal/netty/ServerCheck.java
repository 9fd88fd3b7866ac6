// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the server's certificate and name as another one does, and says what is wrong
 * with which certificate if they are refused.
 */
final class ServerCheck extends X509ExtendedTrustManager {

	private final X509ExtendedTrustManager delegate;

	/** Whose certificates are trusted, for a person to read. */
	private final String authorities;

	/** The name that is wanted. */
	private final String host;

	private final Clock clock;

	ServerCheck(X509ExtendedTrustManager delegate, String authorities, String host, Clock clock) {
		this.delegate = delegate;
		this.authorities = authorities;
		this.host = host;
		this.clock = clock;
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		try {
			this.delegate.checkServerTrusted(chain, authType, engine);
		}
		catch (CertificateException ex) {
			throw new RefusedException("the server's certificate is not accepted: " + reason(chain, authType, ex), ex);
		}
	}

	private String reason(X509Certificate[] chain, String authType, CertificateException refusal) {
		Date now = Date.from(this.clock.instant());
		for (X509Certificate each : chain) {
			if (now.after(each.getNotAfter())) {
				return CertificateText.describe(each) + " expired on " + CertificateText.time(each.getNotAfter())
						+ "; the clock here says " + CertificateText.time(now);
			}
			if (now.before(each.getNotBefore())) {
				return CertificateText.describe(each) + " is not valid before "
						+ CertificateText.time(each.getNotBefore()) + "; the clock here says "
						+ CertificateText.time(now);
			}
		}
		CertPathValidatorException invalid = Failures.find(CertPathValidatorException.class, refusal);
		if (invalid != null) {
			return reason(chain, invalid);
		}
		if (Failures.find(CertPathBuilderException.class, refusal) != null) {
			return unknownAuthority(chain);
		}
		if (isTrusted(chain, authType)) {
			return CertificateText.describe(chain[0]) + " is for " + CertificateText.hosts(chain[0]) + "; connected to "
					+ this.host + (hasUnderscore() ? ", which is no host name for Java:"
							+ " name another one of the certificate as server name" : "");
		}
		return CertificateText.describe(chain[0]) + ": " + Failures.innermostMessage(refusal);
	}

	/** Then it is not found in any certificate. */
	private boolean hasUnderscore() {
		return this.host.indexOf('_') >= 0;
	}

	private static String reason(X509Certificate[] chain, CertPathValidatorException invalid) {
		int index = Math.min(Math.max(invalid.getIndex(), 0), chain.length - 1);
		String certificate = CertificateText.describe(chain[index]);
		if (invalid.getCause() instanceof CertificateRevokedException revoked) {
			return certificate + " was revoked on " + CertificateText.time(revoked.getRevocationDate()) + " ("
					+ revoked.getRevocationReason() + ")";
		}
		if (invalid.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
			return "whether " + certificate + " was revoked cannot be found out: " + Failures.innermostMessage(invalid);
		}
		return certificate + ": " + Failures.innermostMessage(invalid);
	}

	private String unknownAuthority(X509Certificate[] chain) {
		X509Certificate last = chain[chain.length - 1];
		boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
		if (chain.length == 1 && selfSigned) {
			return CertificateText.name(last.getSubjectX500Principal())
					+ " is signed by itself, and not among the authorities of " + this.authorities;
		}
		return CertificateText.name(chain[0].getSubjectX500Principal()) + " was issued by "
				+ CertificateText.name(last.getIssuerX500Principal()) + ", which is not among the authorities of "
				+ this.authorities;
	}

	/** Whatever its name. */
	private boolean isTrusted(X509Certificate[] chain, String authType) {
		try {
			this.delegate.checkServerTrusted(chain, authType);
			return true;
		}
		catch (CertificateException ex) {
			return false;
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.delegate.getAcceptedIssuers();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		this.delegate.checkServerTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		this.delegate.checkServerTrusted(chain, authType, socket);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw notAServer();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		throw notAServer();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		throw notAServer();
	}

	private static CertificateException notAServer() {
		return new CertificateException("a client has no clients");
	}

	/** The message says it all. */
	static final class RefusedException extends CertificateException {

		private static final long serialVersionUID = 1L;

		RefusedException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
