// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

/**
 * Which messages of a listener have to wait for each other. A message is over when the
 * method has returned, or the stage that it returned has ended, and there is no further
 * attempt to come. Whatever is chosen, acknowledgements leave in the order in which the
 * messages came.
 */
public enum Ordering {

	/** Each message waits until the one before it is over. */
	LISTENER,

	/**
	 * A message waits for earlier ones of the same topic; others do not wait for it. Some
	 * topics may share a lane, and wait for each other all the same.
	 */
	TOPIC,

	/** No message waits for another one; a message that is tried again is overtaken. */
	NONE

}
