// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.MqttConnectionException;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.transport.TransportLoop;

/**
 * What the application asks of one connection, and not of the session: pings and
 * authentication. It ends with the connection. Confined to the loop.
 */
final class LinkRequests {

	private static final int MOST_PINGS = 1024;

	private final Connector connector;

	private final TransportLoop loop;

	private final Duration responseTimeout;

	/** Those who asked for a ping, in order. */
	private final List<Completion<Void>> awaitingPong = new ArrayList<>(0);

	private final List<Completion<Void>> awaitingAuthentication = new ArrayList<>(0);

	LinkRequests(Connector connector, TransportLoop loop, Duration responseTimeout) {
		this.connector = connector;
		this.loop = loop;
		this.responseTimeout = responseTimeout;
	}

	void ping(Completion<Void> completion) {
		Link link = this.connector.usableLink();
		if (link == null) {
			completion.fail(notConnected());
			return;
		}
		if (this.awaitingPong.size() == MOST_PINGS) {
			completion
				.fail(new MqttQueueFullException("no more than " + MOST_PINGS + " PINGREQ may have no answer", null));
			return;
		}
		this.awaitingPong.add(completion);
		link.send(PingReq.INSTANCE);
		this.loop.schedule(this.responseTimeout,
				() -> completion.fail(new MqttTimeoutException("no answer to PINGREQ in time", null)));
	}

	/** PINGRESP has come, perhaps to a ping of the session. */
	void pong() {
		if (!this.awaitingPong.isEmpty()) {
			this.awaitingPong.remove(0).succeed(null);
		}
	}

	/** Sends a step of an authentication that the application does itself. */
	void auth(Auth packet, Completion<Void> completion) {
		Link link = this.connector.link();
		if (link == null || !link.connectSent()) {
			completion.fail(notConnected());
			return;
		}
		link.sendAuth(packet);
		completion.succeed(null);
	}

	/** Those who ask while one is going on wait for its end. */
	void reauthenticate(Completion<Void> completion) {
		Link link = this.connector.usableLink();
		if (link == null) {
			completion.fail(notConnected());
			return;
		}
		this.awaitingAuthentication.add(completion);
		if (this.awaitingAuthentication.size() == 1) {
			link.reauthenticate();
		}
	}

	/** An authentication on the established connection has ended well. */
	void reauthenticated() {
		Completion.endAll(this.awaitingAuthentication, (each) -> each.succeed(null));
	}

	/** The connection is gone. */
	void end(MqttException failure) {
		Completion.endAll(this.awaitingAuthentication, (each) -> each.fail(failure));
		Completion.endAll(this.awaitingPong, (each) -> each.fail(failure));
	}

	private static MqttConnectionException notConnected() {
		return new MqttConnectionException("not connected", null);
	}

}
