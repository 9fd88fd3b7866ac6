// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message as a real device sends it.
 *
 * @param device which one
 * @param topic its topic
 * @param qos the QoS it publishes with
 * @param retain whether it wants the message kept
 * @param payload the payload, if it is text
 * @param payloadHex the payload in hexadecimal, if it is not
 */
public record DeviceMessage(String device, String topic, int qos, boolean retain, @Nullable String payload,
		@Nullable String payloadHex) {

	private static final List<DeviceMessage> ALL = read();

	private static List<DeviceMessage> read() {
		JsonMapper mapper = JsonMapper.builder().build();
		InputStream file = Objects.requireNonNull(DeviceMessage.class.getResourceAsStream("/device-messages.jsonl"));
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
			return reader.lines().map((line) -> mapper.readValue(line, DeviceMessage.class)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** All of them. */
	public static List<DeviceMessage> all() {
		return ALL;
	}

	/** The message in a line of the file, counted from 1. */
	public static DeviceMessage line(int number) {
		return ALL.get(number - 1);
	}

	/** The message to publish. */
	public MqttMessage toMqttMessage() {
		byte[] bytes = (this.payload != null) ? this.payload.getBytes(StandardCharsets.UTF_8)
				: HexFormat.of().parseHex(Objects.requireNonNull(this.payloadHex));
		return MqttMessage.builder(this.topic).payload(bytes).qos(QoS.of(this.qos)).retain(this.retain).build();
	}

	@Override
	public String toString() {
		return this.device + " (" + this.topic + ")";
	}

}
