// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.util.List;

import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

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

	@Test
	void aListenerOfAWrongTopic(CapturedOutput output) {
		assertThat(failure(output, "mqtt: { uri: 'localhost:1' }", WrongListener.class)).contains("@MqttSubscribe",
				"WrongListener.onState", "plant/#/state", "Correct the method or its annotation.");
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
