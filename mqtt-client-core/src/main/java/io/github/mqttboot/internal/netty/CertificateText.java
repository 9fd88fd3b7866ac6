// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.security.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Describes certificates to people. What a server has written into its certificate is
 * shortened, and rid of what would upset a log.
 */
final class CertificateText {

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private static final int MOST_CHARACTERS = 200;

	private static final int MOST_NAMES = 10;

	private CertificateText() {
	}

	/** For example {@code "CN=broker" (issued by "CN=Plant authority")}. */
	static String describe(X509Certificate certificate) {
		return name(certificate.getSubjectX500Principal()) + " (issued by " + name(certificate.getIssuerX500Principal())
				+ ")";
	}

	/** For example {@code "CN=broker"}. */
	static String name(Principal principal) {
		return '"' + clean(principal.getName()) + '"';
	}

	/** For example {@code "CN=A", "CN=B"}. */
	static String names(Principal[] principals) {
		return shortened(Arrays.stream(principals).map(CertificateText::name).toList());
	}

	/** The hosts that a certificate is for. */
	static String hosts(X509Certificate certificate) {
		List<String> alternatives = alternatives(certificate);
		if (!alternatives.isEmpty()) {
			return shortened(alternatives);
		}
		List<String> commonNames = commonNames(certificate);
		return commonNames.isEmpty() ? "no host" : shortened(commonNames);
	}

	private static List<String> alternatives(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return (names == null) ? List.of() : names.stream().filter(CertificateText::isHost).map((name) -> {
				return clean(String.valueOf(name.get(1)));
			}).toList();
		}
		catch (CertificateParsingException ex) {
			return List.of();
		}
	}

	private static boolean isHost(List<?> name) {
		return name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS);
	}

	private static List<String> commonNames(X509Certificate certificate) {
		try {
			return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()
				.stream()
				.filter((rdn) -> rdn.getType().equalsIgnoreCase("CN"))
				.map((rdn) -> clean(String.valueOf(rdn.getValue())))
				.toList();
		}
		catch (InvalidNameException ex) {
			return List.of();
		}
	}

	private static String shortened(List<String> texts) {
		String first = texts.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
		return (texts.size() > MOST_NAMES) ? first + " and " + (texts.size() - MOST_NAMES) + " more" : first;
	}

	private static String clean(String text) {
		String harmless = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
		return (harmless.length() > MOST_CHARACTERS) ? harmless.substring(0, MOST_CHARACTERS) + "…" : harmless;
	}

	/** To the second, in UTC. */
	static String time(Date time) {
		return time(time.toInstant());
	}

	/** To the second, in UTC. */
	static String time(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

}
