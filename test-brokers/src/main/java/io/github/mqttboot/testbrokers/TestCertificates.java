// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests. What it signs is written to files, as PEM and as
 * PKCS#12. Keys are of the curve P-256 unless another kind is asked for.
 *
 * <pre>{@code
 * TestCertificates certificates = TestCertificates.in(directory);
 * Identity server = certificates.server("localhost", "127.0.0.1");
 * }</pre>
 */
public final class TestCertificates {

	/** Password of all key stores and encrypted keys. */
	public static final String PASSWORD = "hush-changeit";

	private static final int SERIAL_NUMBER_BITS = 64;

	private final SecureRandom random = new SecureRandom();

	private final AtomicInteger issued = new AtomicInteger();

	private final CertificateFiles files;

	private final X500Name name;

	private final KeyPair keyPair = KeyKind.EC.newKeyPair();

	private final X509Certificate certificate;

	/** Null for one that signs itself. */
	private final @Nullable TestCertificates issuer;

	private final String prefix;

	private final Path caFile;

	private final Path trustStore;

	private TestCertificates(CertificateFiles files, @Nullable TestCertificates issuer) {
		this.files = files;
		this.issuer = issuer;
		BigInteger serialNumber = serialNumber();
		this.prefix = "ca-" + serialNumber.toString(16);
		this.name = new X500Name("CN=Test authority " + serialNumber.toString(16));
		TestCertificates signer = (issuer != null) ? issuer : this;
		X509v3CertificateBuilder builder = signer.builder(this.name, serialNumber, this.keyPair, Validity.NOW);
		extend(builder, Extension.basicConstraints, new BasicConstraints(true));
		extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		this.certificate = signer.sign(builder);
		this.caFile = this.files.writePem(this.prefix + ".pem", this.certificate);
		this.trustStore = this.files.writeTrustStore(this.prefix + ".p12", "PKCS12", this.certificate);
	}

	/**
	 * Makes an authority.
	 * @param directory where to put its files, and those of what it signs
	 * @return the authority
	 */
	public static TestCertificates in(Path directory) {
		return new TestCertificates(new CertificateFiles(directory), null);
	}

	/**
	 * Makes an authority below this one. What it signs comes with its certificate.
	 * @return the authority
	 */
	public TestCertificates intermediate() {
		return new TestCertificates(this.files, this);
	}

	/**
	 * The authority's name, as Java writes it.
	 * @return for example {@code CN=Test authority 1f}
	 */
	public String name() {
		return this.certificate.getSubjectX500Principal().getName();
	}

	/**
	 * The authority's own certificate.
	 * @return a PEM file
	 */
	public Path caFile() {
		return this.caFile;
	}

	/**
	 * The authority's own certificate as something to trust.
	 * @return a PKCS#12 file with {@link #PASSWORD}
	 */
	public Path trustStore() {
		return this.trustStore;
	}

	/**
	 * Makes a server's certificate, valid now.
	 * @param hosts names and addresses of the server
	 * @return key and certificate
	 */
	public Identity server(String... hosts) {
		return issue(hosts[0], KeyPurposeId.id_kp_serverAuth, Validity.NOW, hosts);
	}

	/**
	 * Makes a server's certificate that was valid until yesterday.
	 * @param hosts names and addresses of the server
	 * @return key and certificate
	 */
	public Identity expiredServer(String... hosts) {
		return issue(hosts[0], KeyPurposeId.id_kp_serverAuth, Validity.UNTIL_YESTERDAY, hosts);
	}

	/**
	 * Makes a server's certificate that is valid from tomorrow.
	 * @param hosts names and addresses of the server
	 * @return key and certificate
	 */
	public Identity futureServer(String... hosts) {
		return issue(hosts[0], KeyPurposeId.id_kp_serverAuth, Validity.FROM_TOMORROW, hosts);
	}

	/**
	 * Says which certificates of this authority are not valid any more.
	 * @param revoked the certificates, revoked a minute ago
	 * @return a PEM file with a list of revoked certificates
	 */
	public Path revocationList(Identity... revoked) {
		Instant now = Instant.now();
		X509v2CRLBuilder builder = new X509v2CRLBuilder(this.name, Date.from(now.minusSeconds(60)));
		builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
		for (Identity each : revoked) {
			builder.addCRLEntry(each.certificate().getSerialNumber(), Date.from(now.minusSeconds(60)),
					CRLReason.keyCompromise);
		}
		return this.files.writePem(this.prefix + "-" + this.issued.incrementAndGet() + ".crl", builder.build(signer()));
	}

	/**
	 * Makes a client's certificate, valid now.
	 * @param commonName whom it names
	 * @return key and certificate
	 */
	public Identity client(String commonName) {
		return client(commonName, KeyKind.EC);
	}

	/**
	 * Makes a client's certificate, valid now.
	 * @param commonName whom it names
	 * @param kind what the key is
	 * @return key and certificate
	 */
	public Identity client(String commonName, KeyKind kind) {
		return issue(commonName, kind.newKeyPair(), KeyPurposeId.id_kp_clientAuth, Validity.NOW);
	}

	/**
	 * Makes a client's certificate that was valid until yesterday.
	 * @param commonName whom it names
	 * @return key and certificate
	 */
	public Identity expiredClient(String commonName) {
		return issue(commonName, KeyPurposeId.id_kp_clientAuth, Validity.UNTIL_YESTERDAY);
	}

	private Identity issue(String commonName, KeyPurposeId purpose, Validity validity, String... hosts) {
		return issue(commonName, KeyKind.EC.newKeyPair(), purpose, validity, hosts);
	}

	private Identity issue(String commonName, KeyPair keys, KeyPurposeId purpose, Validity validity, String... hosts) {
		X509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), serialNumber(), keys, validity);
		extend(builder, Extension.basicConstraints, new BasicConstraints(false));
		extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
		extend(builder, Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
		if (hosts.length > 0) {
			GeneralName[] names = Arrays.stream(hosts).map(TestCertificates::generalName).toArray(GeneralName[]::new);
			extend(builder, Extension.subjectAlternativeName, new GeneralNames(names));
		}
		X509Certificate signed = sign(builder);
		String file = "issued-" + this.issued.incrementAndGet() + "-by-" + this.prefix;
		Path certificateFile = (this.issuer == null) ? this.files.writePem(file + ".pem", signed)
				: this.files.writePem(file + ".pem", signed, this.certificate);
		Path keyFile = this.files.writePem(file + ".key", keys.getPrivate(), KeyFormat.PKCS8);
		Path keyStore = this.files.writeKeyStore(file + ".p12", "PKCS12", keys.getPrivate(), signed, this.certificate);
		return new Identity(certificateFile, keyFile, keyStore, signed, keys.getPrivate());
	}

	/**
	 * Writes a private key in another format.
	 * @param identity whose key
	 * @param format the format
	 * @return a PEM file
	 */
	public Path keyFile(Identity identity, KeyFormat format) {
		return this.files.writePem("key-" + this.issued.incrementAndGet() + "-by-" + this.prefix + ".key",
				identity.key(), format);
	}

	/**
	 * Writes key and certificate in Java's old format.
	 * @param identity whose
	 * @return a JKS file with {@link #PASSWORD}
	 */
	public Path jks(Identity identity) {
		return this.files.writeKeyStore("store-" + this.issued.incrementAndGet() + "-by-" + this.prefix + ".jks", "JKS",
				identity.key(), identity.certificate(), this.certificate);
	}

	/**
	 * Writes the authority's own certificate in Java's old format.
	 * @return a JKS file with {@link #PASSWORD}
	 */
	public Path jksTrustStore() {
		return this.files.writeTrustStore(this.prefix + ".jks", "JKS", this.certificate);
	}

	private static GeneralName generalName(String host) {
		boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
		return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
	}

	private BigInteger serialNumber() {
		return new BigInteger(SERIAL_NUMBER_BITS, this.random);
	}

	private X509v3CertificateBuilder builder(X500Name subject, BigInteger serialNumber, KeyPair keys,
			Validity validity) {
		Instant now = Instant.now();
		return new JcaX509v3CertificateBuilder(this.name, serialNumber, Date.from(now.plus(validity.from)),
				Date.from(now.plus(validity.until)), subject, keys.getPublic());
	}

	private static void extend(X509v3CertificateBuilder builder, ASN1ObjectIdentifier extension, ASN1Encodable value) {
		try {
			builder.addExtension(extension, extension.equals(Extension.basicConstraints), value);
		}
		catch (CertIOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private X509Certificate sign(X509v3CertificateBuilder builder) {
		try {
			return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ContentSigner signer() {
		try {
			return new JcaContentSignerBuilder("SHA256withECDSA").build(this.keyPair.getPrivate());
		}
		catch (OperatorCreationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A key with its certificate.
	 *
	 * @param certificateFile the certificate as PEM, with that of an authority that is
	 * below another
	 * @param keyFile the private key as PEM, PKCS#8, not encrypted
	 * @param keyStore both, and the authority's certificate, as PKCS#12 with
	 * {@link #PASSWORD}
	 * @param certificate the certificate
	 * @param key the private key
	 */
	public record Identity(Path certificateFile, Path keyFile, Path keyStore, X509Certificate certificate,
			PrivateKey key) {
	}

	private enum Validity {

		NOW(Duration.ofHours(-1), Duration.ofDays(30)),

		UNTIL_YESTERDAY(Duration.ofDays(-30), Duration.ofDays(-1)),

		FROM_TOMORROW(Duration.ofDays(1), Duration.ofDays(30));

		final Duration from;

		final Duration until;

		Validity(Duration from, Duration until) {
			this.from = from;
			this.until = until;
		}

	}

}
