// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import static io.github.mqttboot.internal.codec.Codec.assertBytes;
import static io.github.mqttboot.internal.codec.Codec.assertNotWritten;
import static io.github.mqttboot.internal.codec.Codec.assertReads;
import static io.github.mqttboot.internal.codec.Codec.assertRefused;
import static io.github.mqttboot.protocol.MqttVersion.V3_1_1;
import static io.github.mqttboot.protocol.MqttVersion.V5;
import static io.github.mqttboot.protocol.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static io.github.mqttboot.protocol.ReasonCode.MALFORMED_PACKET;
import static io.github.mqttboot.protocol.ReasonCode.PROTOCOL_ERROR;
import static io.github.mqttboot.protocol.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.Will;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** CONNECT (section 3.1). */
class ConnectCodecTests {

	private static final MqttMessage WILL = MqttMessage.builder("w").payload("gone").build();

	@Nested
	class InMqtt311 {

		@Test
		void hasAClientIdentifierAtLeast() {
			assertBytes(V3_1_1, connect(V3_1_1, "me", true, 60, null, null, null), """
					10 0E        // CONNECT, 14 bytes follow
					00 04 'MQTT' // protocol name
					04           // protocol level 3.1.1
					02           // clean session
					00 3C        // keep alive 60 seconds
					00 02 'me'   // client identifier
					""");
		}

		@Test
		void hasAllItsFieldsInTheOrderOfTheSpecification() {
			MqttMessage will = WILL.toBuilder().qos(QoS.EXACTLY_ONCE).retain(true).build();

			assertBytes(V3_1_1, connect(V3_1_1, "me", false, 65_535, Will.of(will), "ann", "pw"), """
					10 20        // CONNECT, 32 bytes follow
					00 04 'MQTT' // protocol name
					04           // protocol level 3.1.1
					F4           // user name, password, will retain, will QoS 2, will
					FF FF        // keep alive 65535 seconds
					00 02 'me'   // client identifier
					00 01 'w'    // will topic
					00 04 'gone' // will payload
					00 03 'ann'  // user name
					00 02 'pw'   // password
					""");
		}

		@Test
		void mayHaveAUserNameAlone() {
			assertBytes(V3_1_1, connect(V3_1_1, "", true, 0, null, "", null), """
					10 0E        // CONNECT, 14 bytes follow
					00 04 'MQTT' // protocol name
					04           // protocol level 3.1.1
					82           // user name, clean session
					00 00        // no keep alive
					00 00        // no client identifier
					00 00        // empty user name
					""");
		}

		@Test // [v3 MQTT-3.1.2-22]
		void hasNoPasswordWithoutUserName() {
			assertRefused(V3_1_1, "10 10 00 04 'MQTT' 04 42 00 00 00 00 00 02 'pw'", PROTOCOL_ERROR,
					"password must not come without user name in MQTT 3.1.1, did");
		}

		@Test // [v3 MQTT-3.1.3-7], [v3 MQTT-3.1.3-8]
		void hasAClientIdentifierIfTheSessionIsKept() {
			String message = "client identifier must not be empty if the session is kept, was empty";

			assertRefused(V3_1_1, "10 0C 00 04 'MQTT' 04 00 00 00 00 00", CLIENT_IDENTIFIER_NOT_VALID, message);
			assertNotWritten(V3_1_1, connect(V3_1_1, "", false, 0, null, null, null), message);
		}

		@Test
		void hasNoProperties() {
			PacketProperties properties = PacketProperties.builder().set(Property.RECEIVE_MAXIMUM, 1).build();

			assertNotWritten(V3_1_1, Codec.connect(V3_1_1, "me", true, 0, null, null, null, properties),
					"properties must be empty in MQTT 3.1.1, were {receive maximum=1}");
		}

		@Test
		void hasNoPropertiesInItsWill() {
			MqttMessage will = WILL.toBuilder().contentType("t").build();

			assertNotWritten(V3_1_1, connect(V3_1_1, "me", true, 0, Will.of(will), null, null),
					"properties must be empty in MQTT 3.1.1, were {content type=t}");
			assertNotWritten(V3_1_1, connect(V3_1_1, "me", true, 0, new Will(WILL, 5), null, null),
					"properties must be empty in MQTT 3.1.1, were {will delay interval=5}");
		}

	}

	@Nested
	class InMqtt5 {

		@Test
		void hasAnEmptyPropertyLengthWithoutProperties() {
			assertBytes(V5, connect(V5, "", false, 60, null, null, null), """
					10 0D        // CONNECT, 13 bytes follow
					00 04 'MQTT' // protocol name
					05           // protocol version 5
					00           // no flags
					00 3C        // keep alive 60 seconds
					00           // no properties
					00 00        // no client identifier
					""");
		}

		@Test
		void hasAllItsFieldsInTheOrderOfTheSpecification() {
			PacketProperties properties = PacketProperties.builder()
				.set(Property.SESSION_EXPIRY_INTERVAL, 4_294_967_295L)
				.set(Property.AUTHENTICATION_METHOD, "m")
				.set(Property.AUTHENTICATION_DATA, new byte[] { 7 })
				.set(Property.REQUEST_PROBLEM_INFORMATION, false)
				.set(Property.REQUEST_RESPONSE_INFORMATION, true)
				.set(Property.RECEIVE_MAXIMUM, 10)
				.set(Property.TOPIC_ALIAS_MAXIMUM, 16)
				.userProperty("a", "b")
				.set(Property.MAXIMUM_PACKET_SIZE, 65_536L)
				.build();
			MqttMessage will = MqttMessage.builder("w")
				.payload("gone")
				.qos(QoS.AT_LEAST_ONCE)
				.contentType("t")
				.userProperty("x", "y")
				.build();
			Connect connect = Codec.connect(V5, "me", true, 10, new Will(will, 300), "ann", new byte[] { 1, 2 },
					properties);

			assertBytes(V5, connect, """
					10 55              // CONNECT, 85 bytes follow
					00 04 'MQTT'       // protocol name
					05                 // protocol version 5
					CE                 // user name, password, will QoS 1, will, clean start
					00 0A              // keep alive 10 seconds
					23                 // 35 bytes of properties
					11 FF FF FF FF     // session expiry interval: never
					15 00 01 'm'       // authentication method
					16 00 01 07        // authentication data
					17 00              // request problem information: no
					19 01              // request response information: yes
					21 00 0A           // receive maximum 10
					22 00 10           // topic alias maximum 16
					26 00 01 'a' 00 01 'b'
					27 00 01 00 00     // maximum packet size 65536
					00 02 'me'         // client identifier
					10                 // 16 bytes of will properties
					03 00 01 't'       // content type
					18 00 00 01 2C     // will delay interval 300 seconds
					26 00 01 'x' 00 01 'y'
					00 01 'w'          // will topic
					00 04 'gone'       // will payload
					00 03 'ann'        // user name
					00 02 01 02        // password
					""");
		}

		@Test
		void mayHaveAPasswordWithoutUserName() {
			assertBytes(V5, connect(V5, "", true, 0, null, null, "pw"), """
					10 11        // CONNECT, 17 bytes follow
					00 04 'MQTT' // protocol name
					05           // protocol version 5
					42           // password, clean start
					00 00        // no keep alive
					00           // no properties
					00 00        // no client identifier
					00 02 'pw'   // password
					""");
		}

		@Test
		void readsAWillDelayOfZeroAsNoDelay() {
			assertReads(V5, "10 1C 00 04 'MQTT' 05 06 00 00 00 00 00 05 18 00 00 00 00 00 01 'w' 00 04 'gone'",
					connect(V5, "", true, 0, Will.of(WILL), null, null));
		}

		@Test
		void hasItsWillDelayInTheWill() {
			PacketProperties delay = PacketProperties.builder().set(Property.WILL_DELAY_INTERVAL, 1L).build();
			MqttMessage will = new MqttMessage(TopicName.of("w"), new byte[0], QoS.AT_MOST_ONCE, false, delay);

			assertNotWritten(V5, connect(V5, "", true, 0, Will.of(will), null, null),
					"will delay must be set on the will, was set on its message");
		}

		@Test
		void hasNoTopicAliasInItsWill() {
			PacketProperties alias = PacketProperties.builder().set(Property.TOPIC_ALIAS, 1).build();
			MqttMessage will = new MqttMessage(TopicName.of("w"), new byte[0], QoS.AT_MOST_ONCE, false, alias);

			assertNotWritten(V5, connect(V5, "", true, 0, Will.of(will), null, null),
					"will must not have the property topic alias, had it");
			assertRefused(V5, "10 15 00 04 'MQTT' 05 06 00 00 00 00 00 03 23 00 01 00 01 'w' 00 00", MALFORMED_PACKET,
					"will must not have the property topic alias, had it");
		}

		@Test
		void hasNoWillDelayAmongItsOwnProperties() {
			assertRefused(V5, "10 12 00 04 'MQTT' 05 02 00 00 05 18 00 00 00 01 00 00", MALFORMED_PACKET,
					"CONNECT must not have the property will delay interval, had it");
		}

		@Test // section 3.1.2.11.10
		void hasNoAuthenticationDataWithoutMethod() {
			PacketProperties data = PacketProperties.builder().set(Property.AUTHENTICATION_DATA, new byte[1]).build();

			assertRefused(V5, "10 11 00 04 'MQTT' 05 02 00 00 04 16 00 01 00 00 00", PROTOCOL_ERROR,
					"authentication data must not come without authentication method, did in CONNECT");
			assertNotWritten(V5, Codec.connect(V5, "", true, 0, null, null, null, data),
					"authentication data must not be sent without authentication method");
		}

	}

	@Nested
	class InBothVersions {

		@Test // [MQTT-3.1.2-3]
		void hasAReservedFlagOfZero() {
			assertRefused(V3_1_1, "10 0C 00 04 'MQTT' 04 03 00 00 00 00", MALFORMED_PACKET,
					"reserved flag of CONNECT must be 0, was 1");
			assertRefused(V5, "10 0D 00 04 'MQTT' 05 01 00 00 00 00 00", MALFORMED_PACKET,
					"reserved flag of CONNECT must be 0, was 1");
		}

		@Test // [MQTT-3.1.2-12]
		void hasNoWillOfQos3() {
			assertRefused(V3_1_1, "10 11 00 04 'MQTT' 04 1E 00 00 00 00 00 01 'w' 00 00", MALFORMED_PACKET,
					"QoS of the will must be 0, 1 or 2, was 3");
		}

		@Test // [MQTT-3.1.2-11]
		void hasNoWillQosWithoutWill() {
			assertRefused(V3_1_1, "10 0C 00 04 'MQTT' 04 0A 00 00 00 00", PROTOCOL_ERROR,
					"QoS and retain flag of the will must be 0 without a will, were in flags 0x0A");
			assertRefused(V5, "10 0D 00 04 'MQTT' 05 10 00 00 00 00 00", PROTOCOL_ERROR,
					"QoS and retain flag of the will must be 0 without a will, were in flags 0x10");
		}

		@Test // [MQTT-3.1.2-13]
		void hasNoWillRetainWithoutWill() {
			assertRefused(V5, "10 0D 00 04 'MQTT' 05 20 00 00 00 00 00", PROTOCOL_ERROR,
					"QoS and retain flag of the will must be 0 without a will, were in flags 0x20");
		}

		@Test
		void hasNoWildcardInItsWillTopic() {
			assertRefused(V3_1_1, "10 11 00 04 'MQTT' 04 06 00 00 00 00 00 01 '#' 00 00", MALFORMED_PACKET,
					"will: topic name must not contain the wildcards + and #, was \"#\"");
		}

		@Test
		void hasNoEmptyWillTopic() {
			assertRefused(V3_1_1, "10 10 00 04 'MQTT' 04 06 00 00 00 00 00 00 00 00", MALFORMED_PACKET,
					"will: topic name must have at least one character");
			MqttMessage will = new MqttMessage(TopicName.NONE, new byte[0], QoS.AT_MOST_ONCE, false,
					PacketProperties.NONE);
			assertNotWritten(V3_1_1, connect(V3_1_1, "me", true, 0, Will.of(will), null, null),
					"will topic must have at least one character");
		}

		@Test
		void hasEachFieldThatItsFlagsPromise() {
			assertRefused(V3_1_1, "10 0C 00 04 'MQTT' 04 82 00 00 00 00", MALFORMED_PACKET,
					"bytes left for user name must be at least 2, were 0");
			assertRefused(V3_1_1, "10 0C 00 04 'MQTT' 04 06 00 00 00 00", MALFORMED_PACKET,
					"bytes left for will topic must be at least 2, were 0");
			assertRefused(V5, "10 11 00 04 'MQTT' 05 42 00 00 00 00 00 00 03 'pw'", MALFORMED_PACKET,
					"bytes left for password must be at least 3, were 2");
		}

		@Test
		void hasNoFieldThatItsFlagsDoNotPromise() {
			assertRefused(V3_1_1, "10 0E 00 04 'MQTT' 04 02 00 00 00 00 00 00", MALFORMED_PACKET,
					"CONNECT must end after its last field, had 2 bytes more");
		}

		@Test
		void isOfTheVersionOfItsConnection() {
			assertNotWritten(V3_1_1, connect(V5, "me", true, 0, null, null, null),
					"CONNECT must be of MQTT 3.1.1 like its connection, was of 5.0");
		}

	}

	@Nested
	class Version {

		@Test
		void isTakenFromTheConnectThatIsRead() {
			PacketDecoder decoder = new PacketDecoder(V3_1_1, 100);
			ByteBuf in = Unpooled.wrappedBuffer(Hex.bytes("""
					10 0D 00 04 'MQTT' 05 02 00 00 00 00 00
					40 03 00 01 87
					"""));

			assertThat(decoder.decode(in)).isEqualTo(connect(V5, "", true, 0, null, null, null));
			assertThat(decoder.decode(in)).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED, PacketProperties.NONE));
		}

		@Test
		void isTakenFromAnOlderConnectAsWell() {
			assertReads(V5, "10 0E 00 04 'MQTT' 04 02 00 3C 00 02 'me'",
					connect(V3_1_1, "me", true, 60, null, null, null));
		}

		@Test // [MQTT-3.1.2-2]
		void isRefusedIfItIsAnother() {
			assertRefused(V5, "10 0D 00 04 'MQTT' 06 02 00 00 00 00 00", UNSUPPORTED_PROTOCOL_VERSION,
					"protocol must be MQTT at level 4 or 5, was MQTT at level 6");
			assertRefused(V3_1_1, "10 0E 00 06 'MQIsdp' 03 02 00 00 00 00", UNSUPPORTED_PROTOCOL_VERSION,
					"protocol must be MQTT at level 4 or 5, was MQIsdp at level 3");
			assertRefused(V3_1_1, "10 0C 00 04 'mqtt' 04 02 00 00 00 00", UNSUPPORTED_PROTOCOL_VERSION,
					"protocol must be MQTT at level 4 or 5, was mqtt at level 4");
		}

	}

	private static Connect connect(MqttVersion version, String clientId, boolean cleanStart, int keepAliveSeconds,
			@Nullable Will will, @Nullable String userName, @Nullable String password) {
		return Codec.connect(version, clientId, cleanStart, keepAliveSeconds, will, userName,
				(password != null) ? password.getBytes(StandardCharsets.UTF_8) : null, PacketProperties.NONE);
	}

}
