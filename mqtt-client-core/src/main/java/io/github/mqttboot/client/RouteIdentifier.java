// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32;

import io.github.mqttboot.protocol.TopicFilter;

/**
 * The subscription identifier that follows from topic filters: in every life of an
 * application the same filters have the same, so that it means the same in the messages
 * that a kept session still has from an earlier one. Two filters may have one by chance;
 * then both get what comes for either and matches both, which loses nothing.
 */
final class RouteIdentifier {

	/** Smaller ones, of up to three bytes, are left to the application. */
	private static final int SMALLEST = 2_097_152;

	private static final int LARGEST = 268_435_455; // section 3.8.2.1.2

	private RouteIdentifier() {
	}

	static int of(TopicFilter filter) {
		return of(List.of(filter));
	}

	/**
	 * Of the filters of one packet, which have one together: not that of one of them,
	 * since they may come in other packets another time.
	 * @param filters at least one, in any order
	 * @return the identifier
	 */
	static int of(Collection<TopicFilter> filters) {
		CRC32 hash = new CRC32();
		filters.stream().map(TopicFilter::value).distinct().sorted().forEach((value) -> {
			hash.update(value.getBytes(StandardCharsets.UTF_8));
			hash.update(0); // [MQTT-1.5.4-2]: no filter has it
		});
		return SMALLEST + (int) (hash.getValue() % (LARGEST - SMALLEST + 1));
	}

}
