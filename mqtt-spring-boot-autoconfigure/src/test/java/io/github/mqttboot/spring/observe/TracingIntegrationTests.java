// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.testbrokers.BrokerKind;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A trace from an application through a server to a listener, and on. */
@Timeout(120)
class TracingIntegrationTests {

	private final String word = "t" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

	static List<Arguments> setups() {
		return Stream.of(BrokerKind.values())
			.flatMap((broker) -> Stream.of(MqttVersion.values()).map((version) -> arguments(broker, version)))
			.toList();
	}

	private ConfigurableApplicationContext start(BrokerKind kind, MqttVersion version, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("mqtt.uri=localhost:" + kind.shared().port(), "mqtt.version=" + version, "word=" + this.word,
					"mqtt.startup=wait", "management.tracing.sampling.probability=1.0")
			.properties(properties)
			.run();
	}

	@ParameterizedTest
	@MethodSource("setups")
	void goesOnInVersion5AndBeginsAnewIn311(BrokerKind kind, MqttVersion version) throws InterruptedException {
		try (ConfigurableApplicationContext context = start(kind, version, "mqtt.template.observation-enabled=true",
				"mqtt.listener.observation-enabled=true")) {
			Tracer tracer = context.getBean(Tracer.class);
			Span span = tracer.nextSpan().name("test").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
				assertThat(scope).isNotNull();
				context.getBean(MqttTemplate.class).convertAndSend(this.word + "/first", "x");
			}
			finally {
				span.end();
			}

			Seen first = context.getBean(Application.class).next();
			Seen second = context.getBean(Application.class).next();

			assertThat(first.message().topic()).isEqualTo(this.word + "/first");
			assertThat(second.message().topic()).isEqualTo(this.word + "/second");
			boolean travels = version == MqttVersion.V5;
			for (Seen seen : List.of(first, second)) {
				assertThat(seen.trace().traceId().equals(span.context().traceId())).isEqualTo(travels);
				assertThat(seen.trace().spanId()).isNotEqualTo(span.context().spanId());
				assertThat(seen.message().userProperties()).extracting(UserProperty::name)
					.isEqualTo(travels ? List.of("traceparent") : List.of());
			}
			assertThat(first.trace().spanId()).isNotEqualTo(second.trace().spanId());
		}
	}

	@ParameterizedTest
	@EnumSource
	void thereIsNoneUnlessEnabled(BrokerKind kind) throws InterruptedException {
		try (ConfigurableApplicationContext context = start(kind, MqttVersion.V5)) {
			context.getBean(MqttTemplate.class).convertAndSend(this.word + "/first", "x");

			Seen first = context.getBean(Application.class).next();

			assertThat(first.trace()).isEqualTo(TraceContext.NOOP);
			assertThat(first.message().userProperties()).isEmpty();
		}
	}

	/** What a listener got, and the trace it was in. */
	record Seen(MqttMessage message, TraceContext trace) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final Tracer tracer;

		private final MqttTemplate template;

		private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

		Application(Tracer tracer, MqttTemplate template) {
			this.tracer = tracer;
			this.template = template;
		}

		Seen next() throws InterruptedException {
			Seen next = this.seen.poll(30, TimeUnit.SECONDS);
			assertThat(next).isNotNull();
			return next;
		}

		private Seen seen(MqttMessage message) {
			Span span = this.tracer.currentSpan();
			return new Seen(message, (span != null) ? span.context() : TraceContext.NOOP);
		}

		/** Sends a message on, from within the observation. */
		@MqttSubscribe("${word}/first")
		CompletionStage<?> first(MqttMessage message) {
			this.seen.add(seen(message));
			return this.template.send(MqttMessage.builder(message.topic().replace("first", "second")).build());
		}

		@MqttSubscribe("${word}/second")
		CompletableFuture<?> second(MqttMessage message) {
			this.seen.add(seen(message));
			return CompletableFuture.completedFuture(null);
		}

	}

}
