// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/** Why a message was dropped before it was sent. */
public enum DropReason {

	/** There was no room for it any more, see {@link PublishQueue.Overflow}. */
	OVERFLOW,

	/** It has waited longer than it was worth. */
	EXPIRED

}
