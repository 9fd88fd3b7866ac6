// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import javax.tools.ToolProvider;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.RetainHandling;
import io.github.mqttboot.spring.FakeMqttClient;
import jakarta.validation.Valid;
import io.github.mqttboot.spring.MqttHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Mistakes that stop the application, each with bean, method, value and rule. */
class MqttListenerDefinitionTests {

	static List<Arguments> mistakes() {
		return List.of(
				arguments(VariableInPart.class, "on",
						"a variable in braces must fill a whole level, was \"x{line}\" in \"plant/x{line}\""),
				arguments(VariableTwice.class, "on", "a variable must occur once, was {a} twice in \"{a}/{a}\""),
				arguments(WrongFilter.class, "on", "# must be the last character of a topic filter, was \"a/#/b\""),
				arguments(NoTopic.class, "on", "topics must have at least one topic filter, has none"),
				arguments(QosThree.class, "on", "qos must be 0, 1 or 2, was \"3\""),
				arguments(NoPlaceholder.class, "on",
						"topics cannot be resolved, was \"#{noSuchBean}\": EL1008E: Property or field 'noSuchBean'"),
				arguments(TwoQos.class, "on", "qos must be one value, was \"#{{'0', '1'}}\" which gives 0,1"),
				arguments(StartupMaybe.class, "on", "autoStartup must be true or false, was \"maybe\""),
				arguments(NoSuchClient.class, "on",
						"client must name a bean of type MqttClient, was \"nobody\"; there are [mqttClient]"),
				arguments(NoSuchErrorHandler.class, "on",
						"errorHandler must name a bean of type MqttListenerErrorHandler, was \"mqttClient\"; there are []"),
				arguments(ConcurrencyZero.class, "on", "concurrency must be a number from 1 to 32767, was \"0\""),
				arguments(ConcurrentInOrder.class, "on",
						"concurrency must be 1 unless ordering is TOPIC or NONE, was 4"),
				arguments(BatchOfNone.class, "on", "batchSize must be a number from 1 to 32767, was \"0\""),
				arguments(TimeoutWithoutBatch.class, "on",
						"batchTimeout must be empty where there is no batchSize, was \"1s\""),
				arguments(TimeoutOfNoTime.class, "on",
						"batchTimeout must be a duration such as 200ms, at most 24h, was \"soon\""),
				arguments(TimeoutInThePast.class, "on",
						"batchTimeout must be a duration such as 200ms, at most 24h, was \"-1s\""),
				arguments(TimeoutOfAYear.class, "on",
						"batchTimeout must be a duration such as 200ms, at most 24h, was \"365d\""),
				arguments(BatchInNoOrder.class, "on", "ordering must be LISTENER where there is a batchSize, was NONE"),
				arguments(BatchByHand.class, "on", "ackMode must be AUTO where there is a batchSize, was MANUAL"),
				arguments(BatchWithoutList.class, "on",
						"a listener with a batchSize must have parameters that are a List<...> with an element for each"
								+ " message, has parameter 'payload' of type java.lang.String"),
				arguments(BatchOfRawList.class, "on",
						"a listener with a batchSize must have parameters that are a List<...> with an element for each"
								+ " message, has parameter 'payload' of type java.util.List"),
				arguments(BatchThatReplies.class, "on",
						"a listener with a batchSize must return nothing, or a CompletionStage of nothing, as a reply is"
								+ " for one message, returns java.lang.String"),
				arguments(RetryNegative.class, "on",
						"retry must be a number from 0 to 9223372036854775807, was \"-1\""),
				arguments(NoSuchRetryPolicy.class, "on",
						"retry must name a bean of type RetryPolicy, was \"patient\"; there are []"),
				arguments(DeadLetterFilter.class, "on",
						"deadLetterTopic must give a topic, was \"dead/#\": topic name must not contain the wildcards"),
				arguments(DeadLetterVariable.class, "on",
						"deadLetterTopic must have no variables but {topic} and {listener}, was \"dead/{line}\""),
				arguments(DeadLetterToItself.class, "on",
						"deadLetterTopic must not lead back to the listener, was \"plant/dead\": \"plant/dead\" matches"
								+ " one of its filters; \"-\" is for none"),
				arguments(DeadLetterBelowItself.class, "on",
						"deadLetterTopic must not lead back to the listener, was \"{topic}/dead\": \"plant/-/dead\""),
				arguments(TwoClients.class, "on",
						"client must name one of the MqttClient beans, as there is not exactly one to be the default;"
								+ " there are [mqttClient, second]"),
				arguments(GroupTwice.class, "on",
						"a topic must not begin with $share/ where there is a group, was \"$share/a/b\""),
				arguments(GroupOfTwoLevels.class, "on", "group must not contain /, + and #, was \"g/h\""),
				arguments(GroupWithPlus.class, "on", "group must not contain /, + and #, was \"g+\""),
				arguments(GroupWithHash.class, "on", "group must not contain /, + and #, was \"#\""),
				arguments(NoLocalInGroup.class, "on", "no local must not be set on a shared subscription"),
				arguments(ReturnsFuture.class, "on",
						"a listener must return nothing, a value or a CompletionStage, returns"
								+ " java.util.concurrent.Future<java.lang.String>"),
				arguments(ReturnsReactive.class, "on",
						"a listener must return nothing, a value or a CompletionStage, returns"
								+ " reactor.core.publisher.Mono<java.lang.String>"),
				arguments(ReturnsMqttMessage.class, "on",
						"a listener must not return an MqttMessage, as where a reply goes is not its to say"),
				arguments(SendToOfNothing.class, "on",
						"a listener with @SendTo must return a value or a CompletionStage of one, returns void"),
				arguments(SendToOfUnknown.class, "on",
						"a listener with @SendTo must return a value or a CompletionStage of one, returns"
								+ " java.util.concurrent.CompletableFuture<?>"),
				arguments(SendToTwo.class, "on", "@SendTo must have exactly one topic, has [a, b]"),
				arguments(SendToNowhere.class, "on", "@SendTo must have exactly one topic, has []"),
				arguments(SendToFilter.class, "on",
						"@SendTo must give a topic, was \"b/+\": topic name must not contain the wildcards"),
				arguments(SendToUnknownVariable.class, "on",
						"@SendTo must have no variables but those of all topics, was \"b/{machine}\", and {machine} is"
								+ " not in \"a/{line}\""),
				arguments(SendToItself.class, "on",
						"@SendTo must not lead back to the listener, was \"plant/{line}/state\": \"plant/-/state\""
								+ " matches one of its filters"),
				arguments(SendToHalfABrace.class, "on",
						"@SendTo must have braces around variables alone, was \"b/{c\""),
				arguments(ManualWithoutDelivery.class, "on",
						"a listener with ackMode MANUAL must have a Delivery parameter to acknowledge with, has none"),
				arguments(TwoPayloads.class, "on",
						"only one parameter must be for the payload, were parameter 'first' of type java.lang.String and"
								+ " parameter 'second' of type int; variables of the topic must be named like one of"
								+ " [line] or marked @TopicVariable, headers marked @Header"),
				arguments(UnknownVariable.class, "on",
						"topic variable 'lines' must be in one of the topics, was not in [plant/{line}]"),
				arguments(VariableNotInAll.class, "on",
						"topic variable 'machine' must be in all topics or parameter 'machine' of type java.lang.String be"
								+ " Optional or @Nullable, topics were [a/{line}/{machine}, b/{line}]"),
				arguments(VariableOfNoType.class, "on", "topic variable 'line' cannot be converted to BitSet"),
				arguments(UnknownHeader.class, "on",
						"the header of parameter 'topic' of type java.lang.String must be one of [mqtt_receivedTopic,"),
				arguments(IdHeader.class, "on",
						" or the name of a user property that neither begins with mqtt_"
								+ " nor is one of [id, timestamp], was \"id\""),
				arguments(PrimitiveHeader.class, "on",
						"parameter 'type' of type int must not be primitive, as the header \"contentType\" may be absent"),
				arguments(HeadersInAList.class, "on",
						"parameter 'headers' of type java.util.List<java.lang.String> marked @Headers must be a"
								+ " MessageHeaders or a Map"),
				arguments(PayloadExpression.class, "on",
						"@Payload must have no expression, has \"length\" on parameter 'payload' of type byte[]"),
				arguments(PrimitivePayload.class, "on",
						"parameter 'payload' of type int must not be primitive, as the payload may be absent"),
				arguments(OpenPayload.class, "on",
						"parameter 'payload' of type T must not have a type that its class leaves open"),
				arguments(NoValidator.class, "on", "to validate parameter 'payload' of type java.util.List"
						+ "<java.lang.String> needs a Validator: add spring-boot-starter-validation"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void namesBeanMethodValueAndRule(Class<?> bean, String method, String message) {
		assertThatExceptionOfType(MqttListenerDefinitionException.class).isThrownBy(() -> Listeners.of(bean).close())
			.withMessageContaining("@MqttSubscribe on " + bean.getName() + "." + method + " of bean '")
			.withMessageContaining(message);
	}

	@Test
	void userPropertyIsNotRequiredWhereThereIsNone() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(Map.of("version", "V3_1_1"), RequiredUserProperty.class).close())
			.withMessageContaining("must not be required where the client speaks MQTT 3.1.1, was \"tenant\"");

		Listeners.of(Map.of("version", "V3_1_1"), OptionalUserProperty.class).close();
		Listeners.of(Map.of("version", "V5"), RequiredUserProperty.class).close();
	}

	@Test
	void aReplyInMqtt311NeedsToBeToldWhereToGo() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(Map.of("version", "V3_1_1"), Replying.class).close())
			.withMessageEndingWith("a listener that returns a value must have @SendTo if its client speaks MQTT 3.1.1,"
					+ " where no message says where to reply, returns java.lang.String");
	}

	@ParameterizedTest
	@MethodSource("payloadsThatCannotBe")
	void saysWhatToTakeInsteadOfAPayloadThatCannotBe(Class<?> bean, String parameter, String instead) {
		assertThatExceptionOfType(MqttListenerDefinitionException.class).isThrownBy(() -> Listeners.of(bean).close())
			.withMessage("@MqttSubscribe on " + bean.getName() + ".on of bean 'mqttListenerDefinitionTests."
					+ bean.getSimpleName() + "': parameter 'payload' of type " + parameter
					+ " must not be for the payload: " + instead);
	}

	static List<Arguments> payloadsThatCannotBe() {
		String bytes = "the payload is there as a whole, take a byte[] or String";
		String result = "the payload is there when the method is called, take what the future would give";
		String place = "a payload is no file, take a byte[], or a String for the name of one";
		return List.of(arguments(OfStream.class, "java.io.InputStream", bytes),
				arguments(OfReader.class, "java.io.BufferedReader", bytes),
				arguments(OfBuffer.class, "java.nio.ByteBuffer", bytes),
				arguments(OfFuture.class, "java.util.concurrent.CompletableFuture<java.lang.String>", result),
				arguments(OfStage.class, "java.util.concurrent.CompletionStage<java.lang.String>", result),
				arguments(OfFile.class, "java.util.Optional<java.io.File>", place),
				arguments(OfPath.class, "org.springframework.messaging.Message<java.nio.file.Path>", place),
				arguments(OfContext.class, "org.springframework.context.ApplicationContext",
						"only beans have it injected, let the constructor take it"),
				arguments(OfBeans.class, "org.springframework.beans.factory.ObjectProvider<java.lang.String>",
						"only beans have it injected, let the constructor take it"));
	}

	@Test
	void saysThatParametersHaveNoNames(@TempDir Path directory) throws Exception {
		Path source = Files.writeString(directory.resolve("Nameless.java"), """
				public class Nameless {

					@io.github.mqttboot.spring.listener.MqttSubscribe("plant/{line}")
					public void on(double celsius, String line) {
					}

				}
				""");
		int errors = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
		assertThat(errors).isZero();

		try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() })) {
			Class<?> nameless = loader.loadClass("Nameless");
			assertThatExceptionOfType(MqttListenerDefinitionException.class)
				.isThrownBy(() -> Listeners.of(nameless).close())
				.withMessageContaining("only one parameter must be for the payload, were parameter 0 of type double")
				.withMessageContaining("the class was not compiled with -parameters");
		}
	}

	@ParameterizedTest
	@MethodSource("disagreements")
	void namesBothListenersThatDoNotAgree(Class<?> bean, String message) {
		assertThatExceptionOfType(MqttListenerDefinitionException.class).isThrownBy(() -> Listeners.of(bean).close())
			.withMessageContaining(bean.getName() + ".first of bean '")
			.withMessageContaining(bean.getName() + ".second of bean '")
			.withMessageContaining(message);
	}

	static List<Arguments> disagreements() {
		return List
			.of(arguments(SameId.class, "id must be unique, was \"same\" which "), arguments(OtherRetainHandling.class,
					"noLocal, retainAsPublished and retainHandling must be the same for all listeners of one filter,"
							+ " differ for \"plant/+\" from "));
	}

	@Test // as that of Spring MVC, which supports nothing without Bean Validation
	void namesWhatIsMissingIfTheValidatorIsForOthers() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(NoValidator.class, ForOthers.class).close())
			.withMessageEndingWith("needs a Validator: add spring-boot-starter-validation");
	}

	@Test
	void namesWhatIsMissingToReadObjects() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(WithoutJackson.class, ObjectPayload.class).close())
			.withMessageContaining(ObjectPayload.class.getName() + ".on of bean '")
			.withMessageContaining(
					"to make parameter 'payload' of type java.util.List<java.time.DayOfWeek> of a payload"
							+ " needs Jackson: add spring-boot-starter-jackson, or take a byte[] or String");
	}

	static class VariableInPart {

		@MqttSubscribe("plant/x{line}")
		void on(byte[] payload) {
		}

	}

	static class VariableTwice {

		@MqttSubscribe("{a}/{a}")
		void on(byte[] payload) {
		}

	}

	static class WrongFilter {

		@MqttSubscribe("a/#/b")
		void on(byte[] payload) {
		}

	}

	static class NoTopic {

		@MqttSubscribe
		void on(byte[] payload) {
		}

	}

	static class QosThree {

		@MqttSubscribe(topics = "a", qos = "3")
		void on(byte[] payload) {
		}

	}

	static class NoPlaceholder {

		@MqttSubscribe("#{noSuchBean}")
		void on(byte[] payload) {
		}

	}

	static class TwoQos {

		@MqttSubscribe(topics = "a", qos = "#{{'0', '1'}}")
		void on(byte[] payload) {
		}

	}

	static class StartupMaybe {

		@MqttSubscribe(topics = "a", autoStartup = "maybe")
		void on(byte[] payload) {
		}

	}

	static class NoSuchClient {

		@MqttSubscribe(topics = "a", client = "nobody")
		void on(byte[] payload) {
		}

	}

	static class NoSuchErrorHandler {

		@MqttSubscribe(topics = "a", errorHandler = "mqttClient")
		void on(byte[] payload) {
		}

	}

	static class ConcurrencyZero {

		@MqttSubscribe(topics = "a", ordering = Ordering.NONE, concurrency = "0")
		void on(byte[] payload) {
		}

	}

	static class ConcurrentInOrder {

		@MqttSubscribe(topics = "a", concurrency = "4")
		void on(byte[] payload) {
		}

	}

	static class BatchOfNone {

		@MqttSubscribe(topics = "a", batchSize = "0")
		void on(List<String> payloads) {
		}

	}

	static class TimeoutWithoutBatch {

		@MqttSubscribe(topics = "a", batchTimeout = "1s")
		void on(String payload) {
		}

	}

	static class TimeoutOfNoTime {

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "soon")
		void on(List<String> payloads) {
		}

	}

	static class TimeoutInThePast {

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "-1s")
		void on(List<String> payloads) {
		}

	}

	static class TimeoutOfAYear {

		@MqttSubscribe(topics = "a", batchSize = "2", batchTimeout = "365d")
		void on(List<String> payloads) {
		}

	}

	static class BatchInNoOrder {

		@MqttSubscribe(topics = "a", batchSize = "2", ordering = Ordering.NONE)
		void on(List<String> payloads) {
		}

	}

	static class BatchByHand {

		@MqttSubscribe(topics = "a", batchSize = "2", ackMode = AckMode.MANUAL)
		void on(List<String> payloads, List<Delivery> deliveries) {
		}

	}

	static class BatchWithoutList {

		@MqttSubscribe(topics = "a", batchSize = "2")
		void on(String payload) {
		}

	}

	static class BatchOfRawList {

		@MqttSubscribe(topics = "a", batchSize = "2")
		@SuppressWarnings("rawtypes")
		void on(List payload) {
		}

	}

	static class BatchThatReplies {

		@MqttSubscribe(topics = "a", batchSize = "2")
		String on(List<String> payloads) {
			return "";
		}

	}

	static class RetryNegative {

		@MqttSubscribe(topics = "a", retry = "-1")
		void on(byte[] payload) {
		}

	}

	static class NoSuchRetryPolicy {

		@MqttSubscribe(topics = "a", retry = "patient")
		void on(byte[] payload) {
		}

	}

	static class DeadLetterFilter {

		@MqttSubscribe(topics = "a", deadLetterTopic = "dead/#")
		void on(byte[] payload) {
		}

	}

	static class DeadLetterVariable {

		@MqttSubscribe(topics = "a", deadLetterTopic = "dead/{line}")
		void on(byte[] payload) {
		}

	}

	static class DeadLetterToItself {

		@MqttSubscribe(topics = { "a", "$share/group/plant/+" }, deadLetterTopic = "plant/dead")
		void on(byte[] payload) {
		}

	}

	static class DeadLetterBelowItself {

		@MqttSubscribe(topics = "plant/#", deadLetterTopic = "{topic}/dead")
		void on(byte[] payload) {
		}

	}

	static class TwoClients {

		@Bean
		FakeMqttClient second() {
			return FakeMqttClient.of(MqttVersion.V5);
		}

		@MqttSubscribe("a")
		void on(byte[] payload) {
		}

	}

	static class GroupTwice {

		@MqttSubscribe(topics = "$share/a/b", group = "c")
		void on(byte[] payload) {
		}

	}

	static class GroupOfTwoLevels {

		@MqttSubscribe(topics = "a/b", group = "g/h")
		void on(byte[] payload) {
		}

	}

	static class GroupWithPlus {

		@MqttSubscribe(topics = "a/b", group = "g+")
		void on(byte[] payload) {
		}

	}

	static class GroupWithHash {

		@MqttSubscribe(topics = "a/b", group = "#")
		void on(byte[] payload) {
		}

	}

	static class NoLocalInGroup {

		@MqttSubscribe(topics = "b", group = "c", noLocal = true)
		void on(byte[] payload) {
		}

	}

	static class Replying {

		@MqttSubscribe("a")
		String on(byte[] payload) {
			return "";
		}

	}

	static class ReturnsReactive {

		@MqttSubscribe("a")
		Mono<String> on(byte[] payload) {
			return Mono.just("");
		}

	}

	static class ReturnsFuture {

		@MqttSubscribe("a")
		Future<String> on(byte[] payload) {
			return new FutureTask<>(() -> "");
		}

	}

	static class ReturnsMqttMessage {

		@MqttSubscribe("a")
		CompletionStage<MqttMessage> on(byte[] payload) {
			return new CompletableFuture<>();
		}

	}

	static class SendToOfNothing {

		@MqttSubscribe("a")
		@SendTo("b")
		void on(byte[] payload) {
		}

	}

	static class SendToOfUnknown {

		@MqttSubscribe("a")
		@SendTo("b")
		CompletableFuture<?> on(byte[] payload) {
			return new CompletableFuture<>();
		}

	}

	static class SendToTwo {

		@MqttSubscribe("a")
		@SendTo({ "a", "b" })
		String on(byte[] payload) {
			return "";
		}

	}

	static class SendToNowhere {

		@MqttSubscribe("a")
		@SendTo
		String on(byte[] payload) {
			return "";
		}

	}

	static class SendToFilter {

		@MqttSubscribe("a")
		@SendTo("b/+")
		String on(byte[] payload) {
			return "";
		}

	}

	static class SendToUnknownVariable {

		@MqttSubscribe({ "a/{line}/{machine}", "a/{line}" })
		@SendTo("b/{machine}")
		String on(byte[] payload) {
			return "";
		}

	}

	static class SendToItself {

		@MqttSubscribe({ "command/{line}", "plant/{line}/#" })
		@SendTo("plant/{line}/state")
		String on(byte[] payload) {
			return "";
		}

	}

	static class SendToHalfABrace {

		@MqttSubscribe("{c}")
		@SendTo("b/{c")
		String on(byte[] payload) {
			return "";
		}

	}

	static class ManualWithoutDelivery {

		@MqttSubscribe(topics = "a", ackMode = AckMode.MANUAL)
		void on(byte[] payload) {
		}

	}

	static class TwoPayloads {

		@MqttSubscribe("plant/{line}")
		void on(String line, String first, int second) {
		}

	}

	static class UnknownVariable {

		@MqttSubscribe("plant/{line}")
		void on(@TopicVariable("lines") String line) {
		}

	}

	static class VariableNotInAll {

		@MqttSubscribe({ "a/{line}/{machine}", "b/{line}" })
		void on(String line, String machine) {
		}

	}

	static class VariableOfNoType {

		@MqttSubscribe("plant/{line}")
		void on(BitSet line) {
		}

	}

	static class RequiredUserProperty {

		@MqttSubscribe("a")
		void on(String payload, @Header String tenant) {
		}

	}

	static class OptionalUserProperty {

		@MqttSubscribe("a")
		void on(String payload, @Header Optional<String> tenant) {
		}

	}

	static class UnknownHeader {

		@MqttSubscribe("a")
		void on(@Header(MqttHeaders.TOPIC) String topic) {
		}

	}

	static class IdHeader {

		@MqttSubscribe("a")
		void on(@Header String id) {
		}

	}

	static class PrimitiveHeader {

		@MqttSubscribe("a")
		void on(@Header(name = "contentType", required = false) int type) {
		}

	}

	static class HeadersInAList {

		@MqttSubscribe("a")
		void on(@Headers List<String> headers) {
		}

	}

	static class PayloadExpression {

		@MqttSubscribe("a")
		void on(@Payload("length") byte[] payload) {
		}

	}

	static class PrimitivePayload {

		@MqttSubscribe("a")
		void on(@Payload(required = false) int payload) {
		}

	}

	static class NoValidator {

		@MqttSubscribe("a")
		void on(@Valid List<String> payload) {
		}

	}

	static class OfStream {

		@MqttSubscribe("a")
		void on(InputStream payload) {
		}

	}

	static class OfReader {

		@MqttSubscribe("a")
		void on(BufferedReader payload) {
		}

	}

	static class OfBuffer {

		@MqttSubscribe("a")
		void on(ByteBuffer payload) {
		}

	}

	static class OfFuture {

		@MqttSubscribe("a")
		void on(CompletableFuture<String> payload) {
		}

	}

	static class OfStage {

		@MqttSubscribe("a")
		void on(CompletionStage<String> payload) {
		}

	}

	static class OfFile {

		@MqttSubscribe("a")
		void on(Optional<File> payload) {
		}

	}

	static class OfPath {

		@MqttSubscribe("a")
		void on(Message<Path> payload) {
		}

	}

	static class OfContext {

		@MqttSubscribe("a")
		void on(ApplicationContext payload) {
		}

	}

	static class OfBeans {

		@MqttSubscribe("a")
		void on(ObjectProvider<String> payload) {
		}

	}

	static class SameId {

		@MqttSubscribe(topics = "a", id = "same")
		void first(byte[] payload) {
		}

		@MqttSubscribe(topics = "b", id = "same")
		void second(byte[] payload) {
		}

	}

	static class OtherRetainHandling {

		@MqttSubscribe("plant/{line}")
		void first(byte[] payload) {
		}

		@MqttSubscribe(topics = "plant/+", retainHandling = RetainHandling.DO_NOT_SEND)
		void second(byte[] payload) {
		}

	}

	static class ObjectPayload {

		@MqttSubscribe("a")
		void on(List<DayOfWeek> payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutJackson {

		@Bean
		MqttListenerScanner mqttListenerScanner(ConfigurableListableBeanFactory beanFactory,
				MqttListenerRegistry registry) {
			return new MqttListenerScanner(beanFactory, registry,
					new MqttListenerArguments(ApplicationConversionService.getSharedInstance(), null, null),
					new MqttListenerDefaults(QoS.AT_LEAST_ONCE, 0, RetryPolicy::withMaxRetries,
							MqttSubscribe.NO_DEAD_LETTERS));
		}

	}

	static class OpenPayload<T> {

		@MqttSubscribe("a")
		void on(T payload) {
		}

	}

	static class ForOthers {

		@Bean
		Validator validator() {
			return Validator.forType(DayOfWeek.class, (day, errors) -> {
			});
		}

	}

}
