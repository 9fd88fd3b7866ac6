// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertBytes;
import static io.github.mqttboot.internal.codec.Codec.assertNotWritten;
import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PINGREQ, PINGRESP, DISCONNECT and AUTH (sections 3.12 to 3.15). */
class PingDisconnectAuthCodecTests {

	@Nested
	class Ping {

		@ParameterizedTest
		@EnumSource
		void isAHeaderAlone(MqttVersion version) {
			assertBytes(version, PingReq.INSTANCE, "C0 00");
			assertBytes(version, PingResp.INSTANCE, "D0 00");
		}

		@ParameterizedTest
		@EnumSource
		void hasNoBody(MqttVersion version) {
			assertRefused(version, "C0 01 00", MALFORMED_PACKET,
					"PINGREQ must end after its last field, had 1 bytes more");
			assertRefused(version, "D0 02 00 00", MALFORMED_PACKET,
					"PINGRESP must end after its last field, had 2 bytes more");
		}

	}

	@Nested
	class DisconnectPacket {

		@ParameterizedTest
		@EnumSource
		void isAHeaderAloneForANormalDisconnection(MqttVersion version) {
			assertBytes(version, disconnect(ReasonCode.SUCCESS), "E0 00");
		}

		@Test
		void mayLeaveOutThePropertyLengthInMqtt5() {
			assertBytes(V5, disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE), """
					E0 01  // DISCONNECT, 1 byte follows
					04     // disconnect with will message
					""");
		}

		@Test
		void mayHaveAnEmptyPropertyLengthInMqtt5() {
			assertReads(V5, "E0 02 8E 00", disconnect(ReasonCode.SESSION_TAKEN_OVER));
			assertReads(V5, "E0 02 00 00", disconnect(ReasonCode.SUCCESS));
			assertReads(V5, "E0 01 00", disconnect(ReasonCode.SUCCESS));
		}

		@Test
		void hasPropertiesInMqtt5() {
			PacketProperties properties = PacketProperties.builder()
				.set(Property.SESSION_EXPIRY_INTERVAL, 0L)
				.set(Property.SERVER_REFERENCE, "s")
				.set(Property.REASON_STRING, "r")
				.userProperty("k", "v")
				.build();

			assertBytes(V5, new Disconnect(ReasonCode.SERVER_MOVED, properties), """
					E0 16                   // DISCONNECT, 22 bytes follow
					9D                      // server moved
					14                      // 20 bytes of properties
					11 00 00 00 00          // session expiry interval 0
					1C 00 01 's'            // server reference
					1F 00 01 'r'            // reason string
					26 00 01 'k' 00 01 'v'  // user property
					""");
		}

		@Test
		void doesNotWriteItsReasonCodeInMqtt311() {
			assertThat(Codec.encode(V3_1_1, disconnect(ReasonCode.PROTOCOL_ERROR))).isEqualTo(Hex.bytes("E0 00"));
		}

		@Test
		void hasNoBodyInMqtt311() {
			assertRefused(V3_1_1, "E0 01 00", MALFORMED_PACKET,
					"DISCONNECT must end after its last field, had 1 bytes more");
		}

		@Test
		void hasNoReasonCodeOfOtherPackets() {
			assertRefused(V5, "E0 01 01", PROTOCOL_ERROR,
					"reason code of DISCONNECT must be one that this packet may have, was 0x01");
			assertNotWritten(V5, disconnect(ReasonCode.BANNED),
					"reason code of DISCONNECT must be one that this packet may have, was 0x8A banned");
		}

		private Disconnect disconnect(ReasonCode reasonCode) {
			return new Disconnect(reasonCode, PacketProperties.NONE);
		}

	}

	@Nested
	class AuthPacket {

		private final PacketProperties method = PacketProperties.builder()
			.set(Property.AUTHENTICATION_METHOD, "m")
			.set(Property.AUTHENTICATION_DATA, new byte[] { 1, 2, 3 })
			.build();

		@Test
		void hasAMethodAndMostlyData() {
			assertBytes(V5, new Auth(ReasonCode.CONTINUE_AUTHENTICATION, this.method), """
					F0 0C              // AUTH, 12 bytes follow
					18                 // continue authentication
					0A                 // 10 bytes of properties
					15 00 01 'm'       // authentication method
					16 00 03 01 02 03  // authentication data
					""");
		}

		@Test
		void isAHeaderAloneForSuccessWithoutProperties() {
			assertBytes(V5, new Auth(ReasonCode.SUCCESS, PacketProperties.NONE), "F0 00");
			assertReads(V5, "F0 01 00", new Auth(ReasonCode.SUCCESS, PacketProperties.NONE));
			assertReads(V5, "F0 02 00 00", new Auth(ReasonCode.SUCCESS, PacketProperties.NONE));
		}

		@Test // section 3.15.2.2.2
		void hasAMethodElse() {
			assertRefused(V5, "F0 01 18", PROTOCOL_ERROR, "AUTH must have an authentication method, had none");
			assertRefused(V5, "F0 07 00 05 1F 00 02 'ok'", PROTOCOL_ERROR,
					"AUTH must have an authentication method, had none");
			assertNotWritten(V5, new Auth(ReasonCode.RE_AUTHENTICATE, PacketProperties.NONE),
					"AUTH must have an authentication method, had none");
		}

		@Test // [MQTT-3.15.2-2], [MQTT-3.15.2-3]
		void leavesOutWhatExplainsItIfTheReceiverDoesNotTakeIt() {
			PacketProperties needed = PacketProperties.builder().set(Property.AUTHENTICATION_METHOD, "m").build();
			PacketProperties explained = needed.toBuilder()
				.set(Property.REASON_STRING, "because")
				.userProperty("k", "v")
				.build();
			ByteBuf out = Unpooled.buffer();

			new PacketEncoder(V5).encode(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, explained), out, 10);

			assertThat(new PacketDecoder(V5, 10).decode(out))
				.isEqualTo(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, needed));
		}

		@Test
		void hasNoReasonCodeOfOtherPackets() {
			assertRefused(V5, "F0 01 87", PROTOCOL_ERROR,
					"reason code of AUTH must be one that this packet may have, was 0x87");
			assertNotWritten(V5, new Auth(ReasonCode.NOT_AUTHORIZED, this.method),
					"reason code of AUTH must be one that this packet may have, was 0x87 not authorized");
		}

		@Test
		void doesNotExistInMqtt311() {
			assertRefused(V3_1_1, "F0 00", MALFORMED_PACKET, "packet type must be 1..14 in MQTT 3.1.1, was 15");
			assertNotWritten(V3_1_1, new Auth(ReasonCode.SUCCESS, PacketProperties.NONE),
					"AUTH must not be sent in MQTT 3.1.1");
		}

	}

}
