// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.autoconfigure.MqttAutoConfiguration;
import io.github.mqttboot.spring.autoconfigure.MqttListenerAutoConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a template sends and a listener of the same type receives, in an application. */
class SimplePayloadTests {

	private static final String[] AS_NUMBERS = { "spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
			"spring.jackson.datatype.datetime.write-durations-as-timestamps=true" };

	private final FakeMqttClient client = FakeMqttClient.of(MqttVersion.V3_1_1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class,
				MqttAutoConfiguration.class, MqttListenerAutoConfiguration.class))
		.withBean(MqttClient.class, () -> this.client)
		.withUserConfiguration(Simple.class);

	static Stream<Arguments> values() throws Exception {
		return Stream.of(arguments("Instant", Instant.parse("2026-11-23T10:15:30.123456789Z")),
				arguments("Instant", Instant.parse("2026-11-23T00:00:00Z")),
				arguments("Duration", Duration.ofSeconds(10)), arguments("Duration", Duration.ofMillis(1500)),
				arguments("Duration", Duration.ofDays(-3)), arguments("Period", Period.of(1, 2, 3)),
				arguments("LocalDate", LocalDate.of(2026, 11, 23)), arguments("LocalTime", LocalTime.of(10, 15)),
				arguments("LocalDateTime", LocalDateTime.of(2026, 11, 23, 10, 15)),
				arguments("OffsetDateTime", OffsetDateTime.parse("2026-11-23T10:15:30Z")),
				arguments("ZonedDateTime", ZonedDateTime.parse("2026-11-23T10:15:30Z")),
				arguments("Year", Year.of(2026)), arguments("YearMonth", YearMonth.of(2026, 11)),
				arguments("Date", new Date(1_795_000_000_123L)), arguments("UUID", UUID.randomUUID()),
				arguments("URI", URI.create("https://a.example/b?c=%20d")),
				arguments("URL", URI.create("https://127.0.0.1/b").toURL()), arguments("Locale", Locale.GERMANY),
				arguments("Locale", Locale.ENGLISH), arguments("Locale", Locale.forLanguageTag("zh-Hans-CN")),
				arguments("Locale", Locale.ROOT), arguments("Currency", Currency.getInstance("EUR")),
				arguments("ZoneId", ZoneId.of("Europe/Berlin")), arguments("TimeZone", TimeZone.getTimeZone("CET")),
				arguments("Charset", StandardCharsets.ISO_8859_1), arguments("char", 'a'), arguments("char", '7'),
				arguments("char", '"'), arguments("char", ' '), arguments("char", 'ü'), arguments("char", '\n'),
				arguments("double", 71.5), arguments("double", Double.NaN),
				arguments("double", Double.NEGATIVE_INFINITY), arguments("BigDecimal", new BigDecimal("1E+3")),
				arguments("boolean", true), arguments("Unit", Unit.CELSIUS));
	}

	@ParameterizedTest
	@MethodSource("values")
	void thatWasSentIsReceived(String topic, Object value) {
		this.runner.run((context) -> {
			context.getBean(MqttTemplate.class).convertAndSend(topic, value);

			assertThat(this.client.deliverOne(this.client.published.get(0)).outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(context.getBean(Simple.class).received).containsExactly(value);
		});
	}

	@ParameterizedTest
	@MethodSource("values")
	void thatWasSentIsReceivedIfTimesAreNumbers(String topic, Object value) {
		this.runner.withPropertyValues(AS_NUMBERS).run((context) -> {
			context.getBean(MqttTemplate.class).convertAndSend(topic, value);

			assertThat(this.client.deliverOne(this.client.published.get(0)).outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(context.getBean(Simple.class).received).containsExactly(value);
		});
	}

	/** As in a field of an object, Jackson moves the time to UTC. */
	@ParameterizedTest
	@CsvSource({ "OffsetDateTime, 2026-11-23T10:15:30+02:00", "ZonedDateTime, 2026-11-23T10:15:30+02:00" })
	void thatHasAnOffsetIsReceivedAsTheSameInstant(String topic, OffsetDateTime sent) {
		this.runner.run((context) -> {
			context.getBean(MqttTemplate.class).convertAndSend(topic, sent);
			this.client.deliverOne(this.client.published.get(0));

			Object received = context.getBean(Simple.class).received.get(0);
			assertThat((received instanceof ZonedDateTime zoned) ? zoned.toInstant()
					: ((OffsetDateTime) received).toInstant())
				.isEqualTo(sent.toInstant());
		});
	}

	@ParameterizedTest
	@CsvSource({ "Instant, 2026-11-23T10:15:30Z", "Duration, PT10S", "Duration, 10s", "LocalDate, 2026-11-23",
			"OffsetDateTime, 2026-11-23T10:15:30+02:00", "UUID, c321e899-52b3-4c39-84c7-fa91528ebd6f",
			"URI, https://a.example/b", "Locale, de_DE", "Currency, EUR", "char, a", "Unit, celsius" })
	void thatIsBareTextIsReceived(String topic, String payload) {
		this.runner.withPropertyValues(AS_NUMBERS)
			.run((context) -> assertThat(this.client.deliverOne(topic, payload).outcome())
				.isEqualTo(ReasonCode.SUCCESS));
	}

	@ParameterizedTest
	@CsvSource({ "Instant, 2026-11-23T10:15:30.000Z", "LocalDate, 2026-11-23", "double, 71.5", "Unit, CELSIUS" })
	void thatIsTextInQuotesIsReceivedWhoeverHasWrittenIt(String topic, String text) {
		this.runner.run((context) -> assertThat(this.client.deliverOne(topic, " \"" + text + "\" ").outcome())
			.isEqualTo(ReasonCode.SUCCESS));
	}

	/** Jackson would make something of most of them. */
	@ParameterizedTest
	@CsvSource({ "Instant, yesterday", "Instant, 1795000000.5", "Instant, null", "Instant, '\"\"'",
			"Instant, '\"2026-11-23T10:15:30Z'", "Duration, 10.5", "LocalDate, 20261123", "LocalDate, '[2026,11,23]'",
			"char, 65", "Unit, 1", "boolean, 7", "double, '[1]'" })
	void thatIsNeitherIsRefused(String topic, String payload) {
		this.runner.run((context) -> {
			assertThat(this.client.deliverOne(topic, payload).outcome()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
			assertThat(context.getBean(Simple.class).received).isEmpty();
		});
	}

	enum Unit {

		KELVIN("K"), CELSIUS("°C");

		private final String symbol;

		Unit(String symbol) {
			this.symbol = symbol;
		}

		@JsonValue
		String symbol() {
			return this.symbol;
		}

	}

	/** One listener for each type, on a topic of its name. */
	static class Simple {

		final List<Object> received = new ArrayList<>();

		@MqttSubscribe("Instant")
		void on(Instant value) {
			this.received.add(value);
		}

		@MqttSubscribe("Duration")
		void on(Duration value) {
			this.received.add(value);
		}

		@MqttSubscribe("Period")
		void on(Period value) {
			this.received.add(value);
		}

		@MqttSubscribe("LocalDate")
		void on(LocalDate value) {
			this.received.add(value);
		}

		@MqttSubscribe("LocalTime")
		void on(LocalTime value) {
			this.received.add(value);
		}

		@MqttSubscribe("LocalDateTime")
		void on(LocalDateTime value) {
			this.received.add(value);
		}

		@MqttSubscribe("OffsetDateTime")
		void on(OffsetDateTime value) {
			this.received.add(value);
		}

		@MqttSubscribe("ZonedDateTime")
		void on(ZonedDateTime value) {
			this.received.add(value);
		}

		@MqttSubscribe("Year")
		void on(Year value) {
			this.received.add(value);
		}

		@MqttSubscribe("YearMonth")
		void on(YearMonth value) {
			this.received.add(value);
		}

		@MqttSubscribe("Date")
		void on(Date value) {
			this.received.add(value);
		}

		@MqttSubscribe("UUID")
		void on(UUID value) {
			this.received.add(value);
		}

		@MqttSubscribe("URI")
		void on(URI value) {
			this.received.add(value);
		}

		@MqttSubscribe("URL")
		void on(URL value) {
			this.received.add(value);
		}

		@MqttSubscribe("Locale")
		void on(Locale value) {
			this.received.add(value);
		}

		@MqttSubscribe("Currency")
		void on(Currency value) {
			this.received.add(value);
		}

		@MqttSubscribe("ZoneId")
		void on(ZoneId value) {
			this.received.add(value);
		}

		@MqttSubscribe("TimeZone")
		void on(TimeZone value) {
			this.received.add(value);
		}

		@MqttSubscribe("Charset")
		void on(Charset value) {
			this.received.add(value);
		}

		@MqttSubscribe("char")
		void on(char value) {
			this.received.add(value);
		}

		@MqttSubscribe("double")
		void on(double value) {
			this.received.add(value);
		}

		@MqttSubscribe("BigDecimal")
		void on(BigDecimal value) {
			this.received.add(value);
		}

		@MqttSubscribe("boolean")
		void on(boolean value) {
			this.received.add(value);
		}

		@MqttSubscribe("Unit")
		void on(Unit value) {
			this.received.add(value);
		}

	}

}
