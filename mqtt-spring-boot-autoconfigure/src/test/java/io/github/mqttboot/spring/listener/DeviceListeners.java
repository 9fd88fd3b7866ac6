// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.mqttboot.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Listeners as one would write them for the devices, and a record of what they were given
 * or why they could not be. No two of them have filters that overlap in a message without
 * being the same.
 */
public class DeviceListeners implements MqttListenerErrorHandler {

	private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

	/**
	 * What a listener was called with, or the one message that says why it could not be.
	 *
	 * @param listener the id
	 * @param values the arguments, or the message
	 */
	public record Call(String listener, List<@Nullable Object> values) {

		/** The call of a listener. */
		public static Call of(String listener, @Nullable Object... values) {
			return new Call(listener, Arrays.asList(values));
		}

		/** The call that could not be made. */
		public static Call failed(String listener, String topic, String reason) {
			return of(listener,
					"listener '" + listener + "' could not handle the message on topic '" + topic + "': " + reason);
		}

	}

	/** The calls so far. */
	public BlockingQueue<Call> calls() {
		return this.calls;
	}

	private void called(String listener, @Nullable Object... values) {
		this.calls.add(Call.of(listener, values));
	}

	@Override
	public ReasonCode handle(MqttListenerException failure) {
		called(failure.listenerId(), failure.getMessage());
		return failure.reasonCode();
	}

	/** Comes last of what a test sends. */
	@MqttSubscribe(topics = "test/end", id = "end", qos = "1")
	void end() {
		called("end");
	}

	// Tasmota

	record Meter(@JsonProperty("Time") @Nullable LocalDateTime time, @JsonProperty("ENERGY") @Nullable Energy energy,
			@JsonProperty("TempUnit") @Nullable String unit) {
	}

	record Energy(@JsonProperty("Total") double total, @JsonProperty("Power") int power,
			@JsonProperty("Period") @Nullable Integer period) {
	}

	@MqttSubscribe(topics = "tele/{device}/SENSOR", id = "meter")
	void onMeter(Meter meter, String device) {
		called("meter", device, meter);
	}

	record DualMeter(@JsonProperty("ENERGY") @Nullable DualEnergy energy) {
	}

	record DualEnergy(@JsonProperty("Total") List<Double> total, @JsonProperty("Power") List<Integer> power,
			@JsonProperty("Voltage") int voltage, @JsonProperty("BL09XX") Map<String, Double> chip) {
	}

	@MqttSubscribe(topics = "tele/{device}/SENSOR", id = "dual meter")
	void onDualMeter(DualMeter meter) {
		called("dual meter", meter);
	}

	record Bridge(@JsonProperty("ZbReceived") @Nullable Map<String, Thermometer> received) {
	}

	record Thermometer(@JsonProperty("Device") String device, @JsonProperty("Temperature") BigDecimal temperature) {
	}

	@MqttSubscribe(topics = "tele/{device}/SENSOR", id = "bridge sensor")
	void onBridgeSensor(Bridge bridge) {
		called("bridge sensor", bridge.received());
	}

	enum OnOff {

		ON, OFF

	}

	record State(@JsonProperty("Uptime") String uptime, @JsonProperty("Heap") int heap,
			@JsonProperty("POWER1") OnOff power, @JsonProperty("Wifi") Wifi wifi) {
	}

	record Wifi(@JsonProperty("SSId") String network, @JsonProperty("RSSI") int signal) {
	}

	@MqttSubscribe(topics = "tele/{device}/STATE", id = "state")
	void onState(State state, String device) {
		called("state", device, state);
	}

	enum Presence {

		ONLINE, OFFLINE

	}

	@MqttSubscribe(topics = "tele/{device}/LWT", id = "presence")
	void onPresence(Presence presence, String device) {
		called("presence", device, presence);
	}

	@MqttSubscribe(topics = "stat/{device}/POWER", id = "power")
	void onPower(boolean on, String device) {
		called("power", device, on);
	}

	@MqttSubscribe(topics = "stat/{device}/RESULT", id = "result")
	void onResult(Map<String, Map<String, String>> result) {
		called("result", result);
	}

	record Vibrations(@JsonProperty("ZbReceived") Map<String, Vibration> received) {
	}

	record Vibration(@JsonProperty("AqaraVibrationMode") String mode,
			@JsonProperty("AqaraAccelerometer") List<Integer> acceleration, @JsonProperty("LinkQuality") int quality) {
	}

	@MqttSubscribe(topics = "tele/{device}/RESULT", id = "vibration")
	void onVibration(Vibrations vibrations) {
		called("vibration", vibrations.received());
	}

	// Linky

	record Linky(@JsonProperty("TIC") Tariff tariff) {
	}

	record Tariff(@JsonProperty("ADCO") String address, @JsonProperty("BASE") long wattHours,
			@JsonProperty("IINST") int amperes, @JsonProperty("PAPP") BigDecimal voltAmperes,
			@JsonProperty("PHASE") String phase) {
	}

	@MqttSubscribe(topics = "compteur/tele/SENSOR", id = "linky")
	void onLinky(Linky linky) {
		called("linky", linky.tariff());
	}

	// Zigbee2MQTT

	record Thing(@Nullable Integer battery, @Nullable Double temperature, @Nullable String state,
			@Nullable Integer brightness, @Nullable Color color) {
	}

	record Color(int hue, double x) {
	}

	@MqttSubscribe(topics = "zigbee2mqtt/{name}", id = "thing")
	void onThing(Thing thing, String name) {
		called("thing", name, thing);
	}

	enum Availability {

		@JsonProperty("online")
		ONLINE,

		@JsonProperty("offline")
		OFFLINE

	}

	record Available(Availability state) {
	}

	@MqttSubscribe(topics = { "zigbee2mqtt/{name}/state", "zigbee2mqtt/{name}/availability" }, id = "availability")
	void onAvailability(Available available, String name) {
		called("availability", name, available.state());
	}

	// Shelly

	record Event(String src, String method, Status params) {
	}

	record Status(double ts, @Nullable Map<String, Boolean> cloud,
			@JsonProperty("switch:0") @Nullable Switch firstSwitch) {
	}

	record Switch(int id, boolean output, @Nullable Temperature temperature) {
	}

	record Temperature(double tC, double tF) {
	}

	@MqttSubscribe(topics = "{device}/events/rpc", id = "event")
	void onEvent(String device, Event event) {
		called("event", device, event);
	}

	@MqttSubscribe(topics = "{device}/status/{component}", id = "switch")
	void onSwitch(Switch status, String device, String component) {
		called("switch", device, component, status);
	}

	@MqttSubscribe(topics = "shellies/{device}/online", id = "online")
	void onOnline(boolean online, String device) {
		called("online", device, online);
	}

	@MqttSubscribe(topics = "shellies/{device}/relay/{channel}/power", id = "relay power")
	void onRelayPower(BigDecimal watts, String device, int channel) {
		called("relay power", device, channel, watts);
	}

	@MqttSubscribe(topics = "shellies/{device}/relay/{channel}", id = "relay")
	void onRelay(OnOff state, int channel) {
		called("relay", channel, state);
	}

	record Beacon(boolean encryption, @JsonProperty("BTHome_version") int version, int rssi, String address) {
	}

	@MqttSubscribe(topics = "shelly-blu/events/{address}", id = "beacon")
	void onBeacon(Beacon beacon, String address) {
		called("beacon", address, beacon);
	}

	// OwnTracks

	record Location(@JsonProperty("_type") String type, double lat, double lon, Instant tst, @Nullable Boolean doze) {
	}

	@MqttSubscribe(topics = "owntracks/{user}/{device}", id = "location")
	void onLocation(Location location, String user, String device) {
		called("location", user, device, location);
	}

	record Transition(String event, String desc) {
	}

	@MqttSubscribe(topics = "owntracks/{user}/{device}/waypoint", id = "transition")
	void onTransition(Transition transition) {
		called("transition", transition);
	}

	// Home Assistant

	record Discovery(String name, @JsonProperty("unit_of_meas") String unit, Map<String, Object> dev) {
	}

	@MqttSubscribe(topics = "homeassistant/{component}/{node}/{object}/config", id = "discovery")
	void onDiscovery(Optional<Discovery> discovery, String node) {
		called("discovery", node, discovery);
	}

	// ESPHome

	@MqttSubscribe(topics = "{node}/sensor/{name}/state", id = "sensor")
	void onSensor(double value, String name) {
		called("sensor", name, value);
	}

	@MqttSubscribe(topics = "{node}/binary_sensor/{name}/state", id = "binary sensor")
	void onBinarySensor(OnOff state, String name) {
		called("binary sensor", name, state);
	}

	@MqttSubscribe(topics = "esphome-boiler/debug", id = "debug")
	void onDebug(String line) {
		called("debug", line);
	}

	// others

	@MqttSubscribe(topics = "vgp/{sensor}/data", id = "data")
	void onData(double value) {
		called("data", value);
	}

	record Reading(double celsius) {
	}

	@MqttSubscribe(topics = "plant/{line}/{machine}/temperature", id = "reading")
	void onReading(Reading reading, String line, String machine) {
		called("reading", line, machine, reading);
	}

	@MqttSubscribe(topics = "/leading/{what}", id = "slash")
	void onSlash(int number, String what) {
		called("slash", what, number);
	}

	@MqttSubscribe(topics = "spBv1.0/{group}/DDATA/{edge}/{device}", id = "sparkplug")
	void onSparkplug(byte[] data, String group, String edge, String device) {
		called("sparkplug", group, edge, device, HexFormat.of().formatHex(data));
	}

	@MqttSubscribe(topics = "cam/{place}/jpeg", id = "picture")
	void onPicture(byte[] picture) {
		called("picture", HexFormat.of().formatHex(picture));
	}

	@MqttSubscribe(topics = "legacy/{what}", id = "legacy text")
	void onLegacyText(String text) {
		called("legacy text", text);
	}

	@MqttSubscribe(topics = "legacy/{what}", id = "legacy bytes")
	void onLegacyBytes(byte[] text) {
		called("legacy bytes", new String(text, StandardCharsets.ISO_8859_1));
	}

}
