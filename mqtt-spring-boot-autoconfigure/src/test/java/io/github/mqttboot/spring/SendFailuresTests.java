// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What the log is told where sending has failed. */
@ExtendWith(OutputCaptureExtension.class)
class SendFailuresTests {

	private static final MqttConnectionException NOT_CONNECTED = new MqttConnectionException("not connected", null);

	/** Close to where it begins anew. */
	private long now = Long.MAX_VALUE - 5;

	private final SendFailures failures = new SendFailures(() -> this.now);

	private static MqttMessage message(String topic) {
		return MqttMessage.builder(topic).payload("secret").build();
	}

	private static long lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("sending to topic")).count();
	}

	@Test
	void theFirstIsToldWithTopicAndReasonAndWithoutPayload(CapturedOutput output) {
		this.failures.add(message("plant/a"), new CompletionException(NOT_CONNECTED));

		assertThat(output).contains("sending to topic 'plant/a' failed: not connected")
			.doesNotContain("secret")
			.doesNotContain("others");
	}

	@Test
	void whyThereIsNoConnectionIsTold(CapturedOutput output) {
		MqttException refused = new MqttRejectedException(ReasonCode.NOT_AUTHORIZED, "refused: 0x87 not authorized");

		this.failures.add(message("plant/a"), new MqttConnectionException("not connecting", refused));

		assertThat(output).contains("sending to topic 'plant/a' failed: not connecting: refused: 0x87 not authorized");
	}

	@Test
	void aReasonIsNotToldTwice(CapturedOutput output) {
		this.failures.add(message("plant/a"), new MqttConnectionException("not connected; kept", NOT_CONNECTED));

		assertThat(output.getOut().lines())
			.anySatisfy((line) -> assertThat(line).endsWith("failed: not connected; kept"));
	}

	@Test
	void ofThoseInTheNextTenSecondsOnlyTheNumberIsTold(CapturedOutput output) {
		for (int i = 0; i < 4; i++) {
			this.failures.add(message("plant/a"), NOT_CONNECTED);
		}
		this.now += Duration.ofSeconds(10).toNanos() - 1;
		this.failures.add(message("plant/b"), NOT_CONNECTED);
		assertThat(lines(output)).isOne();

		this.now++;
		this.failures.add(message("plant/c"), NOT_CONNECTED);

		assertThat(lines(output)).isEqualTo(2);
		assertThat(output)
			.contains("sending to topic 'plant/c' failed: not connected; so did 4 others since the last such line");
	}

	@Test
	void aTemplateTellsOfWhatItsClientCouldNotPublish(CapturedOutput output) {
		FakeMqttClient client = FakeMqttClient.of(MqttVersion.V5);
		MqttTemplate template = new MqttTemplate(client, null, QoS.AT_LEAST_ONCE, false);
		template.convertAndSend("plant/a", "x");
		assertThat(lines(output)).isZero();

		client.answerPublishes(() -> CompletableFuture.failedFuture(NOT_CONNECTED));
		template.convertAndSend("plant/b", "x");

		assertThat(output).contains("sending to topic 'plant/b' failed: not connected");
	}

}
