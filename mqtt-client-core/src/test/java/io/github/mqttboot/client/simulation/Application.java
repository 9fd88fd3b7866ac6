// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MessageHandler;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.MqttEvent;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

import org.jspecify.annotations.Nullable;

/** An application with a client of its own, from the start of its process to the end. */
final class Application {

	private static final int BIG = 80;

	private static final List<String> OVERLAPPING = List.of("in/0", "in/1", "in/+", "in/#", Scenario.FORBIDDEN + "/#");

	private static final List<String> DISJOINT = List.of("in/0", "in/1", "in/2", Scenario.FORBIDDEN + "/#");

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Trace trace;

	private final Scenario scenario;

	private final Ledger ledger;

	private final ClientHost host;

	private final int life;

	private final @Nullable ModelStore store;

	private final MqttClient client;

	private final Handling handling;

	private final Map<TopicFilter, QoS> desired = new LinkedHashMap<>();

	/** The call that asked for a filter last. */
	private final Map<TopicFilter, CompletableFuture<?>> asked = new LinkedHashMap<>();

	/** Filters whose UNSUBSCRIBE may not have arrived, as the application was told. */
	private final Set<TopicFilter> doubtful = new HashSet<>();

	private final Set<TopicFilter> unsubscribed = new HashSet<>();

	private final Set<Promise> open = new LinkedHashSet<>();

	private int unfinished;

	/** How many handlers it has had. */
	private int registrations;

	/** How often a connection was no longer wanted. */
	private int stops;

	private boolean wanted;

	private boolean settling;

	private boolean closed;

	/** A future, and what it is of. */
	private record Promise(String call, CompletableFuture<?> future) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return this.call.hashCode();
		}

	}

	Application(VirtualTime time, SplittableRandom random, Trace trace, Scenario scenario, Ledger ledger,
			ClientHost host, int life, @Nullable ModelStore store) {
		this.time = time;
		this.random = random;
		this.trace = trace;
		this.scenario = scenario;
		this.ledger = ledger;
		this.host = host;
		this.life = life;
		this.store = store;
		this.handling = new Handling(time, random.split(), trace, scenario, ledger, host, life);
		this.client = MqttClient.create(scenario.options().transport(host).executor(host::call).store(store).build());
		this.client.on(MqttEvent.Disconnected.class, this::disconnected);
		this.client.on(MqttEvent.Failed.class, this::failed);
		if (!scenario.handlerPerSubscription()) {
			this.client.on(MqttEvent.MessageReceived.class, (event) -> this.handling.handle(event.delivery(), 0));
		}
	}

	MqttClient client() {
		return this.client;
	}

	/** What every life of the application begins with. */
	void start() {
		subscribe("in/0", QoS.EXACTLY_ONCE);
		subscribe("in/1", QoS.AT_LEAST_ONCE);
		connect();
	}

	// what it does

	/** Does something. */
	void act() {
		if (!active()) {
			return;
		}
		switch (this.random.nextInt(20)) {
			case 0 -> subscribe();
			case 1 -> unsubscribe();
			case 2 -> disconnect();
			case 3, 4 -> connect();
			case 5 -> closeConnection();
			case 6 -> ping();
			default -> publish(this.random.nextInt(1, 8));
		}
	}

	private void publish(int messages) {
		for (int i = 0; i < messages; i++) {
			QoS qos = QoS.of(this.random.nextInt(3));
			int size = (this.random.nextInt(8) == 0) ? BIG : this.random.nextInt(5, 20);
			publish("out/" + this.random.nextInt(2), qos, size);
		}
	}

	private void publish(String topic, QoS qos, int size) {
		Outgoing message = new Outgoing(this.ledger.nextNumber(), topic, qos, size, this.life,
				this.wanted ? this.stops : -1);
		this.ledger.published(message);
		this.trace.add("app", "publishes", message);
		this.unfinished++;
		// what the store holds for nobody any more counts as well
		int kept = (this.store != null) ? this.store.messages().size() : 0;
		boolean mayBeFull = this.unfinished + kept > this.scenario.publishCapacity();
		MqttMessage packet = MqttMessage.builder(topic).payload(Ledger.payload(message.number, size)).qos(qos).build();
		track("publish " + message.number, this.client.publish(packet)).whenComplete((result, failure) -> {
			this.unfinished--;
			message.ended = true;
			message.failure = failure;
			if (failure != null) {
				this.trace.add("app", "is told that " + message + " failed:", failure);
				new Verdict(this.scenario, this.ledger).onFailure(message, failure, mayBeFull,
						message.stops != this.stops);
			}
		});
		if (this.client.backlog().queued() > this.scenario.publishCapacity()) {
			this.ledger.violated("more publishes wait than the capacity allows");
		}
	}

	private <T> CompletableFuture<T> track(String call, CompletableFuture<T> future) {
		Promise promise = new Promise(call, future);
		this.open.add(promise);
		future.whenComplete((result, failure) -> this.open.remove(promise));
		return future;
	}

	private void subscribe() {
		List<String> filters = this.scenario.handlerPerSubscription() ? DISJOINT : OVERLAPPING;
		subscribe(filters.get(this.random.nextInt(filters.size())), QoS.of(this.random.nextInt(3)));
	}

	private void subscribe(String text, QoS qos) {
		this.trace.add("app", "subscribes to " + text + " with", qos);
		Subscription subscription = Subscription.of(text, qos);
		TopicFilter filter = subscription.filter();
		int registration = ++this.registrations;
		MessageHandler handler = (delivery) -> this.handling.handle(delivery, registration);
		boolean withHandler = this.scenario.handlerPerSubscription() && !this.desired.containsKey(filter);
		CompletableFuture<?> future = track("subscribe " + text,
				withHandler ? this.client.subscribe(subscription, handler) : this.client.subscribe(subscription));
		int stops = this.stops;
		this.desired.put(filter, qos);
		this.asked.put(filter, future);
		future.whenComplete((result, failure) -> {
			if (failure instanceof MqttRejectedException && this.stops == stops) {
				if (!text.startsWith(Scenario.FORBIDDEN)) {
					this.ledger.violated("a subscription that the broker grants is refused: " + failure);
				}
				if (this.asked.get(filter) == future) {
					this.desired.remove(filter);
				}
			}
		});
	}

	private void unsubscribe() {
		if (this.desired.isEmpty()) {
			return;
		}
		TopicFilter filter = List.copyOf(this.desired.keySet()).get(this.random.nextInt(this.desired.size()));
		this.trace.add("app", "unsubscribes from", filter);
		this.desired.remove(filter);
		this.unsubscribed.add(filter);
		CompletableFuture<?> future = track("unsubscribe " + filter, this.client.unsubscribe(filter.value()));
		this.asked.put(filter, future);
		future.whenComplete((result, failure) -> {
			if (failure != null) {
				this.doubtful.add(filter);
			}
		});
	}

	private void connect() {
		this.trace.add("app", "connects");
		if (this.client.status().state() == ConnectionState.DISCONNECTED) {
			this.stops++; // it may have given up, and not have said so yet
		}
		this.wanted = true;
		track("connect", this.client.connect());
	}

	private void disconnect() {
		this.trace.add("app", "disconnects");
		this.wanted = false;
		this.stops++;
		CompletableFuture<Void> future = track("disconnect", this.client.disconnect());
		if (this.scenario.slownessInThousand() > 0) {
			return; // the future ends behind handlers that are slow
		}
		this.time.after(this.client.options().disconnectTimeout().toNanos() + VirtualTime.seconds(8), () -> {
			if (this.host.alive() && !future.isDone()) {
				this.ledger.violated("disconnecting takes longer than its limit");
			}
		});
	}

	private void closeConnection() {
		this.trace.add("app", "closes the connection");
		this.client.closeConnection("for a test");
	}

	private void ping() {
		track("ping", this.client.lowLevel().sendPing());
	}

	// what it is told

	private void disconnected(MqttEvent.Disconnected event) {
		this.trace.add("app", "is told that it is disconnected:", event.reason());
		if (event.cause() instanceof MqttProtocolException) {
			this.ledger.violated("the broker is blamed for what it may do: " + event.reason());
		}
		if (this.client.status().state() == ConnectionState.DISCONNECTED && this.wanted) {
			this.wanted = false;
			this.stops++;
			if (this.settling) {
				this.time.after(VirtualTime.millis(100), this::connect);
			}
		}
	}

	private void failed(MqttEvent.Failed event) {
		if (!(event.cause() instanceof Handling.Failure) && event.cause() instanceof RuntimeException
				&& !(event.cause() instanceof MqttException)) {
			this.ledger.violated("something failed in the client: " + event);
		}
	}

	// how it ends

	/** Nothing goes wrong any more: gets everything in order. */
	void settle() {
		this.settling = true;
		this.handling.settle();
		if (!this.wanted) {
			connect();
		}
	}

	/** What is not in order yet, or null. */
	@Nullable String unsettled(@Nullable BrokerSession session) {
		if (this.client.status().state() != ConnectionState.CONNECTED) {
			return "the client is " + this.client.status().state();
		}
		if (!this.open.isEmpty()) {
			return "the future of " + this.open.iterator().next().call() + " has not ended";
		}
		if (session == null || session.connection() == null) {
			return "the broker has no connection";
		}
		if (!session.idle()) {
			return "the broker has messages that it was not freed of";
		}
		if (!this.handling.idle()) {
			return "handlers have work left";
		}
		return differences(session);
	}

	private @Nullable String differences(BrokerSession session) {
		for (Map.Entry<TopicFilter, QoS> each : this.desired.entrySet()) {
			BrokerSession.Granted granted = session.subscriptions().get(each.getKey());
			boolean forbidden = each.getKey().value().startsWith(Scenario.FORBIDDEN);
			if (!forbidden && (granted == null || granted.qos() != each.getValue())) {
				return "the broker has the subscription " + each + " as " + granted;
			}
		}
		for (TopicFilter filter : session.subscriptions().keySet()) {
			if (!this.desired.containsKey(filter) && !this.doubtful.contains(filter) && this.life == 1) {
				return "the broker has the subscription " + filter + " that nobody wants";
			}
		}
		return null;
	}

	/** Whether a message of this topic may have come when there was no handler. */
	boolean mayHaveNoHandler(String topic) {
		return this.scenario.handlerPerSubscription()
				&& (this.life > 1 || this.unsubscribed.stream().anyMatch((filter) -> filter.value().equals(topic)));
	}

	/** The process is killed. */
	void crash() {
		this.trace.add("app", "crashes");
		this.host.crash();
		for (Outgoing message : this.ledger.outgoing()) {
			message.abandoned |= !message.ended;
		}
	}

	boolean alive() {
		return this.host.alive();
	}

	/** Whether the process is alive, and its client not closed. */
	boolean active() {
		return this.host.alive() && !this.closed;
	}

	/** Closes the client. */
	void close() {
		this.trace.add("app", "closes the client");
		this.wanted = false;
		this.closed = true;
		this.stops++;
		this.host.execute(this.client::close); // anywhere else it waits in real time
	}

	/** What has not ended although the client is closed. */
	@Nullable String leftOpen() {
		return this.open.isEmpty() ? null : this.open.iterator().next().call();
	}

}
