// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

/**
 * A name and a value that mean something to the applications only (section 2.2.2.2). The
 * same name may occur more than once; the order is kept.
 *
 * @param name the name, UTF-8 text of at most 65 535 bytes
 * @param value the value, UTF-8 text of at most 65 535 bytes
 */
public record UserProperty(String name, String value) {

	/**
	 * Checks both texts.
	 * @throws IllegalArgumentException if one of them cannot be sent [MQTT-1.5.4-1]
	 */
	public UserProperty {
		Utf8.check("user property name", name);
		Utf8.check("user property value", value);
	}

	/** As {@code name=value}. */
	@Override
	public String toString() {
		return this.name + "=" + this.value;
	}

}
