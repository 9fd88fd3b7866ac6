// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import com.ongres.scram.common.exception.ScramServerErrorException;
import org.jspecify.annotations.Nullable;

/**
 * Proves to the server that the client knows a password, without sending it, and has the
 * server prove the same: SCRAM (RFC 5802, RFC 7677), without channel binding.
 *
 * <pre>{@code
 * MqttClientOptions options = MqttClientOptions.builder("broker.example")
 *     .clean(true)
 *     .version(MqttVersion.V5)
 *     .authenticator(ScramAuthenticator.sha256("press-1", password))
 *     .build();
 * }</pre>
 *
 * Needs {@code com.ongres.scram:scram-client} on the class path, which is an optional
 * dependency. Each client needs an authenticator of its own.
 */
public final class ScramAuthenticator implements Authenticator {

	/** What RFC 7677, section 4, asks for: with less a password is easily guessed. */
	private static final int FEWEST_ITERATIONS = 4096;

	/** A few seconds of work; a server must not keep the client busy for longer. */
	private static final int MOST_ITERATIONS = 10_000_000;

	private final String method;

	private final String userName;

	private final char[] password;

	/** The client's nonce; null for a new one at random in each exchange. */
	private final @Nullable String nonce;

	private ScramClient exchange;

	ScramAuthenticator(String method, String userName, char[] password, @Nullable String nonce) {
		check("user name", userName.toCharArray());
		check("password", password);
		this.method = method;
		this.userName = userName;
		this.password = password.clone();
		this.nonce = nonce;
		this.exchange = newExchange();
	}

	/** The cause is left out: it may quote what it checks. */
	private static void check(String name, char[] text) {
		try {
			StringPreparation.SASL_PREPARATION.normalize(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					name + " must have at least one character, and only such as SASLprep (RFC 4013) allows");
		}
	}

	/**
	 * SCRAM-SHA-256 (RFC 7677).
	 * @param userName the user name
	 * @param password the password, copied
	 * @return the authenticator, for one client
	 * @throws IllegalArgumentException if user name or password is empty, or has a
	 * character that SASLprep (RFC 4013) does not allow
	 */
	public static ScramAuthenticator sha256(String userName, char[] password) {
		return new ScramAuthenticator("SCRAM-SHA-256", userName, password, null);
	}

	/**
	 * SCRAM-SHA-512.
	 * @param userName the user name
	 * @param password the password, copied
	 * @return the authenticator, for one client
	 * @throws IllegalArgumentException as for {@link #sha256(String, char[])}
	 */
	public static ScramAuthenticator sha512(String userName, char[] password) {
		return new ScramAuthenticator("SCRAM-SHA-512", userName, password, null);
	}

	/**
	 * SCRAM-SHA-1 (RFC 5802), for servers that have nothing better.
	 * @param userName the user name
	 * @param password the password, copied
	 * @return the authenticator, for one client
	 * @throws IllegalArgumentException as for {@link #sha256(String, char[])}
	 */
	public static ScramAuthenticator sha1(String userName, char[] password) {
		return new ScramAuthenticator("SCRAM-SHA-1", userName, password, null);
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public CompletionStage<byte[]> start() {
		this.exchange = newExchange();
		return CompletableFuture.completedFuture(utf8(this.exchange.clientFirstMessage().toString()));
	}

	private ScramClient newExchange() {
		ScramClient.FinalBuildStage builder = ScramClient.builder()
			.advertisedMechanisms(List.of(this.method))
			.username(this.userName)
			.password(this.password.clone());
		String nonce = this.nonce;
		if (nonce != null) {
			builder.nonceSupplier(() -> nonce);
		}
		return builder.build();
	}

	@Override
	public CompletionStage<byte[]> proceed(byte[] data) {
		try {
			ServerFirstMessage challenge = this.exchange.serverFirstMessage(text(data));
			int iterations = challenge.getIterationCount();
			if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
				return failed("the number of iterations must be " + FEWEST_ITERATIONS + ".." + MOST_ITERATIONS
						+ ", was " + iterations, null);
			}
			return CompletableFuture.completedFuture(utf8(this.exchange.clientFinalMessage().toString()));
		}
		catch (ScramException | IllegalArgumentException | IllegalStateException ex) {
			return failed("the server's first message is wrong", ex);
		}
	}

	@Override
	public CompletionStage<Void> finish(byte[] data) {
		try {
			this.exchange.serverFinalMessage(text(data));
			return CompletableFuture.completedFuture(null);
		}
		catch (ScramInvalidServerSignatureException ex) {
			return failed("the server does not know the password", ex);
		}
		catch (ScramServerErrorException ex) {
			return failed("the server says " + ex.getServerError(), ex);
		}
		catch (ScramException | IllegalArgumentException | IllegalStateException ex) {
			return failed("the server does not prove that it knows the password", ex);
		}
	}

	private static <T> CompletionStage<T> failed(String message, @Nullable Exception cause) {
		return CompletableFuture.failedFuture(new IllegalStateException(message, cause));
	}

	private static String text(byte[] utf8) {
		return new String(utf8, StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Without the password. */
	@Override
	public String toString() {
		return "ScramAuthenticator{method=" + this.method + ", userName=" + this.userName + "}";
	}

}
