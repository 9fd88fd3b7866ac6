// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import java.util.List;

import io.github.mqttboot.client.ClientStatus;
import io.github.mqttboot.client.ConnectionState;
import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.SubscriptionStatus;
import io.github.mqttboot.client.SubscriptionStatus.State;
import io.github.mqttboot.transport.TlsOptions;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Says whether a client is connected, to which server, since when, and if not, why. Asks
 * the client only, nothing is sent.
 */
public final class MqttHealthIndicator extends AbstractHealthIndicator {

	private final MqttClient client;

	/**
	 * Makes the indicator.
	 * @param client the client to ask
	 */
	public MqttHealthIndicator(MqttClient client) {
		super("MQTT health check failed");
		this.client = client;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		ClientStatus status = this.client.status();
		boolean connected = status.state() == ConnectionState.CONNECTED;
		health.status(connected ? Status.UP : Status.DOWN)
			.withDetail("state", status.state().name())
			.withDetail("since", status.since().toString())
			.withDetail("server", (status.server() != null) ? status.server().toString() : "none yet")
			.withDetail("clientId", status.clientId());
		if (connected) {
			health.withDetail("sessionPresent", status.sessionPresent());
		}
		if (status.lastError() != null) {
			health.withDetail("error", String.valueOf(status.lastError().getMessage()));
		}
		if (status.takeovers() > 0) {
			health.withDetail("takeovers", status.takeovers());
		}
		describeSubscriptions(health, "refusedSubscriptions", State.REFUSED);
		describeSubscriptions(health, "downgradedSubscriptions", State.DOWNGRADED);
		TlsOptions tls = this.client.options().tls();
		if (tls != null && !tls.verify()) {
			health.withDetail("verify", "none");
		}
	}

	/** Only if there are some. */
	private void describeSubscriptions(Health.Builder health, String detail, State state) {
		List<String> some = this.client.subscriptions()
			.stream()
			.filter((subscription) -> subscription.state() == state)
			.map(MqttHealthIndicator::text)
			.toList();
		if (!some.isEmpty()) {
			health.withDetail(detail, some);
		}
	}

	private static String text(SubscriptionStatus subscription) {
		return subscription.filter() + ": "
				+ ((subscription.granted() != null)
						? "QoS " + subscription.granted().level() + " instead of " + subscription.requested().level()
						: subscription.refusal());
	}

}
