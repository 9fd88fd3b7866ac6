// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Who the client is, for one connection (section 3.1.3.5). Immutable, and silent about
 * the password.
 */
public final class Credentials {

	/** Neither user name nor password. */
	public static final Credentials NONE = new Credentials(null, null, null);

	/** What is hardly valid at all must not have the client do nothing else. */
	private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

	private final @Nullable String userName;

	private final byte @Nullable [] password;

	private final @Nullable Instant validUntil;

	private Credentials(@Nullable String userName, byte @Nullable [] password, @Nullable Instant validUntil) {
		this.userName = userName;
		this.password = password;
		this.validUntil = validUntil;
	}

	/**
	 * Makes credentials of text.
	 * @param userName the user name, or null for none
	 * @param password the password, sent as UTF-8, or null for none; the array is not
	 * kept. In MQTT 3.1.1 it needs a user name [v3 MQTT-3.1.2-22]
	 * @return the credentials, without end
	 */
	public static Credentials of(@Nullable String userName, char @Nullable [] password) {
		return new Credentials(userName, (password != null) ? utf8(password) : null, null);
	}

	/**
	 * Makes credentials of bytes, for what is no text.
	 * @param userName the user name, or null for none
	 * @param password the password, at most 65 535 bytes; copied
	 * @return the credentials, without end
	 */
	public static Credentials ofBytes(@Nullable String userName, byte[] password) {
		return new Credentials(userName, password.clone(), null);
	}

	/**
	 * Says when the server will not take them any more. The client renews them when nine
	 * tenths of the time until then are over, see {@link CredentialsProvider}.
	 * @param validUntil the end
	 * @return the same credentials with that end
	 */
	public Credentials validUntil(Instant validUntil) {
		return new Credentials(this.userName, this.password, validUntil);
	}

	/**
	 * The user name.
	 * @return the user name, or null
	 */
	public @Nullable String userName() {
		return this.userName;
	}

	/**
	 * When they have to be renewed by.
	 * @return the end, or null for none
	 */
	public @Nullable Instant validUntil() {
		return this.validUntil;
	}

	/** The password itself, not to be changed; or null. */
	byte @Nullable [] password() {
		return this.password;
	}

	/** How long after now to renew what is valid until then. */
	static Duration renewalDelay(Instant validUntil, Instant now) {
		Duration whole = Duration.between(now, validUntil);
		Duration delay = whole.minus(whole.dividedBy(10));
		if (delay.compareTo(SHORTEST_DELAY) < 0) {
			return SHORTEST_DELAY;
		}
		// what is valid for ever outlives every connection
		return (delay.compareTo(MqttClientOptions.LONGEST) < 0) ? delay : MqttClientOptions.LONGEST;
	}

	private static byte[] utf8(char[] chars) {
		ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		Arrays.fill(buffer.array(), (byte) 0);
		return bytes;
	}

	/** Without the password. */
	@Override
	public String toString() {
		return "Credentials{userName=" + this.userName + ", password=" + ((this.password != null) ? "***" : "none")
				+ ", validUntil=" + this.validUntil + "}";
	}

}
