// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.store.StoredSession;
import io.github.mqttboot.store.file.FileSessionStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/** What somebody reads who has made a mistake in application.yml. */
@ExtendWith(OutputCaptureExtension.class)
class MqttFailureAnalysisTests {

	private static String failure(CapturedOutput output, String yaml, Class<?>... more) {
		SpringApplication application = new SpringApplication(Application.class);
		application.addPrimarySources(List.of(more));
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers(Yaml.of(yaml));

		assertThatException().isThrownBy(application::run);

		String text = output.getOut();
		assertThat(text).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
		return text.substring(text.indexOf("Description:"));
	}

	@Test
	void anUnknownVersion(CapturedOutput output) {
		assertThat(failure(output, "mqtt:\n  version: 6\n")).isEqualToNormalizingNewlines("""
				Description:

				The MQTT client cannot be configured:

				    Property: mqtt.version
				    Value: "6"
				    Origin: application.yml - 2:12
				    Rule: version must be 3.1.1 (or 4, v311) or 5 (or 5.0, v50), was "6"


				Action:

				Correct the value of mqtt.version.

				""");
	}

	@Test
	void aUriThatCannotBeRead(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: [a.example, 'http://b.example'] }")).contains("Property: mqtt.uri",
				"Value: \"http://b.example\"", "Origin: application.yml - 1:15",
				"Rule: uri scheme must be mqtt, tcp, mqtts, ssl, tls, ws, wss or unix");
	}

	@Test
	void aUriWithAPasswordIsNotRepeated(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'mqtt://app:hidden@a.example' }"))
			.contains("Property: mqtt.uri", "Value: \"mqtt://***@a.example\"", "must not contain user name or password")
			.doesNotContain("hidden");
	}

	@Test
	void aQosThatDoesNotExist(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { will: { topic: app/state, qos: 3 } }")).contains("Property: mqtt.will.qos",
				"Value: \"3\"", "Rule: qos must be 0, 1 or 2, was 3");
	}

	@Test
	void aTemplateQosThatDoesNotExist(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1', template: { qos: 3 } }"))
			.contains("Property: mqtt.template.qos", "Value: \"3\"", "Rule: qos must be 0, 1 or 2, was 3");
	}

	@Test
	void aListenerQosThatDoesNotExist(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1', listener: { qos: 3 } }"))
			.contains("Property: mqtt.listener.qos", "Value: \"3\"", "Rule: qos must be 0, 1 or 2, was 3");
	}

	@Test
	void aWillWithoutTopic(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { will: { payload: offline } }")).contains("Property: mqtt.will.topic",
				"Value: (not set)", "Rule: a will needs a topic", "Set mqtt.will.topic.");
	}

	@Test
	void aWildcardInTheTopicOfAWill(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { will: { topic: 'app/#' } }")).contains("Property: mqtt.will.topic",
				"Value: \"app/#\"", "Rule: topic name must not contain the wildcards + and #");
	}

	@Test
	void aPasswordWithoutUserName(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { password: hidden }"))
			.contains("Property: mqtt.password", "Value: \"(not shown)\"",
					"Rule: a password needs a user name in MQTT 3.1.1")
			.doesNotContain("hidden");
	}

	@Test
	void aReconnectThatIsNeitherScalarNorTable(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { reconnect: sometimes }")).contains("Property: mqtt.reconnect",
				"Value: \"sometimes\"", "Origin: application.yml - 1:20",
				"Rule: reconnect must be true, false, a number of seconds, a duration or a table, was \"sometimes\"");
	}

	@Test
	void aPauseThatIsNone(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { reconnect: 0 }")).contains("Property: mqtt.reconnect", "Value: \"0\"",
				"Rule: a pause must be positive");
	}

	@Test
	void aSecureThatIsNeitherScalarNorTable(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { secure: maybe }")).contains("Property: mqtt.secure", "Value: \"maybe\"",
				"Rule: secure must be true, false or a table");
	}

	@Test
	void aStartupThatDoesNotExist(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { startup: later }")).contains("Property: mqtt.startup", "Value: \"later\"",
				"BACKGROUND", "FAIL_FAST", "WAIT");
	}

	@Test
	void aStartThatIsToWaitForLessThanNoTime(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1', startup-timeout: -5s }")).contains(
				"Property: mqtt.startup-timeout\n", "Value: \"PT-5S\"",
				"Rule: timeout must be zero or positive, was PT-5S");
	}

	@Test
	void aKeepAliveThatIsNoDuration(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { keep-alive: often }")).contains("Property: mqtt.keep-alive",
				"Value: \"often\"", "is not a valid duration");
	}

	@Test
	void noServerWhereOneIsNeededToStart(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1', startup: fail-fast, password: hidden, username: app }"))
			.contains("no connection to [mqtt://localhost:1]", "mqtt.startup: background")
			.doesNotContain("hidden");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			capacity: 0              | capacity          | 0     | must be 1 or more
			report-after: -1s        | report-after      | PT-1S | must not be negative, was PT-1S
			shutdown-timeout: -2s    | shutdown-timeout  | PT-2S | must not be negative, was PT-2S
			retry: { multiplier: 0 } | retry.multiplier  | 0.0   | multiplier
			retry: { delay: -1s }    | retry.delay       | PT-1S | delay
			retry: { max-delay: 0 }  | retry.max-delay   | PT0S  | maxDelay
			retry: { jitter: -1s }   | retry.jitter      | PT-1S | jitter
			retry: { timeout: -1s }  | retry.timeout     | PT-1S | timeout
			""")
	void aLimitOfListenersOutOfItsRange(String yaml, String key, String value, String rule, CapturedOutput output) {
		assertThat(failure(output, "mqtt:\n  uri: localhost:1\n  listener: { " + yaml + " }\n")).contains(
				"Property: mqtt.listener." + key + "\n", "Value: \"" + value + "\"", "Origin: application.yml - 3:",
				rule, "Correct the value of mqtt.listener." + key);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			reconnect: { min: 5m }                      | reconnect.min              | PT5M        | min must be
			reconnect: { maxAttempts: -1 }              | reconnect.max-attempts     | -1          | 0 or more
			inbox: { messages: 0 }                      | inbox.messages             | 0           | 1..1000000
			queue: { bytes: 0B }                        | queue.bytes                | 0           | 1..
			store: { type: file }                       | store.type                 | file        | a session
			socket: { send-buffer-size: 0B }            | socket.send-buffer-size    | 0B          | 1 byte or more
			proxy: { host: x, port: 0 }                 | proxy.port                 | 0           | 1..65535
			web-socket: { sub-protocol: 'a b' }         | web-socket.sub-protocol    | a b         | letters
			web-socket: { headers: { Upgrade: x } }     | web-socket.headers.Upgrade | (not shown) | not have Upgrade
			will: { topic: a, userProperties: { b: c }} | will.user-properties.b     | c           | needs MQTT 5
			secure: { cafile: /no/file }                | secure.cafile              | /no/file    | must exist
			template: { qos: 3 }                        | template.qos               | 3           | 0, 1 or 2
			template: { reply-topic: 'a/+' }            | template.reply-topic       | a/+         | wildcards
			template: { reply-timeout: 0 }              | template.reply-timeout     | PT0S        | more than 0
			""")
	void aWrongValueInATable(String yaml, String key, String value, String rule, CapturedOutput output) {
		assertThat(failure(output, "mqtt:\n  uri: localhost:1\n  " + yaml + "\n"))
			.contains("Property: mqtt." + key + "\n", "Value: \"" + value + "\"", "Origin: application.yml - 3:", rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					secure: { enabled: true }            | secure | enabled          | such as cafile, or be just true, has [enabled]
					secure: { cafile: '' }               | secure | cafile           | has [cafile]
					secure: { certificate: '', key: '' } | secure | certificate, key | has [certificate, key]
					secure: { files: { ca: a.pem } }     | secure | files.ca         | has [files.ca]
					proxy: { hostname: proxy.example }   | proxy  | hostname         | such as host, has [hostname]
					will: { message: offline }           | will   | message          | such as topic, has [message]
					""")
	void aTableThatSaysNothingIsNotTakenForAbsent(String yaml, String key, String keys, String rule,
			CapturedOutput output) {
		assertThat(failure(output, "mqtt:\n  uri: localhost:1\n  " + yaml + "\n")).contains(
				"Property: mqtt." + key + "\n", "Value: \"" + keys + "\"",
				"Rule: a table must have a known key with a value", rule);
	}

	@Test
	void aStoreThatAnotherProcessUses(@TempDir Path directory, CapturedOutput output) {
		StoredSession session = new FileSessionStore(directory, Duration.ZERO).open("press-1");
		try {
			assertThat(failure(output, stored(directory))).contains("The store of an MQTT client cannot be used",
					"the session of client press-1 in " + directory, "is in use by another client or process",
					"let that process end first");
		}
		finally {
			session.close();
		}
	}

	@Test
	void aStoreInADirectoryThatCannotBeMade(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));

		assertThat(failure(output, stored(file.resolve("sessions")))).contains(
				"The store of an MQTT client cannot be used",
				"the session of client press-1 cannot be stored in " + file,
				"check that mqtt.store.directory can be made");
	}

	private static String stored(Path directory) {
		return "mqtt: { uri: 'localhost:1', clean: false, id: press-1, store: { type: file, directory: '" + directory
				+ "' } }";
	}

	@Test
	void aListenerOfAWrongTopic(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1' }", WrongListener.class)).contains("@MqttSubscribe",
				"WrongListener.onState", "plant/#/state",
				"Correct the method, its annotation, or what goes for all listeners below mqtt.listener.");
	}

	@Test
	void aListenerOfAClientThatDoesNotExist(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1' }", ListenerOfNoClient.class)).contains("@MqttSubscribe",
				"ListenerOfNoClient.onState",
				"client must name a bean of type MqttClient, was \"plant\"; there are [mqttClient]",
				"Correct the method, its annotation, or what goes for all listeners below mqtt.listener.");
	}

	@Test
	void aListenerIsNamedWhicheverAnalyzerComesFirstOnTheClassPath() {
		List<FailureAnalyzer> analyzers = new ArrayList<>();
		analyzers.add((failure) -> null);
		analyzers.add(new MqttListenerFailureAnalyzer());

		AnnotationAwareOrderComparator.sort(analyzers);

		assertThat(analyzers).first().isInstanceOf(MqttListenerFailureAnalyzer.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerOfNoClient {

		@MqttSubscribe(topics = "plant/+/state", client = "plant")
		void onState(String state) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongListener {

		@MqttSubscribe("plant/#/state")
		void onState(String state) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, MqttAutoConfiguration.class,
			MqttListenerAutoConfiguration.class })
	static class Application {

	}

}
