// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.mqttboot.client.ClientBacklog;
import io.github.mqttboot.client.ClientStatus;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Shows the clients: how each was configured, what it is doing, and what waits. */
@org.springframework.boot.actuate.endpoint.annotation.Endpoint(id = "mqtt")
public final class MqttEndpoint {

	private final Map<String, MqttClient> clients;

	/**
	 * Makes the endpoint.
	 * @param clients the clients by name
	 */
	public MqttEndpoint(Map<String, MqttClient> clients) {
		this.clients = Map.copyOf(clients);
	}

	/**
	 * Describes the clients.
	 * @return the clients by name
	 */
	@ReadOperation
	public Clients clients() {
		Map<String, Client> descriptions = new LinkedHashMap<>();
		this.clients.forEach((name, client) -> descriptions.put(name, Client.of(client)));
		return new Clients(descriptions);
	}

	/**
	 * The clients.
	 *
	 * @param clients by name
	 */
	public record Clients(Map<String, Client> clients) {
	}

	/**
	 * A client.
	 *
	 * @param state what it is doing
	 * @param since since when
	 * @param server the server of the connection or of the last attempt
	 * @param servers the servers it was told to use
	 * @param version the protocol version
	 * @param clientId the client identifier in use
	 * @param clean whether each connection begins a new session
	 * @param sessionPresent whether the server had kept a session at the last connect
	 * @param lastError why the last attempt or connection failed
	 * @param backlog what is not done yet
	 * @param subscriptions what it wants to be subscribed to
	 */
	public record Client(ConnectionState state, Instant since, @Nullable String server, List<String> servers,
			String version, String clientId, boolean clean, boolean sessionPresent, @Nullable String lastError,
			ClientBacklog backlog, List<Subscription> subscriptions) {

		static Client of(MqttClient client) {
			ClientStatus status = client.status();
			return new Client(status.state(), status.since(),
					(status.server() != null) ? status.server().toString() : null,
					client.options().endpoints().stream().map(Endpoint::toString).toList(),
					client.options().version().toString(), status.clientId(), client.options().clean(),
					status.sessionPresent(), (status.lastError() != null) ? status.lastError().getMessage() : null,
					client.backlog(), client.subscriptions().stream().map(Subscription::of).toList());
		}

	}

	/**
	 * A subscription.
	 *
	 * @param filter the topic filter
	 * @param requested the QoS that was asked for
	 * @param granted the QoS that the server has granted, or null
	 * @param state how far it has come
	 * @param refusal why the server has refused it, or null
	 * @param since when it entered that state
	 */
	public record Subscription(String filter, int requested, @Nullable Integer granted, SubscriptionStatus.State state,
			@Nullable String refusal, Instant since) {

		static Subscription of(SubscriptionStatus status) {
			return new Subscription(status.filter().value(), status.requested().level(),
					(status.granted() != null) ? status.granted().level() : null, status.state(),
					(status.refusal() != null) ? status.refusal().toString() : null, status.since());
		}

	}

}
