// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.TrafficObserver;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PublishResult;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.UserProperty;
import io.github.mqttboot.spring.FakeMqttClient;
import io.github.mqttboot.spring.MqttClientLifecycle;
import io.github.mqttboot.spring.MqttOperations;
import io.github.mqttboot.spring.MqttSendInterceptor;
import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttListenerContainer;
import io.github.mqttboot.spring.listener.MqttListenerObserver;
import io.github.mqttboot.spring.listener.MqttListenerRegistry;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;

/** What the application gets without asking, and what it may replace. */
class MqttAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class,
				MqttAutoConfiguration.class, MqttListenerAutoConfiguration.class));

	private final FakeMqttClient fake = FakeMqttClient.of(MqttVersion.V5);

	private ApplicationContextRunner withFake() {
		return this.runner.withBean(MqttClient.class, () -> this.fake);
	}

	@Test
	void thereIsAClientThatIsConnectedInTheBackgroundAndClosedWithTheContext() {
		List<MqttClient> clients = new ArrayList<>();

		// nobody listens there
		this.runner.withPropertyValues("mqtt.uri=localhost:1", "mqtt.id=press-1").run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			clients.add(client);
			assertThat(context.getBeanNamesForType(MqttClient.class)).containsExactly("mqttClient");
			assertThat(client.options().clientId()).isEqualTo("press-1");
			await().atMost(Duration.ofSeconds(10)).until(() -> client.status().lastError() != null);
		});

		assertThat(clients).singleElement()
			.satisfies((client) -> assertThat(client.status().state()).isEqualTo(ConnectionState.CLOSED));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aClientThatChecksNothingOfTheServerIsWarnedAboutAtStart(CapturedOutput output) {
		this.runner.withPropertyValues("mqtt.uri=localhost:1", "mqtt.id=press-1", "mqtt.secure.verify=none")
			.run((context) -> assertThat(output.getOut().lines())
				.anySatisfy((line) -> assertThat(line).contains("WARN", "press-1", "mqtts://localhost:1", "verify")));
	}

	@Test
	void aTableWithoutAValueIsHarmlessWhereTheAddressSecuresTheConnection() {
		this.runner.withPropertyValues("mqtt.uri=mqtts://localhost:1", "mqtt.secure.cafile=").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MqttClient.class).options().endpoints()).allMatch(Endpoint::secure);
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aClientThatChecksTheServerIsNotWarnedAbout(CapturedOutput output) {
		this.runner.withPropertyValues("mqtt.uri=localhost:1", "mqtt.secure=true")
			.run((context) -> assertThat(output).doesNotContain("verify"));
	}

	@Nested
	@ExtendWith(OutputCaptureExtension.class)
	class KeptSessions {

		@ParameterizedTest
		@ValueSource(strings = { "mqtt.version=3.1.1", "mqtt.version=5", "mqtt.version=5,mqtt.id=",
				"mqtt.version=5,mqtt.session-expiry=4294967295" })
		void thatLastForEverAreWarnedAboutWithoutAnId(String properties, CapturedOutput output) {
			start("mqtt.clean=false," + properties);

			assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).singleElement()
				.satisfies((line) -> assertThat(line).contains("mqttClient", "mqtt.clean", "mqtt.id"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "mqtt.id=press-1", "mqtt.version=5,mqtt.session-expiry=1h" })
		void thatAreFoundAgainOrEndAreNotWarnedAbout(String properties, CapturedOutput output) {
			start("mqtt.clean=false," + properties);

			assertThat(output).doesNotContain("WARN");
		}

		@Test
		void areNotThereUnlessAskedFor(CapturedOutput output) {
			start("mqtt.version=5");

			assertThat(output).doesNotContain("WARN");
		}

		@Test
		void ofAnIdThatACustomizerSetsAreNotWarnedAbout(CapturedOutput output) {
			MqttAutoConfigurationTests.this.runner
				.withPropertyValues("mqtt.uri=localhost:1", "mqtt.startup=manual", "mqtt.clean=false")
				.withBean(MqttClientOptionsCustomizer.class, () -> (options) -> options.clientId("press-1"))
				.run((context) -> assertThat(context).hasNotFailed());

			assertThat(output).doesNotContain("WARN");
		}

		private void start(String properties) {
			MqttAutoConfigurationTests.this.runner.withPropertyValues("mqtt.uri=localhost:1", "mqtt.startup=manual")
				.withPropertyValues(properties.split(","))
				.run((context) -> assertThat(context).hasNotFailed());
		}

	}

	@Test
	void aClientOfTheApplicationTakesThePlaceAndIsConnectedAndDisconnected() {
		withFake().run((context) -> assertThat(context.getBean(MqttClient.class)).isSameAs(this.fake));

		assertThat(this.fake.calls).containsExactly("connect", "disconnect", "close");
	}

	@Test
	void whatStopsEarlierOrHearsThatTheContextClosesFindsTheClientConnected() {
		withFake().withBean(Leaving.class, () -> new Leaving(this.fake.calls))
			.run((context) -> assertThat(context).hasNotFailed());

		assertThat(this.fake.calls).containsExactly("connect", "context closed", "stopped", "disconnect", "destroyed",
				"close");
	}

	@Nested
	class Replies {

		private final MqttMessage request = MqttMessage.builder("plant/status").respondTo("asker", null).build();

		@Test
		void areSentByTheTemplateOfTheListenersClient() {
			MqttSendInterceptor own = (sending) -> sending
				.proceed(sending.message().toBuilder().userProperty("sent", "by its own").build());
			withListener()
				.withBean(MqttTemplate.class,
						() -> new MqttTemplate(MqttAutoConfigurationTests.this.fake, null, QoS.AT_LEAST_ONCE, false,
								List.of(own)))
				.run((context) -> {
					MqttAutoConfigurationTests.this.fake.deliverOne(this.request);

					assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement()
						.satisfies((reply) -> assertThat(reply.userProperties())
							.containsExactly(new UserProperty("sent", "by its own")));
				});
		}

		@Test
		void areSentByOneLikeTheDefaultClientsIfTheClientHasNoTemplate() {
			FakeMqttClient other = FakeMqttClient.of(MqttVersion.V5);
			MqttSendInterceptor forAll = (sending) -> sending
				.proceed(sending.message().toBuilder().userProperty("sent", "to all").build());
			withListener().withBean("other", MqttClient.class, () -> other, (bean) -> bean.setFallback(true))
				.withBean(MqttSendInterceptor.class, () -> forAll)
				.withBean(OtherReplying.class)
				.run((context) -> {
					other.deliverOne(this.request);

					assertThat(MqttAutoConfigurationTests.this.fake.published).isEmpty();
					assertThat(other.published).singleElement().satisfies((reply) -> {
						assertThat(reply.payloadAsString()).isEqualTo("{\"degreesCelsius\":71.5}");
						assertThat(reply.userProperties()).containsExactly(new UserProperty("sent", "to all"));
					});
				});
		}

		private ApplicationContextRunner withListener() {
			return withFake().withConfiguration(AutoConfigurations.of(MqttListenerAutoConfiguration.class))
				.withBean(Replying.class);
		}

	}

	@Nested
	class Template {

		@Test
		void sendsWithTheConfiguredQosAndRetainFlag() {
			withFake().withPropertyValues("mqtt.template.qos=2", "mqtt.template.retain=true").run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("plant/a", "x");

				assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement().satisfies((message) -> {
					assertThat(message.qos()).isEqualTo(QoS.EXACTLY_ONCE);
					assertThat(message.retain()).isTrue();
				});
			});
		}

		@Test
		void sendsWithQos1WhichWaitsForTheConnectionUnlessConfigured() {
			withFake().run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("plant/a", "x");

				assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement()
					.satisfies((message) -> assertThat(message.qos()).isEqualTo(QoS.AT_LEAST_ONCE));
			});
		}

		@Test
		void asksWithTheConfiguredReplyTopicAndTimeout() {
			withFake()
				.withPropertyValues("mqtt.template.reply-topic=answers/{clientId}", "mqtt.template.reply-timeout=7s")
				.run((context) -> {
					context.getBean(MqttOperations.class).convertSendAndReceive("plant/a", "x", String.class);

					assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement().satisfies((message) -> {
						assertThat(message.properties().get(Property.RESPONSE_TOPIC)).isEqualTo("answers/fake");
						assertThat(message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(7L);
					});
				});
		}

		@Test
		void readsRepliesAsTheApplicationReadsPropertiesAndJson() {
			withFake().withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE").run((context) -> {
				MqttOperations template = context.getBean(MqttOperations.class);
				var duration = template.convertSendAndReceive("plant/a", "x", Duration.class);
				var reading = template.convertSendAndReceive("plant/a", "x", Reading.class);

				reply(0, "5s");
				reply(1, "{\"degrees_celsius\":71.5}");

				assertThat(duration).isCompletedWithValue(Duration.ofSeconds(5));
				assertThat(reading).isCompletedWithValue(new Reading(71.5));
			});
		}

		private void reply(int index, String payload) {
			FakeMqttClient fake = MqttAutoConfigurationTests.this.fake;
			byte[] correlationData = fake.published.get(index).properties().get(Property.CORRELATION_DATA);
			assertThat(correlationData).isNotNull();
			fake.deliver(MqttMessage.builder("replies/fake")
				.payload(payload)
				.property(Property.CORRELATION_DATA, correlationData)
				.build());
		}

		@Test
		void writesObjectsAsTheApplicationsJsonMapperDoes() {
			withFake().withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE").run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("plant/a", new Reading(71.5));

				assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement()
					.satisfies(
							(message) -> assertThat(message.payloadAsString()).isEqualTo("{\"degrees_celsius\":71.5}"));
			});
		}

		@Test
		void writesTextAndBytesWithoutJackson() {
			withFake().withClassLoader(new FilteredClassLoader(JsonMapper.class)).run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("plant/a", "x");

				assertThat(MqttAutoConfigurationTests.this.fake.published).hasSize(1);
			});
		}

		@Test
		void writesWithAConverterOfTheApplicationThatBearsTheName() {
			withFake().withUserConfiguration(OwnConverter.class).run((context) -> {
				assertThat(context.getBeanNamesForType(MessageConverter.class)).containsExactly("mqttMessageConverter");
				context.getBean(MqttTemplate.class).convertAndSend("plant/a", new Reading(71.5));

				assertThat(MqttAutoConfigurationTests.this.fake.published).singleElement()
					.satisfies((message) -> assertThat(message.payloadAsString()).isEqualTo("own"));
			});
		}

		@Test
		void theConverterIsNoCandidateForOthersWhoWantOne() {
			withFake().withUserConfiguration(ConverterUser.class)
				.run((context) -> assertThat(context.getBean(ConverterUser.class).found).isFalse());
		}

		@Test
		void yieldsToOperationsOfTheApplication() {
			withFake().withBean(MqttOperations.class, OwnOperations::new)
				.run((context) -> assertThat(context).doesNotHaveBean(MqttTemplate.class)
					.hasSingleBean(MqttOperations.class));
		}

		@Test
		void thereIsNoneIfItIsNotClearWhichClientItIsFor() {
			withFake().withBean("other", MqttClient.class, () -> FakeMqttClient.of(MqttVersion.V5))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(MqttTemplate.class)
					.doesNotHaveBean(MqttClientLifecycle.class));
		}

	}

	@Nested
	class Listeners {

		@Test
		void subscribeBeforeTheClientConnects() {
			withFake().withUserConfiguration(Listener.class).run((context) -> {
				assertThat(context.getBean(MqttListenerRegistry.class).isRunning()).isTrue();
				assertThat(MqttAutoConfigurationTests.this.fake.calls).containsExactly("subscribe plant/+/state 1",
						"connect");
			});
		}

		@Test
		void subscribeWithTheConfiguredQos() {
			withFake().withUserConfiguration(Listener.class)
				.withPropertyValues("mqtt.listener.qos=2")
				.run((context) -> assertThat(MqttAutoConfigurationTests.this.fake.calls)
					.contains("subscribe plant/+/state 2"));
		}

		@Test
		void runOnTheExecutorThatBearsTheName() {
			List<Runnable> tasks = new ArrayList<>();

			withFake().withUserConfiguration(Listener.class)
				.withBean("mqttListenerExecutor", Executor.class, () -> tasks::add)
				.withBean("another", Executor.class, () -> (task) -> {
					throw new IllegalStateException("not this one");
				})
				.run((context) -> {
					MqttAutoConfigurationTests.this.fake
						.deliver(MqttMessage.builder("plant/press-1/state").payload("on").build());

					assertThat(tasks).hasSize(1);
				});
		}

		@Test
		void hearNothingUntilTheApplicationConnectsIfItWantsToDoThatItself() {
			FakeMqttClient fake = MqttAutoConfigurationTests.this.fake;

			withFake().withUserConfiguration(Listener.class)
				.withPropertyValues("mqtt.startup=manual")
				.run((context) -> {
					assertThat(fake.calls).containsExactly("subscribe plant/+/state 1");
					assertThat(context.getBean(MqttClientLifecycle.class).isRunning()).isTrue();

					fake.onConnect(fake::accept);
					assertThat(context.getBean(MqttClient.class).connect()).isCompleted();
					fake.deliverOne("plant/press-1/state", "on");

					assertThat(context.getBean(Listener.class).states).containsExactly("on");
				});

			assertThat(fake.calls).containsExactly("subscribe plant/+/state 1", "connect", "disconnect", "close");
		}

		@Test
		void areNotStartedIfTheApplicationSaysSo() {
			withFake().withUserConfiguration(Listener.class)
				.withPropertyValues("mqtt.listener.auto-startup=false")
				.run((context) -> {
					assertThat(context.getBean(MqttListenerRegistry.class).isRunning()).isFalse();
					assertThat(MqttAutoConfigurationTests.this.fake.calls).containsExactly("connect");
				});
		}

		@Test
		void thatTheApplicationStartsEndBeforeTheClientDisconnects() {
			FakeMqttClient fake = MqttAutoConfigurationTests.this.fake;
			CompletableFuture<Void> work = new CompletableFuture<>();

			withFake().withBean(Working.class, () -> new Working(work))
				.withPropertyValues("mqtt.listener.auto-startup=false")
				.run((context) -> {
					MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
					registry.start();
					fake.deliverOne("a", "1");

					CompletableFuture<Void> stopped = CompletableFuture
						.runAsync(context.getSourceApplicationContext()::stop);
					await().until(() -> !registry.isRunning());
					assertThat(fake.calls).doesNotContain("disconnect");
					work.complete(null);

					assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
					assertThat(fake.calls).contains("disconnect");
				});
		}

		@Test
		void thatTheApplicationHasStartedGoOnWithTheContext() {
			FakeMqttClient fake = MqttAutoConfigurationTests.this.fake;

			withFake().withBean(Working.class, () -> new Working(CompletableFuture.completedFuture(null)))
				.withUserConfiguration(Listener.class)
				.withPropertyValues("mqtt.listener.auto-startup=false")
				.run((context) -> {
					MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
					MqttListenerContainer working = Objects.requireNonNull(registry.container("working"));
					working.start();

					context.getSourceApplicationContext().pause();
					assertThat(fake.deliverOne("a", "1").outcome()).isNull();
					context.getSourceApplicationContext().restart();

					assertThat(fake.deliverOne("a", "2").outcome()).isEqualTo(ReasonCode.SUCCESS);
					assertThat(fake.deliver("plant/press-1/state", "on")).isEmpty();

					registry.start();
					context.getSourceApplicationContext().pause();
					context.getSourceApplicationContext().restart();

					assertThat(fake.deliverOne("plant/press-1/state", "on").outcome()).isEqualTo(ReasonCode.SUCCESS);
				});
		}

	}

	@Nested
	class Observers {

		@Test
		void thatACustomizerSetIsNotLostToTheOnesThatCountForMeters() {
			List<String> told = new ArrayList<>();

			MqttAutoConfigurationTests.this.runner.withPropertyValues("mqtt.uri=localhost:1")
				.withBean(MqttClientOptionsCustomizer.class,
						() -> (options) -> options.trafficObserver(noting(told, "own")))
				.withBean(TrafficObserverFactory.class, () -> (client) -> noting(told, "meters of " + client))
				.run((context) -> {
					TrafficObserver observer = context.getBean(MqttClient.class).options().trafficObserver();
					observer.sent(QoS.AT_MOST_ONCE, 1);
					observer.received(QoS.AT_MOST_ONCE, 2);
					observer.publishEnded(QoS.AT_MOST_ONCE, Duration.ofSeconds(3), null);
				});

			assertThat(told).containsExactly("own sent 1", "meters of mqttClient sent 1", "own received 2",
					"meters of mqttClient received 2", "own ended PT3S", "meters of mqttClient ended PT3S");
		}

		@Test
		void ofListenersAreAllTold() {
			List<String> told = new ArrayList<>();

			withFake().withUserConfiguration(Listener.class)
				.withBean("a", MqttListenerObserver.class, () -> (id, elapsed, failure) -> told.add("a " + id))
				.withBean("b", MqttListenerObserver.class, () -> (id, elapsed, failure) -> told.add("b " + id))
				.run((context) -> MqttAutoConfigurationTests.this.fake
					.deliver(MqttMessage.builder("plant/press-1/state").payload("on").build()));

			assertThat(told).hasSize(2).allMatch((text) -> text.endsWith("Listener.onState"));
		}

		private static TrafficObserver noting(List<String> told, String name) {
			return new TrafficObserver() {

				@Override
				public void sent(QoS qos, int bytes) {
					told.add(name + " sent " + bytes);
				}

				@Override
				public void received(QoS qos, int bytes) {
					told.add(name + " received " + bytes);
				}

				@Override
				public void publishEnded(QoS qos, Duration elapsed, @Nullable Throwable failure) {
					told.add(name + " ended " + elapsed);
				}

			};
		}

	}

	record Reading(double degreesCelsius) {
	}

	static class Replying {

		@MqttSubscribe("plant/status")
		String on(byte[] payload) {
			return "running";
		}

	}

	static class OtherReplying {

		@MqttSubscribe(topics = "plant/status", client = "other")
		Reading on(byte[] payload) {
			return new Reading(71.5);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		MessageConverter mqttMessageConverter() {
			return new StringMessageConverter() {

				@Override
				protected boolean supports(Class<?> type) {
					return true;
				}

				@Override
				protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
						@Nullable Object hint) {
					return "own".getBytes(StandardCharsets.UTF_8);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterUser {

		private final boolean found;

		ConverterUser(ObjectProvider<MessageConverter> converter) {
			this.found = converter.getIfAvailable() != null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final List<String> states = new CopyOnWriteArrayList<>();

		@MqttSubscribe("plant/{machine}/state")
		void onState(String state) {
			this.states.add(state);
		}

	}

	/** Has something to do at the end, in each of the ways to learn of it. */
	private static final class Leaving
			implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, DisposableBean {

		private final List<String> calls;

		private boolean running;

		Leaving(List<String> calls) {
			this.calls = calls;
		}

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			this.calls.add("context closed");
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.calls.add("stopped");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public void destroy() {
			this.calls.add("destroyed");
		}

	}

	private static final class OwnOperations implements MqttOperations {

		@Override
		public CompletableFuture<PublishResult> send(MqttMessage message) {
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}

		@Override
		public CompletableFuture<PublishResult> send(Message<?> message) {
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}

		@Override
		public CompletableFuture<PublishResult> convertAndSend(String topic, @Nullable Object payload,
				Consumer<MqttMessage.Builder> customizer) {
			return CompletableFuture.completedFuture(PublishResult.SUCCESS);
		}

		@Override
		public CompletableFuture<MqttMessage> sendAndReceive(MqttMessage request) {
			return new CompletableFuture<>();
		}

		@Override
		public <T> CompletableFuture<T> convertSendAndReceive(String topic, @Nullable Object payload,
				ParameterizedTypeReference<T> replyType, Consumer<MqttMessage.Builder> customizer) {
			return new CompletableFuture<>();
		}

	}

	static class Working {

		private final CompletableFuture<Void> work;

		Working(CompletableFuture<Void> work) {
			this.work = work;
		}

		@MqttSubscribe(topics = "a", id = "working")
		CompletableFuture<Void> on(String payload) {
			return this.work;
		}

	}

}
