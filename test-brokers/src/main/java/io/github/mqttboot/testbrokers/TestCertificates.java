// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for tests. What it signs is written to files, as PEM and as
 * PKCS#12. Keys are of the curve P-256, which takes no time to make.
 *
 * <pre>{@code
 * TestCertificates certificates = TestCertificates.in(directory);
 * Identity server = certificates.server("localhost", "127.0.0.1");
 * }</pre>
 */
public final class TestCertificates {

	/** Password of all PKCS#12 files. */
	public static final String PASSWORD = "changeit";

	private static final int SERIAL_NUMBER_BITS = 64;

	private final SecureRandom random = new SecureRandom();

	private final AtomicInteger issued = new AtomicInteger();

	private final CertificateFiles files;

	private final X500Name name;

	private final KeyPair keyPair = newKeyPair();

	private final X509Certificate certificate;

	private final Path caFile;

	private final Path trustStore;

	private TestCertificates(Path directory) {
		this.files = new CertificateFiles(directory);
		BigInteger serialNumber = serialNumber();
		String prefix = "ca-" + serialNumber.toString(16);
		this.name = new X500Name("CN=Test authority " + serialNumber.toString(16));
		X509v3CertificateBuilder builder = builder(this.name, serialNumber, this.keyPair, Validity.NOW);
		extend(builder, Extension.basicConstraints, new BasicConstraints(true));
		extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
		this.certificate = sign(builder);
		this.caFile = this.files.writePem(prefix + ".pem", this.certificate);
		this.trustStore = this.files.writeTrustStore(prefix + ".p12", this.certificate);
	}

	/**
	 * Makes an authority.
	 * @param directory where to put its files, and those of what it signs
	 * @return the authority
	 */
	public static TestCertificates in(Path directory) {
		return new TestCertificates(directory);
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
	 * Makes a client's certificate, valid now.
	 * @param commonName whom it names
	 * @return key and certificate
	 */
	public Identity client(String commonName) {
		return issue(commonName, KeyPurposeId.id_kp_clientAuth, Validity.NOW);
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
		KeyPair keys = newKeyPair();
		X509v3CertificateBuilder builder = builder(new X500Name("CN=" + commonName), serialNumber(), keys, validity);
		extend(builder, Extension.basicConstraints, new BasicConstraints(false));
		extend(builder, Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature));
		extend(builder, Extension.extendedKeyUsage, new ExtendedKeyUsage(purpose));
		if (hosts.length > 0) {
			GeneralName[] names = Arrays.stream(hosts).map(TestCertificates::generalName).toArray(GeneralName[]::new);
			extend(builder, Extension.subjectAlternativeName, new GeneralNames(names));
		}
		X509Certificate signed = sign(builder);
		String prefix = "issued-" + this.issued.incrementAndGet() + "-by-" + this.certificate.getSerialNumber();
		return new Identity(this.files.writePem(prefix + ".pem", signed),
				this.files.writePem(prefix + ".key", keys.getPrivate()),
				this.files.writeKeyStore(prefix + ".p12", keys.getPrivate(), signed, this.certificate));
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
			return new JcaX509CertificateConverter().getCertificate(
					builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(this.keyPair.getPrivate())));
		}
		catch (OperatorCreationException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KeyPair newKeyPair() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A key with its certificate.
	 *
	 * @param certificateFile the certificate as PEM
	 * @param keyFile the private key as PEM, PKCS#8, not encrypted
	 * @param keyStore both, and the authority's certificate, as PKCS#12 with
	 * {@link #PASSWORD}
	 */
	public record Identity(Path certificateFile, Path keyFile, Path keyStore) {
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
