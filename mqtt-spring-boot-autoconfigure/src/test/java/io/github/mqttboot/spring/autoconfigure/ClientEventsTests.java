// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.spring.FakeMqttClient;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.EventListener;

/** What the application is told of its clients. */
class ClientEventsTests {

	private static final MqttConnectionException LOST = new MqttConnectionException("connection reset", null);

	private final FakeMqttClient press = FakeMqttClient.of(MqttVersion.V5).onConnect(this::acceptPress);

	private final FakeMqttClient oven = FakeMqttClient.of(MqttVersion.V5);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MqttAutoConfiguration.class, MqttClientsAutoConfiguration.class,
				MqttListenerAutoConfiguration.class))
		.withBean("press", MqttClient.class, () -> this.press, (definition) -> definition.setPrimary(true))
		.withBean("oven", MqttClient.class, () -> this.oven)
		.withBean(Watch.class);

	private void acceptPress() {
		this.press.accept();
	}

	@Test
	void listenersAreToldOfEveryClientFromItsFirstConnectionOn() {
		this.runner.run((context) -> {
			Watch watch = context.getBean(Watch.class);
			assertThat(watch.connected).isEqualTo(1);

			this.oven.accept();
			this.oven.lose(LOST);

			assertThat(watch.connected).isEqualTo(2);
			assertThat(watch.lost).singleElement()
				.returns(this.oven, PayloadApplicationEvent::getSource)
				.extracting(PayloadApplicationEvent::getPayload)
				.returns(LOST, MqttEvent.Disconnected::cause);
			assertThat(watch.all).hasSize(3);
		});
	}

	@Test
	void thereMayBeNoClient() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MqttClientsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttClient.class));
	}

	@Test // asked for, failures would not be logged any more
	void nobodyAsksForFailuresAndForWhatComesWithEachMessage() {
		this.runner.run((context) -> {
			List<Class<?>> notAskedFor = Arrays.stream(MqttEvent.class.getPermittedSubclasses())
				.<Class<?>>filter((type) -> !this.oven.isAskedFor(type.asSubclass(MqttEvent.class)))
				.toList();
			assertThat(notAskedFor).containsExactlyInAnyOrder(MqttEvent.Failed.class, MqttEvent.MessageReceived.class,
					MqttEvent.MessageAcknowledged.class);
		});
	}

	@Test
	void whatHappensWhileTheApplicationStopsIsToldAndNothingAfterThat() {
		Watch watch = new Watch();
		this.runner.withBean("another", Watch.class, () -> watch).run((context) -> {
			context.stop();
			this.press.lose(LOST);
			context.close();
			this.press.lose(LOST);
		});
		assertThat(watch.lost).isEmpty();
		assertThat(this.press.status().state()).isEqualTo(ConnectionState.WAITING);
	}

	static class Watch {

		final List<MqttEvent> all = new CopyOnWriteArrayList<>();

		final List<PayloadApplicationEvent<MqttEvent.Disconnected>> lost = new CopyOnWriteArrayList<>();

		int connected;

		@EventListener
		void on(MqttEvent event) {
			this.all.add(event);
		}

		@EventListener
		void onConnected(MqttEvent.Connected event) {
			this.connected++;
		}

		@EventListener
		void onLost(PayloadApplicationEvent<MqttEvent.Disconnected> event) {
			this.lost.add(event);
		}

	}

}
