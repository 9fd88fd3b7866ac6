// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Knows the types that no payload is read as: they stand for a way to come by something,
 * and not for a value.
 */
final class PayloadTypes {

	private static final String BYTES = "the payload is there as a whole, take a byte[] or String";

	private static final String RESULT = "the payload is there when the method is called, take what the future would give";

	private static final String PLACE = "a payload is no file, take a byte[], or a String for the name of one";

	private static final Map<Class<?>, String> REASONS = Map.of(InputStream.class, BYTES, Reader.class, BYTES,
			Buffer.class, BYTES, Future.class, RESULT, CompletionStage.class, RESULT, File.class, PLACE, Path.class,
			PLACE);

	private PayloadTypes() {
	}

	/**
	 * Checks the type of a payload.
	 * @param type the type
	 * @param what what has it, for the message
	 * @throws IllegalArgumentException if there is no payload of the type; says what to
	 * do instead
	 */
	static void check(Class<?> type, String what) {
		String reason = reason(type);
		if (reason != null) {
			throw new IllegalArgumentException(what + " must not be for the payload: " + reason);
		}
	}

	private static @Nullable String reason(Class<?> type) {
		if (Stream.of("org.springframework.beans.", "org.springframework.context.")
			.anyMatch(type.getName()::startsWith)) {
			return "only beans have it injected, let the constructor take it";
		}
		return REASONS.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isAssignableFrom(type))
			.findFirst()
			.map(Map.Entry::getValue)
			.orElse(null);
	}

}
