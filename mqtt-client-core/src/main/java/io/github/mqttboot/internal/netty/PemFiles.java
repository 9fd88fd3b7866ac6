// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Reads certificates, lists of revoked ones, and private keys. The Java runtime reads
 * them all but keys that are encrypted or not PKCS#8, which {@link PemKeys} does.
 */
final class PemFiles {

	private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----",
			Pattern.DOTALL);

	private static final Pattern BEGINNING = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

	private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

	private PemFiles() {
	}

	static List<X509Certificate> certificates(Path file) throws IOException {
		List<Block> blocks = blocks(file);
		byte[] content = blocks.isEmpty() ? Files.readAllBytes(file)
				: blocks.stream()
					.filter((block) -> block.label.equals("CERTIFICATE"))
					.map(Block::text)
					.collect(Collectors.joining("\n"))
					.getBytes(StandardCharsets.ISO_8859_1);
		try {
			List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
				.generateCertificates(new ByteArrayInputStream(content))
				.stream()
				.map(X509Certificate.class::cast)
				.toList();
			if (certificates.isEmpty()) {
				throw new TlsException("there is no certificate in " + file, null);
			}
			return certificates;
		}
		catch (CertificateException ex) {
			throw new TlsException("the certificates in " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	static List<X509CRL> revocationLists(Path file) throws IOException {
		requireReadable(file);
		try (InputStream in = Files.newInputStream(file)) {
			List<X509CRL> lists = CertificateFactory.getInstance("X.509")
				.generateCRLs(in)
				.stream()
				.map(X509CRL.class::cast)
				.toList();
			if (lists.isEmpty()) {
				throw new TlsException("there is no list of revoked certificates in " + file, null);
			}
			return lists;
		}
		catch (CertificateException | CRLException ex) {
			throw new TlsException(
					"the lists of revoked certificates in " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	static PrivateKey privateKey(Path file, char @Nullable [] password) throws IOException {
		Block block = blocks(file).stream()
			.filter((each) -> each.label.endsWith("PRIVATE KEY"))
			.findFirst()
			.orElseThrow(() -> new TlsException("there is no private key in " + file, null));
		try {
			return block.label.equals("PRIVATE KEY") ? pkcs8(block) : PemKeys.read(block.text, file, password);
		}
		catch (NoClassDefFoundError ex) {
			throw new TlsException("the private key in " + file + " is an " + block.label
					+ ": reading it needs org.bouncycastle:bcpkix-jdk18on on the class path", ex);
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new TlsException("the private key in " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private static PrivateKey pkcs8(Block block) throws GeneralSecurityException {
		PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.content));
		for (String algorithm : KEY_ALGORITHMS) {
			try {
				return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
			}
			catch (InvalidKeySpecException ex) {
				// a key of another algorithm
			}
		}
		throw new InvalidKeySpecException("it must be a PKCS#8 key of one of " + KEY_ALGORITHMS);
	}

	private static List<Block> blocks(Path file) throws IOException {
		requireReadable(file);
		String content = Files.readString(file, StandardCharsets.ISO_8859_1);
		List<MatchResult> blocks = BLOCK.matcher(content).results().toList();
		int end = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
		Matcher unfinished = BEGINNING.matcher(content);
		if (unfinished.find(end)) {
			throw new TlsException("the file " + file + " must not end within a " + unfinished.group(1)
					+ ": is it still being written?", null);
		}
		return blocks.stream().map((block) -> new Block(block.group(1), block.group(2), block.group())).toList();
	}

	static void requireReadable(Path file) throws TlsException {
		if (!Files.isReadable(file)) {
			throw new TlsException("the file " + file + " must exist and be readable", null);
		}
	}

	/** What stands between BEGIN and END, and with them. */
	private record Block(String label, String content, String text) {
	}

}
