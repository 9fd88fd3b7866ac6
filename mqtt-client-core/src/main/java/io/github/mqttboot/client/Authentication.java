// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;

/**
 * Runs the exchange of an {@link Authenticator} on one connection: its methods where
 * handlers run, what follows on the loop. Confined to the loop.
 */
final class Authentication {

	private static final byte[] NO_DATA = {};

	private final Authenticator authenticator;

	private final Inquiry inquiry;

	private final Link link;

	Authentication(Authenticator authenticator, Inquiry inquiry, Link link) {
		this.authenticator = authenticator;
		this.inquiry = inquiry;
		this.link = link;
	}

	/** Begins; then come the properties for CONNECT or AUTH. */
	void start(Consumer<PacketProperties> then) {
		call(this.authenticator::start, (data) -> then.accept(properties(data)));
	}

	/** Answers the server's AUTH with another one. */
	void proceed(Auth auth) {
		byte[] data = data(auth.properties());
		call(() -> this.authenticator.proceed(data),
				(answer) -> this.link.sendAuth(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, properties(answer))));
	}

	/**
	 * Ends with what the server sent last, in CONNACK or AUTH; then comes when what it
	 * has accepted expires, or null.
	 */
	void finish(PacketProperties last, Consumer<@Nullable Instant> then) {
		byte[] data = data(last);
		call(() -> this.authenticator.finish(data),
				(nothing) -> call(() -> CompletableFuture.completedFuture(this.authenticator.validUntil()), then));
	}

	private PacketProperties properties(byte[] data) {
		return PacketProperties.builder()
			.set(Property.AUTHENTICATION_METHOD, this.authenticator.method())
			.set(Property.AUTHENTICATION_DATA, (data.length > 0) ? data : null)
			.build();
	}

	private static byte[] data(PacketProperties properties) {
		return properties.get(Property.AUTHENTICATION_DATA, NO_DATA);
	}

	private <T extends @Nullable Object> void call(Supplier<CompletionStage<T>> step, Consumer<T> then) {
		this.inquiry.ask(step, then, this::fail);
	}

	private void fail(Throwable cause) {
		// [MQTT-4.12.1-2]
		this.link.leave(ReasonCode.NOT_AUTHORIZED, new MqttRejectedException(ReasonCode.NOT_AUTHORIZED,
				"authentication with " + this.authenticator.method() + " failed: " + cause.getMessage(), cause));
	}

}
