// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The client's first packet (section 3.1).
 *
 * @param version the protocol version of this connection
 * @param clientId the client identifier; empty to have the server choose one
 * @param cleanStart true to begin a new session ("clean session" in MQTT 3.1.1)
 * @param keepAliveSeconds the longest silence of the client, 0 to 65535; 0 for no limit
 * @param will what to publish when the connection is lost, or null
 * @param userName the user name, or null
 * @param password the password, or null; the array is not copied
 * @param properties the properties
 */
public record Connect(MqttVersion version, String clientId, boolean cleanStart, int keepAliveSeconds,
		@Nullable Will will, @Nullable String userName, byte @Nullable [] password,
		PacketProperties properties) implements Packet {

	/**
	 * Checks what the specification forbids.
	 * @throws IllegalArgumentException if a text cannot be sent, the keep alive is out of
	 * range, or there is a password without user name in MQTT 3.1.1 [v3 MQTT-3.1.2-22]
	 */
	public Connect {
		Utf8.check("client identifier", clientId);
		if (keepAliveSeconds < 0 || keepAliveSeconds > 65_535) {
			throw new IllegalArgumentException("keep alive must be 0..65535 seconds, was " + keepAliveSeconds);
		}
		if (userName != null) {
			Utf8.check("user name", userName);
		}
		if (password != null && password.length > 65_535) {
			throw new IllegalArgumentException("password must be at most 65535 bytes, was " + password.length);
		}
		if (version == MqttVersion.V3_1_1 && password != null && userName == null) {
			throw new IllegalArgumentException("password must not be set without user name in MQTT 3.1.1");
		}
	}

	@Override
	public PacketType type() {
		return PacketType.CONNECT;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Connect that && this.version == that.version && this.clientId.equals(that.clientId)
				&& this.cleanStart == that.cleanStart && this.keepAliveSeconds == that.keepAliveSeconds
				&& Objects.equals(this.will, that.will) && Objects.equals(this.userName, that.userName)
				&& Arrays.equals(this.password, that.password) && this.properties.equals(that.properties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.version, this.clientId, this.cleanStart, this.keepAliveSeconds, this.will,
				this.userName, Arrays.hashCode(this.password), this.properties);
	}

	/** Without the password. */
	@Override
	public String toString() {
		return "Connect[version=" + this.version + ", clientId=" + this.clientId + ", cleanStart=" + this.cleanStart
				+ ", keepAliveSeconds=" + this.keepAliveSeconds + ", will=" + this.will + ", userName=" + this.userName
				+ ", password=" + ((this.password == null) ? "none" : "***") + ", properties=" + this.properties + "]";
	}

}
