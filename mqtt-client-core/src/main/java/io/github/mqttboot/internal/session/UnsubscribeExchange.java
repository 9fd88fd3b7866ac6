// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.List;

import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PacketType;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.jspecify.annotations.Nullable;

/** An UNSUBSCRIBE that waits for its UNSUBACK. */
public final class UnsubscribeExchange extends ControlExchange<UnsubAck> {

	private final List<TopicFilter> filters;

	private final PacketProperties properties;

	private @Nullable Runnable afterwards;

	/**
	 * Makes an exchange that has not begun.
	 * @param filters what to unsubscribe from
	 * @param properties the properties of UNSUBSCRIBE
	 * @param callbacks where the future completes
	 */
	public UnsubscribeExchange(List<TopicFilter> filters, PacketProperties properties, Callbacks callbacks) {
		super(callbacks);
		this.filters = List.copyOf(filters);
		this.properties = properties;
	}

	/**
	 * Has something done on the loop when the server has answered, or will not.
	 * @param afterwards what to do
	 */
	public void whenEnded(Runnable afterwards) {
		this.afterwards = afterwards;
	}

	@Override
	void onEnd(@Nullable Throwable failure) {
		if (this.afterwards != null) {
			this.afterwards.run();
		}
	}

	List<TopicFilter> filters() {
		return this.filters;
	}

	@Override
	Unsubscribe request(ServerLimits limits) {
		return new Unsubscribe(packetId(), this.filters, this.properties);
	}

	@Override
	PacketType requestType() {
		return PacketType.UNSUBSCRIBE;
	}

}
