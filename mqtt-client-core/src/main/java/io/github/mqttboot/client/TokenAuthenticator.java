// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * An enhanced authentication of one step: shows a token to the server, and a new one on
 * the same connection before it expires (section 4.12.1). Some cloud brokers take JSON
 * Web Tokens this way.
 *
 * <pre>{@code
 * .authenticator(new TokenAuthenticator("OAUTH2-JWT", () -> identity.token()
 *     .thenApply((token) -> Credentials.of(null, token.value()).validUntil(token.expiry()))))
 * }</pre>
 *
 * Each client needs an authenticator of its own.
 */
public final class TokenAuthenticator implements Authenticator {

	private static final byte[] NO_DATA = {};

	private final String method;

	private final CredentialsProvider tokens;

	/** Written where the provider's answer comes. */
	private volatile @Nullable Instant validUntil;

	/**
	 * Makes the authenticator.
	 * @param method the name of the method, which the server knows
	 * @param tokens provides the token as password; user names are left out
	 */
	public TokenAuthenticator(String method, CredentialsProvider tokens) {
		this.method = method;
		this.tokens = tokens;
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public CompletionStage<byte[]> start() {
		return this.tokens.credentials().thenApply((credentials) -> {
			this.validUntil = credentials.validUntil();
			byte[] token = credentials.password();
			return (token != null) ? token : NO_DATA;
		});
	}

	@Override
	public CompletionStage<byte[]> proceed(byte[] data) {
		return CompletableFuture
			.failedFuture(new IllegalStateException("the server must be content with a token, asked for more"));
	}

	@Override
	public CompletionStage<Void> finish(byte[] data) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public @Nullable Instant validUntil() {
		return this.validUntil;
	}

	/** Without the token. */
	@Override
	public String toString() {
		return "TokenAuthenticator{method=" + this.method + "}";
	}

}
