// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.spring.MqttHeaders;
import io.github.mqttboot.spring.listener.DeviceListeners.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What real devices send reaches listeners that are written the natural way. Subclasses
 * say how a message gets from a device to the application.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
public abstract class DeviceMessageScenarios {

	private static final MqttMessage END = MqttMessage.builder("test/end").qos(QoS.AT_LEAST_ONCE).build();

	private static final int SYS_LINE = 31;

	private @Nullable Application application;

	/** An application with listeners, and a way to send messages to them. */
	public interface Application extends AutoCloseable {

		/** A bean of the application. */
		<T> T bean(Class<T> type);

		/**
		 * Sends a message as a device would; messages arrive in the order sent. A server
		 * that publishes {@code $SYS} topics itself and lets no client do so is not to be
		 * sent those.
		 */
		void send(MqttMessage message);

		@Override
		void close();

	}

	/**
	 * Starts an application and waits until its listeners have subscribed.
	 * @param listeners a class with listeners, to be a bean
	 * @return the application
	 */
	protected abstract Application start(Class<?> listeners);

	private Application application() throws InterruptedException {
		if (this.application == null) {
			this.application = start(DeviceListeners.class);
			callsUntilTheEnd(this.application); // a server may have kept messages of an
												// earlier test
		}
		return this.application;
	}

	@AfterAll
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("messages")
	void reachesItsListenersAndNothingElse(DeviceMessage message, List<Call> expected) throws InterruptedException {
		application().send(message.toMqttMessage());

		assertThat(callsUntilTheEnd(application())).containsExactlyInAnyOrderElementsOf(expected);
	}

	private static List<Call> callsUntilTheEnd(Application application) throws InterruptedException {
		application.send(END);
		DeviceListeners listeners = application.bean(DeviceListeners.class);
		List<Call> calls = new ArrayList<>();
		while (true) {
			Call call = Objects.requireNonNull(listeners.calls().poll(30, TimeUnit.SECONDS), "end did not come");
			if (call.listener().equals("end")) {
				awaitIdle(application);
				listeners.calls().drainTo(calls);
				return calls;
			}
			calls.add(call);
		}
	}

	/** Listeners work beside each other: others may not have ended when one has. */
	private static void awaitIdle(Application application) {
		MqttClient client = application.bean(MqttClient.class);
		MqttListenerRegistry registry = application.bean(MqttListenerRegistry.class);
		await().during(Duration.ofMillis(50))
			.pollInterval(Duration.ofMillis(5))
			.until(() -> client.backlog().undelivered() == 0
					&& registry.containers().stream().allMatch((container) -> container.unfinished() == 0));
	}

	@Test
	void allMessagesAreTried() {
		assertThat(DeviceMessage.all()).hasSize(37);
		assertThat(messages().stream().map((each) -> each.get()[0])).containsExactlyElementsOf(
				IntStream.rangeClosed(1, 37).filter((line) -> line != SYS_LINE).mapToObj(DeviceMessage::line).toList());
	}

	@Test // [MQTT-4.7.2-1]
	void topicsOfTheServerAreNotDeliveredToAWildcardInFront() throws InterruptedException {
		try (Application application = start(Everything.class)) {
			Everything everything = application.bean(Everything.class);
			topicsUntilTheEnd(application, everything); // a server may have kept messages
														// of an earlier test

			for (DeviceMessage message : DeviceMessage.all()) {
				application.send(message.toMqttMessage());
			}

			assertThat(topicsUntilTheEnd(application, everything)).containsExactlyElementsOf(DeviceMessage.all()
				.stream()
				.map(DeviceMessage::topic)
				.filter((topic) -> !topic.startsWith("$"))
				.toList());
			assertThat(everything.connected.poll(30, TimeUnit.SECONDS)).isNotNull();
		}
	}

	private static List<String> topicsUntilTheEnd(Application application, Everything everything)
			throws InterruptedException {
		application.send(END);
		List<String> topics = new ArrayList<>();
		while (true) {
			String topic = Objects.requireNonNull(everything.topics.poll(30, TimeUnit.SECONDS), "end did not come");
			if (topic.equals(END.topic())) {
				return topics;
			}
			topics.add(topic);
		}
	}

	/** Listens to everything there is. */
	public static class Everything {

		private final LinkedBlockingQueue<String> topics = new LinkedBlockingQueue<>();

		private final LinkedBlockingQueue<Integer> connected = new LinkedBlockingQueue<>();

		@MqttSubscribe("#")
		void on(@Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			this.topics.add(topic);
		}

		@MqttSubscribe("$SYS/broker/clients/connected")
		void onConnected(int clients) {
			this.connected.add(clients);
		}

	}

	private static Arguments line(int number, Call... expected) {
		return arguments(DeviceMessage.line(number), Arrays.asList(expected));
	}

	static List<Arguments> messages() {
		List<Arguments> messages = new ArrayList<>();
		addTasmota(messages);
		addZigbee(messages);
		addShelly(messages);
		addOwnTracks(messages);
		addHome(messages);
		addOthers(messages);
		return messages;
	}

	private static void addTasmota(List<Arguments> messages) {
		messages.add(line(1,
				Call.failed("meter", "tele/tasmota/SENSOR",
						"payload cannot be read as Meter: ENERGY.Total is not double (line 1, column 88)"),
				Call.of("dual meter",
						new DeviceListeners.DualMeter(new DeviceListeners.DualEnergy(List.of(2.813, 0.254),
								List.of(52, 5), 235, Map.of("Temperature", 46.5)))),
				Call.of("bridge sensor", (Object) null)));
		messages.add(line(2,
				Call.of("meter", "sonoff_desk",
						new DeviceListeners.Meter(LocalDateTime.parse("2023-05-19T20:52:56"),
								new DeviceListeners.Energy(514.153, 56, 0), null)),
				Call.failed("dual meter", "tele/sonoff_desk/SENSOR",
						"payload cannot be read as DualMeter: ENERGY.Total is not an array (line 1, column 88)"),
				Call.of("bridge sensor", (Object) null)));
		messages.add(line(3, Call.of("state", "shellyB", new DeviceListeners.State("48T19:42:51", 14,
				DeviceListeners.OnOff.OFF, new DeviceListeners.Wifi("plant", 42)))));
		messages.add(line(4,
				Call.of("meter", "shellyB",
						new DeviceListeners.Meter(LocalDateTime.parse("2020-08-30T10:15:00"),
								new DeviceListeners.Energy(0.586, 0, 0), "F")),
				Call.failed("dual meter", "tele/shellyB/SENSOR",
						"payload cannot be read as DualMeter: ENERGY.Total is not an array (line 1, column 151)"),
				Call.of("bridge sensor", (Object) null)));
		messages.add(line(5, Call.of("presence", "sonoff_desk", DeviceListeners.Presence.ONLINE)));
		messages.add(line(6, Call.of("power", "sonoff_desk", true)));
		messages.add(line(7, Call.of("result", Map.of("0x128F", Map.of("Name", "Vibration_sensor")))));
		messages.add(line(8, Call.of("vibration",
				Map.of("0x128F", new DeviceListeners.Vibration("tilt", List.of(-690, 2, 138), 158)))));
		messages.add(line(9, Call.of("meter", "zbbridge", new DeviceListeners.Meter(null, null, null)),
				Call.of("dual meter", new DeviceListeners.DualMeter(null)), Call.of("bridge sensor",
						Map.of("THERMO1", new DeviceListeners.Thermometer("0x5480", new BigDecimal("20.9"))))));
		messages.add(line(10,
				Call.of("linky", new DeviceListeners.Tariff("061964000000", 7970903, 3, new BigDecimal("780"), "1"))));
	}

	private static void addZigbee(List<Arguments> messages) {
		messages.add(line(11,
				Call.of("thing", "0x00158d0001a2b3c4", new DeviceListeners.Thing(91, 23.5, null, null, null))));
		messages.add(line(12, Call.of("thing", "Kitchen Light",
				new DeviceListeners.Thing(null, null, "ON", 254, new DeviceListeners.Color(42, 0.4599)))));
		messages.add(line(13, Call.of("thing", "Sensor", new DeviceListeners.Thing(null, null, null, null, null))));
		messages.add(line(14, Call.of("availability", "bridge", DeviceListeners.Availability.ONLINE)));
		messages.add(line(15, Call.of("availability", "Kitchen Light", DeviceListeners.Availability.OFFLINE)));
	}

	private static void addShelly(List<Arguments> messages) {
		messages.add(line(16,
				Call.of("event", "shellyplus1-08b61fd90730", new DeviceListeners.Event("shellyplus1-08b61fd90730",
						"NotifyStatus", new DeviceListeners.Status(1736604020.06, Map.of("connected", true), null)))));
		messages.add(line(17,
				Call.of("event", "shelly1minig3-54320464a1d0", new DeviceListeners.Event("shelly1minig3-54320464a1d0",
						"NotifyStatus",
						new DeviceListeners.Status(1736603810.49, null, new DeviceListeners.Switch(0, false, null))))));
		messages.add(line(18, Call.of("switch", "shellyplus1-441793a5d2fc", "switch:0",
				new DeviceListeners.Switch(0, true, new DeviceListeners.Temperature(54.0, 129.3)))));
		messages.add(line(19, Call.of("online", "humidifier", true)));
		messages.add(line(20, Call.of("relay power", "shellyplug-s-6A6375", 0, new BigDecimal("31.40"))));
		messages.add(line(21, Call.of("relay", 0, DeviceListeners.OnOff.ON)));
		messages.add(line(22, Call.of("beacon", "7c:c6:b6:7f:48:ed",
				new DeviceListeners.Beacon(false, 2, -92, "7c:c6:b6:7f:48:ed"))));
	}

	private static void addOwnTracks(List<Arguments> messages) {
		messages.add(line(23, Call.of("location", "phone", "iphone", new DeviceListeners.Location("location",
				50.9326135, 6.9464344, Instant.ofEpochSecond(1489529135), false))));
		messages.add(line(24, Call.of("location", "car", "P9", new DeviceListeners.Location("location", 38.763523,
				-9.093604, Instant.ofEpochSecond(1564047365), null))));
		messages.add(line(25, Call.of("transition", new DeviceListeners.Transition("leave", "Werk Süd – Tor 3"))));
	}

	private static void addHome(List<Arguments> messages) {
		messages.add(line(26,
				Call.of("discovery", "press-1", Optional.of(new DeviceListeners.Discovery("Press 1 temperature", "°C",
						Map.of("ids", List.of("press-1"), "name", "Press 1"))))));
		messages.add(line(27, Call.of("discovery", "press-1", Optional.empty())));
		messages.add(line(28, Call.of("sensor", "flow_temperature", 54.7)));
		messages.add(line(29, Call.of("binary sensor", "flame", DeviceListeners.OnOff.ON)));
		messages.add(line(30, Call.of("debug",
				"\u001b[0;36m[D][sensor:094]: 'Flow temperature': Sending state 54.70000 °C\u001b[0m")));
	}

	private static void addOthers(List<Arguments> messages) {
		messages.add(line(32, Call.failed("data", "vgp/6007.0/data", "payload cannot be read as double")));
		messages.add(line(33, Call.of("reading", "", "press-1", new DeviceListeners.Reading(71.5))));
		messages.add(line(34, Call.of("slash", "slash", 1)));
		messages.add(line(35, Call.of("sparkplug", "Plant", "Edge1", "Press1",
				"08e0b4c0f2ab3012130a0b54656d7065726174757265200a6dcdcc8c421807")));
		messages.add(line(36, Call.of("picture", "ffd8ffe000104a46494600010100000100010000ffd9")));
		messages.add(line(37, Call.failed("legacy text", "legacy/latin1", "payload is not text in UTF-8"),
				Call.of("legacy bytes", "Temperatur 23°C")));
	}

}
