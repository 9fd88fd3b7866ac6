// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.github.mqttboot.protocol.MqttVersion;

/** The byte in CONNECT that says what else is there (section 3.1.2.3). */
final class ConnectFlags {

	static final int CLEAN_START = 0x02;

	static final int WILL = 0x04;

	static final int WILL_RETAIN = 0x20;

	static final int PASSWORD = 0x40;

	static final int USER_NAME = 0x80;

	private static final int RESERVED = 0x01;

	private static final int WILL_QOS_SHIFT = 3;

	private ConnectFlags() {
	}

	static int willQos(int flags) {
		return (flags >> WILL_QOS_SHIFT) & 3;
	}

	static int ofWillQos(int level) {
		return level << WILL_QOS_SHIFT;
	}

	/** Checks that flags which were received fit together. */
	static void check(int flags, MqttVersion version) {
		if ((flags & RESERVED) != 0) {
			throw Faults.malformed("reserved flag of CONNECT must be 0, was 1"); // [MQTT-3.1.2-3]
		}
		if (willQos(flags) == 3) {
			throw Faults.malformed("QoS of the will must be 0, 1 or 2, was 3"); // [MQTT-3.1.2-12]
		}
		if ((flags & WILL) == 0 && (flags & (WILL_RETAIN | ofWillQos(3))) != 0) {
			// [MQTT-3.1.2-11], [MQTT-3.1.2-13]
			throw Faults.protocolError(
					"QoS and retain flag of the will must be 0 without a will, were in flags " + Faults.hex(flags));
		}
		if (version == MqttVersion.V3_1_1 && (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0) {
			// [v3 MQTT-3.1.2-22]
			throw Faults.protocolError("password must not come without user name in MQTT 3.1.1, did");
		}
	}

}
