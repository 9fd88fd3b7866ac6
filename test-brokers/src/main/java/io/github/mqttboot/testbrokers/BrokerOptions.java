// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Whom a broker lets in, and what it keeps.
 *
 * @param anonymous whether clients without a user name may connect
 * @param users passwords by user name
 * @param certificates the authority that signs the broker's certificate, and those of its
 * clients; null for a broker without TLS
 * @param persistent whether it keeps sessions and messages on disk, and after each change
 */
public record BrokerOptions(boolean anonymous, Map<String, String> users, @Nullable TestCertificates certificates,
		boolean persistent) {

	/** Copies the users. */
	public BrokerOptions {
		users = Map.copyOf(users);
	}

	/**
	 * Anybody, without TLS, persistent.
	 * @return the options
	 */
	public static BrokerOptions open() {
		return new BrokerOptions(true, Map.of(), null, true);
	}

	/**
	 * The same with one more user.
	 * @param name the user name
	 * @param password the password
	 * @return other options
	 */
	public BrokerOptions withUser(String name, String password) {
		Map<String, String> more = new TreeMap<>(this.users);
		more.put(name, password);
		return new BrokerOptions(this.anonymous, more, this.certificates, this.persistent);
	}

	/**
	 * The same for known users only.
	 * @return other options
	 */
	public BrokerOptions withoutAnonymous() {
		return new BrokerOptions(false, this.users, this.certificates, this.persistent);
	}

	/**
	 * The same with two more ports, for TLS and for TLS with client certificates. The
	 * broker's certificate is for {@code localhost}, and for no address.
	 * @param certificates who signs, and whose clients are let in
	 * @return other options
	 */
	public BrokerOptions withTls(TestCertificates certificates) {
		return new BrokerOptions(this.anonymous, this.users, certificates, this.persistent);
	}

	/**
	 * The same without persistence: faster, and everything is forgotten when it stops.
	 * @return other options
	 */
	public BrokerOptions withoutPersistence() {
		return new BrokerOptions(this.anonymous, this.users, this.certificates, false);
	}

}
