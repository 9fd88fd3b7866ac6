// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * How to secure a connection with TLS. By default the server's certificate must be issued
 * by an authority that the Java runtime trusts, and must name the host that was asked
 * for. Immutable, except that all files are read anew for each connection.
 */
public final class TlsOptions {

	/** The system's authorities, certificate and host name checked, TLS 1.2 and 1.3. */
	public static final TlsOptions DEFAULT = builder().build();

	private final Builder values;

	private TlsOptions(Builder values) {
		this.values = values;
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
	 * @return asked for each connection, or null for files or the system's authorities
	 */
	public @Nullable Supplier<TrustManagerFactory> trustManagers() {
		return this.values.trustManagers;
	}

	/**
	 * The authorities to trust, from a PEM file.
	 * @return a PEM file with one or more certificates, or null
	 */
	public @Nullable Path caFile() {
		return this.values.caFile;
	}

	/**
	 * The authorities to trust, from a key store.
	 * @return a PKCS#12 or JKS file, or null
	 */
	public @Nullable Path trustStore() {
		return this.values.trustStore;
	}

	/**
	 * What the {@link #trustStore()} is protected with.
	 * @return a copy, or null
	 */
	public char @Nullable [] trustStorePassword() {
		return copy(this.values.trustStorePassword);
	}

	/**
	 * Whether the authorities that the Java runtime trusts are trusted beside those of
	 * {@link #trustManagers()}, {@link #caFile()} or {@link #trustStore()}.
	 * @return false if they are trusted only where there are no others
	 */
	public boolean trustSystem() {
		return this.values.trustSystem;
	}

	/**
	 * What the client shows of itself.
	 * @return asked for each connection, or null for files or nothing
	 */
	public @Nullable Supplier<KeyManagerFactory> keyManagers() {
		return this.values.keyManagers;
	}

	/**
	 * The client's certificate.
	 * @return a PEM file with the certificate and those between it and its authority, or
	 * null
	 */
	public @Nullable Path certificateFile() {
		return this.values.certificateFile;
	}

	/**
	 * The client's private key.
	 * @return a PEM file, or null
	 */
	public @Nullable Path keyFile() {
		return this.values.keyFile;
	}

	/**
	 * What the private key is encrypted with.
	 * @return a copy, or null
	 */
	public char @Nullable [] keyPassword() {
		return copy(this.values.keyPassword);
	}

	/**
	 * The client's certificate and private key, from a key store.
	 * @return a PKCS#12 or JKS file, or null
	 */
	public @Nullable Path keyStore() {
		return this.values.keyStore;
	}

	/**
	 * What the {@link #keyStore()} and its key are protected with.
	 * @return a copy, or null
	 */
	public char @Nullable [] keyStorePassword() {
		return copy(this.values.keyStorePassword);
	}

	/**
	 * The name that the server is asked for (SNI), and must show a certificate for.
	 * @return a name, or null for the host that is connected to
	 */
	public @Nullable String serverName() {
		return this.values.serverName;
	}

	/**
	 * The application protocols to offer (ALPN).
	 * @return names; empty to offer none
	 */
	public List<String> applicationProtocols() {
		return this.values.applicationProtocols;
	}

	/**
	 * The TLS versions to offer.
	 * @return names as Java writes them; empty for the runtime's choice
	 */
	public List<String> protocols() {
		return this.values.protocols;
	}

	/**
	 * The cipher suites to offer.
	 * @return names as Java writes them; empty for the runtime's choice
	 */
	public List<String> cipherSuites() {
		return this.values.cipherSuites;
	}

	/**
	 * Whether certificate and host name are checked.
	 * @return false if anybody may pose as the server
	 */
	public boolean verify() {
		return this.values.verify;
	}

	/**
	 * Whether it is checked that the server's certificate has not been revoked.
	 * @return how
	 */
	public Revocation revocation() {
		return this.values.revocation;
	}

	/**
	 * The lists of revoked certificates.
	 * @return a file with one or more lists, or null to ask where the certificates say
	 */
	public @Nullable Path crlFile() {
		return this.values.crlFile;
	}

	private static char @Nullable [] copy(char @Nullable [] password) {
		return (password != null) ? password.clone() : null;
	}

	/** Without any password. */
	@Override
	public String toString() {
		Builder v = this.values;
		return "TlsOptions{caFile=" + v.caFile + ", trustStore=" + v.trustStore + ", trustSystem=" + v.trustSystem
				+ ", certificateFile=" + v.certificateFile + ", keyFile=" + v.keyFile + ", keyStore=" + v.keyStore
				+ ", serverName=" + v.serverName + ", applicationProtocols=" + v.applicationProtocols + ", protocols="
				+ v.protocols + ", cipherSuites=" + v.cipherSuites + ", verify=" + v.verify + ", revocation="
				+ v.revocation + ", crlFile=" + v.crlFile + "}";
	}

	/** Whether it is checked that the server's certificate has not been revoked. */
	public enum Revocation {

		/** It is not checked. */
		NONE,

		/**
		 * A revoked certificate is refused; one of which nothing can be learned is not.
		 */
		SOFT,

		/** A certificate is refused unless it is certain that it is not revoked. */
		HARD

	}

	/** Collects the options. Not safe for use by several threads. */
	public static final class Builder {

		private @Nullable Supplier<TrustManagerFactory> trustManagers;

		private @Nullable Path caFile;

		private @Nullable Path trustStore;

		private char @Nullable [] trustStorePassword;

		private boolean trustSystem;

		private @Nullable Supplier<KeyManagerFactory> keyManagers;

		private @Nullable Path certificateFile;

		private @Nullable Path keyFile;

		private char @Nullable [] keyPassword;

		private @Nullable Path keyStore;

		private char @Nullable [] keyStorePassword;

		private @Nullable String serverName;

		private List<String> applicationProtocols = List.of();

		private List<String> protocols = List.of();

		private List<String> cipherSuites = List.of();

		private boolean verify = true;

		private Revocation revocation = Revocation.NONE;

		private @Nullable Path crlFile;

		private Builder() {
		}

		private Builder(Builder other) {
			this.trustManagers = other.trustManagers;
			this.caFile = other.caFile;
			this.trustStore = other.trustStore;
			this.trustStorePassword = other.trustStorePassword;
			this.trustSystem = other.trustSystem;
			this.keyManagers = other.keyManagers;
			this.certificateFile = other.certificateFile;
			this.keyFile = other.keyFile;
			this.keyPassword = other.keyPassword;
			this.keyStore = other.keyStore;
			this.keyStorePassword = other.keyStorePassword;
			this.serverName = other.serverName;
			this.applicationProtocols = other.applicationProtocols;
			this.protocols = other.protocols;
			this.cipherSuites = other.cipherSuites;
			this.verify = other.verify;
			this.revocation = other.revocation;
			this.crlFile = other.crlFile;
		}

		/**
		 * Sets what decides whether to trust the server.
		 * @param trustManagers an initialised factory
		 * @return this builder
		 */
		public Builder trustManagers(TrustManagerFactory trustManagers) {
			return trustManagers(() -> trustManagers);
		}

		/**
		 * Sets where to get what decides whether to trust the server, so that it may
		 * change.
		 * @param trustManagers gives an initialised factory for each connection; may
		 * block
		 * @return this builder
		 */
		public Builder trustManagers(Supplier<TrustManagerFactory> trustManagers) {
			this.trustManagers = trustManagers;
			return this;
		}

		/**
		 * Trusts these authorities instead of the system's, or beside them if
		 * {@link #trustSystem(boolean)} is set.
		 * @param caFile a PEM file with one or more certificates
		 * @return this builder
		 */
		public Builder caFile(@Nullable Path caFile) {
			this.caFile = caFile;
			return this;
		}

		/**
		 * Trusts these authorities instead of the system's, or beside them if
		 * {@link #trustSystem(boolean)} is set.
		 * @param trustStore a PKCS#12 or JKS file with one or more certificates
		 * @param password what it is protected with; copied
		 * @return this builder
		 */
		public Builder trustStore(Path trustStore, char[] password) {
			this.trustStore = trustStore;
			this.trustStorePassword = password.clone();
			return this;
		}

		/**
		 * Sets whether the authorities that the Java runtime trusts are trusted beside
		 * the given ones; false unless set.
		 * @param trustSystem whether to trust them, too
		 * @return this builder
		 */
		public Builder trustSystem(boolean trustSystem) {
			this.trustSystem = trustSystem;
			return this;
		}

		/**
		 * Sets what the client shows of itself.
		 * @param keyManagers an initialised factory
		 * @return this builder
		 */
		public Builder keyManagers(KeyManagerFactory keyManagers) {
			return keyManagers(() -> keyManagers);
		}

		/**
		 * Sets where to get what the client shows of itself, so that it may change.
		 * @param keyManagers gives an initialised factory for each connection; may block
		 * @return this builder
		 */
		public Builder keyManagers(Supplier<KeyManagerFactory> keyManagers) {
			this.keyManagers = keyManagers;
			return this;
		}

		/**
		 * Sets the client's certificate and private key. The key may be PKCS#8, PKCS#1 or
		 * SEC1, encrypted or not; all but PKCS#8 without encryption needs
		 * {@code org.bouncycastle:bcpkix-jdk18on} on the class path.
		 * @param certificateFile a PEM file with the certificate chain, the client's
		 * first
		 * @param keyFile a PEM file with the private key; may be the same
		 * @param keyPassword what the key is encrypted with, or null; copied
		 * @return this builder
		 */
		public Builder certificate(Path certificateFile, Path keyFile, char @Nullable [] keyPassword) {
			this.certificateFile = certificateFile;
			this.keyFile = keyFile;
			this.keyPassword = copy(keyPassword);
			return this;
		}

		/**
		 * Sets the client's certificate chain and private key.
		 * @param keyStore a PKCS#12 or JKS file with one private key
		 * @param password what both the file and its key are protected with; copied
		 * @return this builder
		 */
		public Builder keyStore(Path keyStore, char[] password) {
			this.keyStore = keyStore;
			this.keyStorePassword = password.clone();
			return this;
		}

		/**
		 * Sets the name that the server is asked for (SNI), and must show a certificate
		 * for; the host that is connected to unless set. For servers that are reached
		 * under an address, or another name than that of their certificate.
		 * @param serverName a host name, or null
		 * @return this builder
		 */
		public Builder serverName(@Nullable String serverName) {
			this.serverName = serverName;
			return this;
		}

		/**
		 * Sets the application protocols to offer (ALPN), the best first; none unless
		 * set.
		 * @param applicationProtocols names, for example {@code mqtt}
		 * @return this builder
		 */
		public Builder applicationProtocols(List<String> applicationProtocols) {
			this.applicationProtocols = List.copyOf(applicationProtocols);
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
		 * experiments alone. The client warns about it in the log. A server that is
		 * reached under another name than that of its certificate needs
		 * {@link #serverName(String)}, not this.
		 * @param verify whether to check
		 * @return this builder
		 */
		public Builder verify(boolean verify) {
			this.verify = verify;
			return this;
		}

		/**
		 * Sets whether it is checked that no certificate of the server's chain has been
		 * revoked; {@link Revocation#NONE} unless set. Without {@link #crlFile(Path)} the
		 * Java runtime asks where the certificates say, by OCSP or for a list, at each
		 * connection.
		 * @param revocation how to check
		 * @return this builder
		 */
		public Builder revocation(Revocation revocation) {
			this.revocation = revocation;
			return this;
		}

		/**
		 * Sets a file with the lists of revoked certificates, so that no OCSP is asked;
		 * needs {@link #revocation(Revocation)}.
		 * @param crlFile one or more lists, PEM or DER
		 * @return this builder
		 */
		public Builder crlFile(@Nullable Path crlFile) {
			this.crlFile = crlFile;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if the same is said twice, if there is a list
		 * of revoked certificates that nobody asks for, or if revocation is checked and
		 * nothing else
		 */
		public TlsOptions build() {
			requireOne("trustManagers, caFile and trustStore", this.trustManagers, this.caFile, this.trustStore);
			requireOne("keyManagers, certificate and keyStore", this.keyManagers, this.certificateFile, this.keyStore);
			if (this.crlFile != null && this.revocation == Revocation.NONE) {
				throw new IllegalArgumentException("crlFile needs revocation SOFT or HARD, was NONE");
			}
			if (this.revocation != Revocation.NONE && !this.verify) {
				throw new IllegalArgumentException("revocation needs verify, was " + this.revocation);
			}
			return new TlsOptions(new Builder(this));
		}

		private static void requireOne(String names, @Nullable Object... values) {
			if (Stream.of(values).filter(Objects::nonNull).count() > 1) {
				throw new IllegalArgumentException("only one of " + names + " may be set");
			}
		}

	}

}
