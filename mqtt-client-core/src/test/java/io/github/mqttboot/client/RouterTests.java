// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;

import io.github.mqttboot.client.Router.Route;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;

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
	void filterThatIsGivenUpKeepsItsHandlersUntilTheyAreRemoved() {
		add("a", this.first);

		Runnable removal = this.router.retire(List.of(TopicFilter.of("a"), TopicFilter.of("unknown")));

		assertThat(find("a")).containsExactly(this.first);
		removal.run();
		assertThat(find("a")).isEmpty();
	}

	@Test
	void newHandlerTakesThePlaceOfThoseOfAFilterThatIsGivenUp() {
		add("a", this.first);
		Runnable removal = this.router.retire(List.of(TopicFilter.of("a")));

		int identifier = add("a", this.second);

		assertThat(find("a")).containsExactly(this.second);
		removal.run();
		assertThat(find("a")).containsExactly(this.second);
		assertThat(find("a", identifier)).containsExactly(this.second);
	}

	@Test
	void aFilterThatIsGivenUpAndReservedAgainIsNotForTheHandlersOfOthers() {
		add("plant/#", this.first);
		int identifier = add("plant/a", this.second);
		Runnable removal = this.router.retire(List.of(TopicFilter.of("plant/a")));

		this.router.reserve(TopicFilter.of("plant/a"));
		assertThat(find("plant/a", identifier)).isEmpty();

		removal.run();
		assertThat(find("plant/a", identifier)).isEmpty();
		assertThat(find("plant/a")).containsExactly(this.first);
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

	@Test
	void anIdentifierLeadsToTheHandlersOfItsSubscriptionAlone() {
		int wide = add("plant/#", this.first);
		int narrow = add("plant/a", this.second);

		assertThat(find("plant/a", wide)).containsExactly(this.first);
		assertThat(find("plant/a", narrow)).containsExactly(this.second);
		assertThat(find("plant/a", wide, narrow)).containsExactlyInAnyOrder(this.first, this.second);
	}

	@Test
	void anIdentifierFromAnEarlierLifeOfTheSessionIsNotBelieved() {
		int identifier = add("plant/#", this.first);
		add("house/#", this.second);

		assertThat(find("house/door", identifier)).containsExactly(this.second);
		assertThat(find("house/door", 99)).containsExactly(this.second);
	}

	@Test
	void anIdentifierLeadsToItsFilterInEveryLifeOfTheApplication() {
		int wide = add("plant/#", this.first);
		int narrow = add("plant/a", this.second);

		Router next = new Router();
		next.add(TopicFilter.of("house"), this.first);
		next.add(TopicFilter.of("plant/a"), this.second);
		next.add(TopicFilter.of("plant/#"), this.first);

		assertThat(find(next, "plant/a", wide)).containsExactly(this.first);
		assertThat(find(next, "plant/a", narrow)).containsExactly(this.second);
	}

	@Test
	void aMessageForAFilterThatIsGoneAndAnotherOneIsRoutedByItsTopic() {
		int wide = add("plant/#", this.first);
		int narrow = add("plant/a", this.second);
		this.router.remove(List.of(TopicFilter.of("plant/a")));
		add("plant/+", this.second);

		assertThat(find("plant/a", wide, narrow)).containsExactly(this.first, this.second);
		assertThat(find("plant/a", wide, wide)).containsExactly(this.first);
	}

	@Test
	void filtersThatHaveOneIdentifierByChanceBothGetWhatIsForEither() {
		int one = add("plant/56601962", this.first);
		int other = add("plant/+/#", this.second);
		assertThat(one).isEqualTo(other);

		assertThat(find("plant/56601962", one)).containsExactlyInAnyOrder(this.first, this.second);
		assertThat(find("plant/1", other)).containsExactly(this.second);
	}

	@Test
	void handlersAreFoundInTheOrderOfTheSubscriptions() {
		List<String> filters = List.of("a/b/c", "#", "a/+/c", "+/b/c", "a/#", "a/b/+", "+/+/+", "a/b/#", "+/#");
		List<Route> routes = filters.stream().map((filter) -> route()).toList();
		for (int i = 0; i < filters.size(); i++) {
			add(filters.get(i), routes.get(i));
		}

		assertThat(find("a/b/c")).containsExactlyElementsOf(routes);
	}

	@Test
	void anIdentifierThatTheApplicationChoseCountsAsWell() {
		add("plant/#", this.first);
		add("plant/a", this.second);
		this.router.identify(7, TopicFilter.of("plant/a"));

		assertThat(find("plant/a", 7)).containsExactly(this.second);
	}

	@Test // section 3.3.4
	void anIdentifierThatComesTwiceLeadsToItsHandlersOnce() {
		add("plant/#", this.first);
		add("plant/a", this.second);
		this.router.identify(7, TopicFilter.of("plant/#"));
		this.router.identify(7, TopicFilter.of("plant/a"));

		assertThat(find("plant/a", 7, 7)).containsExactlyInAnyOrder(this.first, this.second);
	}

	@Test
	void aHandlerOfSeveralFiltersThatMatchIsFoundOnce() {
		add("plant/#", this.first);
		add("plant/a", this.second);
		add("plant/a", this.first);
		add("plant/a", this.first);
		this.router.identify(7, TopicFilter.of("plant/#"));
		this.router.identify(7, TopicFilter.of("plant/a"));

		assertThat(find("plant/a")).containsExactly(this.first, this.second);
		assertThat(find("plant/a", 7)).containsExactlyInAnyOrder(this.first, this.second);
	}

	@Test
	void aHandlerThatSubscribesAgainIsFoundOnce() {
		Route again = new Route(this.first.handler(), this.first.ackMode(), this.first.lane());
		add("plant/#", this.first);
		add("plant/a", this.second);
		int narrow = add("plant/a", again);
		add("plant/a", again);

		assertThat(find("plant/a")).containsExactly(this.first, this.second);
		assertThat(find("plant/a", narrow)).containsExactly(this.second, again);
	}

	@Test
	void aHandlerStaysUntilTheLastOfItsCallsIsTakenBack() {
		Route again = new Route(this.first.handler(), this.first.ackMode(), this.first.lane());
		add("a", this.first);
		add("a", again);

		this.router.remove(TopicFilter.of("a"), again);
		assertThat(find("a")).containsExactly(this.first);

		this.router.remove(TopicFilter.of("a"), this.first);
		assertThat(find("a")).isEmpty();
	}

	@Test
	void aHandlerWithTwoWaysToAcknowledgeIsTwo() {
		Route manual = new Route(this.first.handler(), AckMode.MANUAL, this.first.lane());
		add("a", this.first);
		add("a", manual);

		assertThat(find("a")).containsExactly(this.first, manual);
	}

	@Test
	void aHandlerThatIsRemovedLeavesTheOthersOfItsFilter() {
		add("a", this.first);
		add("a", this.second);
		find("a");

		this.router.remove(TopicFilter.of("a"), this.first);
		assertThat(find("a")).containsExactly(this.second);

		this.router.remove(TopicFilter.of("a"), this.second);
		assertThat(find("a")).isEmpty();
	}

	@Test
	void severalHandlersOfOneFilterShareItsIdentifier() {
		int identifier = add("a", this.first);

		assertThat(add("a", this.second)).isEqualTo(identifier);
		assertThat(find("a", identifier)).containsExactly(this.first, this.second);
	}

	private int add(String filter, Route route) {
		return this.router.add(TopicFilter.of(filter), route);
	}

	private Route[] find(String topic, int... identifiers) {
		return find(this.router, topic, identifiers);
	}

	private static Route[] find(Router router, String topic, int... identifiers) {
		PacketProperties.Builder properties = PacketProperties.builder();
		for (int identifier : identifiers) {
			properties.subscriptionIdentifier(identifier);
		}
		return router
			.find(new MqttMessage(TopicName.of(topic), new byte[0], QoS.AT_MOST_ONCE, false, properties.build()));
	}

	private Route[] find(String topic) {
		return this.router.find(MqttMessage.builder(topic).build());
	}

	private static Route route() {
		return new Route((delivery) -> {
		}, AckMode.AUTO, new Lane(new SerialExecutor(Runnable::run, new ManualTransport()), null, 256));
	}

}
