// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * How to secure a connection with TLS. By default the server's certificate must be issued
 * by an authority that the Java runtime trusts, and must name the host that was asked
 * for. Immutable.
 */
public final class TlsOptions {

	/** The system's authorities, certificate and host name checked, TLS 1.2 and 1.3. */
	public static final TlsOptions DEFAULT = builder().build();

	private final @Nullable TrustManagerFactory trustManagers;

	private final @Nullable KeyManagerFactory keyManagers;

	private final @Nullable Path caFile;

	private final @Nullable Path certificateFile;

	private final @Nullable Path keyFile;

	private final char @Nullable [] keyPassword;

	private final List<String> protocols;

	private final List<String> cipherSuites;

	private final boolean verify;

	private TlsOptions(Builder builder) {
		this.trustManagers = builder.trustManagers;
		this.keyManagers = builder.keyManagers;
		this.caFile = builder.caFile;
		this.certificateFile = builder.certificateFile;
		this.keyFile = builder.keyFile;
		this.keyPassword = builder.keyPassword;
		this.protocols = builder.protocols;
		this.cipherSuites = builder.cipherSuites;
		this.verify = builder.verify;
	}

	/**
	 * Starts with the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * What decides whether to trust the server.
	 * @return the factory, or null for {@link #caFile()} or the system's authorities
	 */
	public @Nullable TrustManagerFactory trustManagers() {
		return this.trustManagers;
	}

	/**
	 * What the client shows of itself.
	 * @return the factory, or null for {@link #certificateFile()} or nothing
	 */
	public @Nullable KeyManagerFactory keyManagers() {
		return this.keyManagers;
	}

	/**
	 * The authorities to trust instead of the system's.
	 * @return a PEM file with one or more certificates, or null
	 */
	public @Nullable Path caFile() {
		return this.caFile;
	}

	/**
	 * The client's certificate.
	 * @return a PEM file with the certificate and those between it and its authority, or
	 * null
	 */
	public @Nullable Path certificateFile() {
		return this.certificateFile;
	}

	/**
	 * The client's private key.
	 * @return a PEM file, or null
	 */
	public @Nullable Path keyFile() {
		return this.keyFile;
	}

	/**
	 * What the private key is encrypted with.
	 * @return a copy, or null
	 */
	public char @Nullable [] keyPassword() {
		return (this.keyPassword != null) ? this.keyPassword.clone() : null;
	}

	/**
	 * The TLS versions to offer.
	 * @return names as Java writes them; empty for the runtime's choice
	 */
	public List<String> protocols() {
		return this.protocols;
	}

	/**
	 * The cipher suites to offer.
	 * @return names as Java writes them; empty for the runtime's choice
	 */
	public List<String> cipherSuites() {
		return this.cipherSuites;
	}

	/**
	 * Whether certificate and host name are checked.
	 * @return false if anybody may pose as the server
	 */
	public boolean verify() {
		return this.verify;
	}

	/** Without the key's password. */
	@Override
	public String toString() {
		return "TlsOptions{caFile=" + this.caFile + ", certificateFile=" + this.certificateFile + ", keyFile="
				+ this.keyFile + ", protocols=" + this.protocols + ", cipherSuites=" + this.cipherSuites + ", verify="
				+ this.verify + "}";
	}

	/** Collects the options. Not safe for use by several threads. */
	public static final class Builder {

		private @Nullable TrustManagerFactory trustManagers;

		private @Nullable KeyManagerFactory keyManagers;

		private @Nullable Path caFile;

		private @Nullable Path certificateFile;

		private @Nullable Path keyFile;

		private char @Nullable [] keyPassword;

		private List<String> protocols = List.of();

		private List<String> cipherSuites = List.of();

		private boolean verify = true;

		private Builder() {
		}

		/**
		 * Sets what decides whether to trust the server, for example from a key store. It
		 * goes before {@link #caFile(Path)}.
		 * @param trustManagers an initialised factory
		 * @return this builder
		 */
		public Builder trustManagers(@Nullable TrustManagerFactory trustManagers) {
			this.trustManagers = trustManagers;
			return this;
		}

		/**
		 * Sets what the client shows of itself, for example from a key store. It goes
		 * before {@link #certificate(Path, Path, char[])}.
		 * @param keyManagers an initialised factory
		 * @return this builder
		 */
		public Builder keyManagers(@Nullable KeyManagerFactory keyManagers) {
			this.keyManagers = keyManagers;
			return this;
		}

		/**
		 * Trusts these authorities instead of the system's.
		 * @param caFile a PEM file with one or more certificates; read at each connect
		 * @return this builder
		 */
		public Builder caFile(@Nullable Path caFile) {
			this.caFile = caFile;
			return this;
		}

		/**
		 * Sets the client's certificate and private key, read at each connect. Keys may
		 * be PKCS#8, PKCS#1 or SEC1, encrypted or not; reading them needs
		 * {@code bcpkix-jdk18on} on the class path.
		 * @param certificateFile a PEM file with the certificate chain, the client's
		 * first
		 * @param keyFile a PEM file with the private key
		 * @param keyPassword what the key is encrypted with, or null; copied
		 * @return this builder
		 */
		public Builder certificate(Path certificateFile, Path keyFile, char @Nullable [] keyPassword) {
			this.certificateFile = certificateFile;
			this.keyFile = keyFile;
			this.keyPassword = (keyPassword != null) ? keyPassword.clone() : null;
			return this;
		}

		/**
		 * Sets the TLS versions to offer; the runtime's unless set.
		 * @param protocols for example {@code TLSv1.3}
		 * @return this builder
		 */
		public Builder protocols(List<String> protocols) {
			this.protocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Sets the cipher suites to offer; the runtime's unless set.
		 * @param cipherSuites for example {@code TLS_AES_128_GCM_SHA256}
		 * @return this builder
		 */
		public Builder cipherSuites(List<String> cipherSuites) {
			this.cipherSuites = List.copyOf(cipherSuites);
			return this;
		}

		/**
		 * Sets whether certificate and host name are checked; true unless set. Without
		 * the check anybody in the network can read and change everything; use it in
		 * experiments alone. The client warns about it in the log.
		 * @param verify whether to check
		 * @return this builder
		 */
		public Builder verify(boolean verify) {
			this.verify = verify;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 */
		public TlsOptions build() {
			return new TlsOptions(this);
		}

	}

}
