// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Set;

import io.github.mqttboot.protocol.QoS;

/**
 * What becomes of messages in flight when the server has lost the session, so that nobody
 * knows any more whether they have arrived. Messages that were never sent are published
 * in any case.
 */
public enum SessionLoss {

	/** They are published again; one of QoS 2 may arrive twice then. */
	PUBLISH_ALL(Set.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)),

	/** Those of QoS 1 are published again, those of QoS 2 fail. */
	PUBLISH_QOS_1(Set.of(QoS.AT_LEAST_ONCE)),

	/** They fail. */
	FAIL_ALL(Set.of());

	private final Set<QoS> publishedAgain;

	SessionLoss(Set<QoS> publishedAgain) {
		this.publishedAgain = publishedAgain;
	}

	Set<QoS> publishedAgain() {
		return this.publishedAgain;
	}

}
