// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;

import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.Printable;
import io.github.mqttboot.protocol.ReasonCode;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log, and those who asked for events, what comes after the end of a
 * connection. Confined to the loop.
 */
final class ConnectionReport {

	private static final Logger logger = LoggerFactory.getLogger(DefaultMqttClient.class);

	private final EventHub events;

	ConnectionReport(EventHub events) {
		this.events = events;
	}

	/** There will be another attempt after a pause. */
	void pausing(Link ended, int attempt, Duration pause) {
		logger.warn("{}; next attempt in {} ms", ended.reason(), pause.toMillis());
		this.events.fire(new MqttEvent.Reconnecting(attempt, pause));
	}

	/**
	 * Another client with the same identifier has shown itself. Or the server does not
	 * take a message, and cannot say so: it looks the same.
	 * @param inFlight what is sent again on each connection, or null
	 */
	void takenOver(Link ended, String clientId, int takeovers, @Nullable MqttMessage inFlight) {
		boolean certain = isTakeover(ended);
		logger.warn("Another client with the identifier {} {} over at {} ({} in a row){}", clientId,
				certain ? "has taken" : "may be taking", ended.endpoint(), takeovers,
				(certain || inFlight == null) ? ""
						: "; or the server does not take a message that is sent again each time: the largest has "
								+ inFlight.payload().length + " bytes and goes to " + Printable.of(inFlight.topic()));
		this.events.fire(new MqttEvent.TakenOver(clientId, takeovers, certain));
	}

	/**
	 * There will be no other attempt.
	 * @param unexpected whether there might have been one, as configured
	 */
	void gaveUp(Link ended, String clientId, boolean unexpected) {
		String why = ended.reason();
		if (isTakeover(ended)) {
			logger.error("{}; not connecting again, because of another client with the identifier {}", ended.reason(),
					clientId);
			why = "another client with the identifier \"" + clientId + "\" keeps taking over; each"
					+ " client needs an identifier of its own";
		}
		else if (unexpected) {
			logger.error("{}; not connecting again", ended.reason());
		}
		else {
			logger.warn("{}; not connecting again, as configured", ended.reason());
		}
		this.events.fire(new MqttEvent.Failed("gave up connecting: " + why, ended.cause()));
	}

	private static boolean isTakeover(Link ended) {
		return ended.failure() instanceof MqttRejectedException rejected
				&& rejected.reasonCode() == ReasonCode.SESSION_TAKEN_OVER;
	}

}
