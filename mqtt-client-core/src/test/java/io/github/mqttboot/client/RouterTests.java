// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.TopicFilter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RouterTests {

	private final Router router = new Router();

	private final Route first = route();

	private final Route second = route();

	@Test
	void findsAllHandlersOfAllFiltersThatMatch() {
		add("plant/+/temperature", this.first);
		add("plant/#", this.second);

		assertThat(find("plant/a/temperature")).containsExactly(this.first, this.second);
		assertThat(find("plant/a/pressure")).containsExactly(this.second);
		assertThat(find("house")).isEmpty();
	}

	@Test
	void aTopicSeenBeforeFindsHandlersThatCameLater() {
		assertThat(find("a")).isEmpty();

		add("a", this.first);

		assertThat(find("a")).containsExactly(this.first);
	}

	@Test
	void removingAFilterRemovesAllItsHandlers() {
		add("a", this.first);
		add("a", this.second);
		find("a");

		this.router.remove(List.of(TopicFilter.of("a")));

		assertThat(find("a")).isEmpty();
	}

	@Test
	void sharedSubscriptionsMatchWithoutTheirShareName() {
		add("$share/workers/jobs/#", this.first);

		assertThat(find("jobs/1")).containsExactly(this.first);
	}

	@Test // [MQTT-4.7.2-1]
	void topicsOfTheServerAreNotForAWildcardInFront() {
		add("#", this.first);
		add("+/broker/uptime", this.first);

		assertThat(find("$SYS/broker/uptime")).isEmpty();
	}

	@Test
	void remembersABoundedNumberOfTopics() {
		add("#", this.first);
		for (int i = 0; i < 5000; i++) {
			assertThat(find("t/" + i)).hasSize(1);
		}
	}

	private void add(String filter, Route route) {
		this.router.add(TopicFilter.of(filter), route);
	}

	private Route[] find(String topic) {
		return this.router.find(MqttMessage.builder(topic).build());
	}

	private static Route route() {
		return new Route((delivery) -> {
		}, AckMode.AUTO);
	}

}
