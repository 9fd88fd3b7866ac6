// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;
import java.util.function.Consumer;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;

/** A SUBSCRIBE that waits for its SUBACK. */
public final class SubscribeExchange extends ControlExchange<SubAck> {

	private final List<Subscription> subscriptions;

	private final PacketProperties properties;

	/** What the client routes by, where the server can tell it; 0 for nothing. */
	private int routeIdentifier;

	/** Whether nobody asked: the session brings back what the server has lost. */
	private final boolean restoring;

	private Consumer<TopicFilter> forgetting = (filter) -> {
	};

	/**
	 * Makes an exchange that has not begun.
	 * @param subscriptions what to subscribe to
	 * @param properties the properties of SUBSCRIBE
	 * @param callbacks where the future completes
	 */
	public SubscribeExchange(List<Subscription> subscriptions, PacketProperties properties, Callbacks callbacks) {
		this(subscriptions, properties, callbacks, false);
	}

	private SubscribeExchange(List<Subscription> subscriptions, PacketProperties properties, Callbacks callbacks,
			boolean restoring) {
		super(callbacks);
		this.subscriptions = List.copyOf(subscriptions);
		this.properties = properties;
		this.restoring = restoring;
	}

	static SubscribeExchange restoring(List<Subscription> subscriptions, Details details) {
		SubscribeExchange exchange = new SubscribeExchange(subscriptions, details.properties(), Runnable::run, true);
		exchange.routeBy(details.routeIdentifier());
		return exchange;
	}

	/** What the filters of one packet have in common. */
	record Details(PacketProperties properties, int routeIdentifier) {

		/** What a server is told of them. */
		Details on(ServerLimits limits) {
			return limits.subscriptionIdentifiers() ? this : new Details(this.properties, 0);
		}

	}

	Details details() {
		return new Details(this.properties, this.routeIdentifier);
	}

	/**
	 * Sets an identifier that the client routes by. It is sent where the server has
	 * subscription identifiers and the application has chosen none.
	 * @param identifier 1 to 268 435 455
	 */
	public void routeBy(int identifier) {
		this.routeIdentifier = identifier;
	}

	/**
	 * Has something done on the loop for a filter that is refused and not asked for
	 * again, now or when it is to be restored; to be called before it is subscribed.
	 * @param forgetting what to do
	 */
	public void whenForgotten(Consumer<TopicFilter> forgetting) {
		this.forgetting = forgetting;
	}

	Consumer<TopicFilter> forgetting() {
		return this.forgetting;
	}

	/**
	 * What is subscribed to.
	 * @return the filters and their options
	 */
	public List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	/**
	 * What the application says with it.
	 * @return the properties of SUBSCRIBE
	 */
	public PacketProperties properties() {
		return this.properties;
	}

	boolean isRestoring() {
		return this.restoring;
	}

	@Override
	Subscribe request(ServerLimits limits) {
		boolean identify = this.routeIdentifier != 0 && limits.subscriptionIdentifiers()
				&& this.properties.subscriptionIdentifiers().isEmpty();
		return new Subscribe(packetId(), this.subscriptions, identify
				? this.properties.toBuilder().subscriptionIdentifier(this.routeIdentifier).build() : this.properties);
	}

	@Override
	PacketType requestType() {
		return PacketType.SUBSCRIBE;
	}

}
