// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import static io.github.mqttboot.protocol.PacketType.AUTH;
import static io.github.mqttboot.protocol.PacketType.CONNACK;
import static io.github.mqttboot.protocol.PacketType.DISCONNECT;
import static io.github.mqttboot.protocol.PacketType.PUBACK;
import static io.github.mqttboot.protocol.PacketType.PUBCOMP;
import static io.github.mqttboot.protocol.PacketType.PUBREC;
import static io.github.mqttboot.protocol.PacketType.PUBREL;
import static io.github.mqttboot.protocol.PacketType.SUBACK;
import static io.github.mqttboot.protocol.PacketType.UNSUBACK;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of an operation, one byte (section 2.4). Codes from 0x80 on are errors. The
 * return codes of MQTT 3.1.1 are read into these.
 */
public enum ReasonCode {

	/** Success, normal disconnection, or QoS 0 granted. */
	SUCCESS(0x00, "success", CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH),

	/** The subscription is granted with at most QoS 1. */
	GRANTED_QOS_1(0x01, "granted QoS 1", SUBACK),

	/** The subscription is granted with at most QoS 2. */
	GRANTED_QOS_2(0x02, "granted QoS 2", SUBACK),

	/** The client leaves but wants its will published. */
	DISCONNECT_WITH_WILL_MESSAGE(0x04, "disconnect with will message", DISCONNECT),

	/** The message was accepted, nobody has subscribed to it. */
	NO_MATCHING_SUBSCRIBERS(0x10, "no matching subscribers", PUBACK, PUBREC),

	/** There was nothing to unsubscribe from. */
	NO_SUBSCRIPTION_EXISTED(0x11, "no subscription existed", UNSUBACK),

	/** The next step of an authentication. */
	CONTINUE_AUTHENTICATION(0x18, "continue authentication", AUTH),

	/** The first step of a new authentication. */
	RE_AUTHENTICATE(0x19, "re-authenticate", AUTH),

	/** Refused without a reason. */
	UNSPECIFIED_ERROR(0x80, "unspecified error", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT),

	/** The packet could not be read. */
	MALFORMED_PACKET(0x81, "malformed packet", CONNACK, DISCONNECT),

	/** The packet came when it must not, or says what it must not. */
	PROTOCOL_ERROR(0x82, "protocol error", CONNACK, DISCONNECT),

	/** The packet is valid but the receiver does not take it. */
	IMPLEMENTATION_SPECIFIC_ERROR(0x83, "implementation specific error", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK,
			DISCONNECT),

	/** The server does not speak this version. */
	UNSUPPORTED_PROTOCOL_VERSION(0x84, "unsupported protocol version", CONNACK),

	/** The server does not allow this client identifier. */
	CLIENT_IDENTIFIER_NOT_VALID(0x85, "client identifier not valid", CONNACK),

	/** The server does not know this user name or password. */
	BAD_USER_NAME_OR_PASSWORD(0x86, "bad user name or password", CONNACK),

	/** The client may not do this. */
	NOT_AUTHORIZED(0x87, "not authorized", CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT),

	/** The server cannot serve now. */
	SERVER_UNAVAILABLE(0x88, "server unavailable", CONNACK),

	/** The server is busy; try later. */
	SERVER_BUSY(0x89, "server busy", CONNACK, DISCONNECT),

	/** The client has been banned. */
	BANNED(0x8A, "banned", CONNACK),

	/** The server is shutting down. */
	SERVER_SHUTTING_DOWN(0x8B, "server shutting down", DISCONNECT),

	/** The authentication method is not supported or not the one in use. */
	BAD_AUTHENTICATION_METHOD(0x8C, "bad authentication method", CONNACK, DISCONNECT),

	/** Nothing was heard for one and a half keep alive intervals. */
	KEEP_ALIVE_TIMEOUT(0x8D, "keep alive timeout", DISCONNECT),

	/** Another connection with the same client identifier came. */
	SESSION_TAKEN_OVER(0x8E, "session taken over", DISCONNECT),

	/** The topic filter is not accepted. */
	TOPIC_FILTER_INVALID(0x8F, "topic filter invalid", SUBACK, UNSUBACK, DISCONNECT),

	/** The topic name is not accepted. */
	TOPIC_NAME_INVALID(0x90, "topic name invalid", CONNACK, PUBACK, PUBREC, DISCONNECT),

	/** The packet identifier is still in use. */
	PACKET_IDENTIFIER_IN_USE(0x91, "packet identifier in use", PUBACK, PUBREC, SUBACK, UNSUBACK),

	/** The packet identifier is not known. */
	PACKET_IDENTIFIER_NOT_FOUND(0x92, "packet identifier not found", PUBREL, PUBCOMP),

	/** More messages were sent than may be unacknowledged. */
	RECEIVE_MAXIMUM_EXCEEDED(0x93, "receive maximum exceeded", DISCONNECT),

	/** The topic alias is zero or above the maximum. */
	TOPIC_ALIAS_INVALID(0x94, "topic alias invalid", DISCONNECT),

	/** The packet is larger than the receiver takes. */
	PACKET_TOO_LARGE(0x95, "packet too large", CONNACK, DISCONNECT),

	/** Messages come too fast. */
	MESSAGE_RATE_TOO_HIGH(0x96, "message rate too high", DISCONNECT),

	/** A limit of the server is reached. */
	QUOTA_EXCEEDED(0x97, "quota exceeded", CONNACK, PUBACK, PUBREC, SUBACK, DISCONNECT),

	/** An administrator closed the connection. */
	ADMINISTRATIVE_ACTION(0x98, "administrative action", DISCONNECT),

	/** The payload is not what its format indicator says. */
	PAYLOAD_FORMAT_INVALID(0x99, "payload format invalid", CONNACK, PUBACK, PUBREC, DISCONNECT),

	/** The server keeps no retained messages. */
	RETAIN_NOT_SUPPORTED(0x9A, "retain not supported", CONNACK, DISCONNECT),

	/** The server does not support this QoS. */
	QOS_NOT_SUPPORTED(0x9B, "QoS not supported", CONNACK, DISCONNECT),

	/** Use another server for now. */
	USE_ANOTHER_SERVER(0x9C, "use another server", CONNACK, DISCONNECT),

	/** Use another server from now on. */
	SERVER_MOVED(0x9D, "server moved", CONNACK, DISCONNECT),

	/** The server has no shared subscriptions. */
	SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E, "shared subscriptions not supported", SUBACK, DISCONNECT),

	/** Connections come too fast. */
	CONNECTION_RATE_EXCEEDED(0x9F, "connection rate exceeded", CONNACK, DISCONNECT),

	/** The connection has lasted as long as it may. */
	MAXIMUM_CONNECT_TIME(0xA0, "maximum connect time", DISCONNECT),

	/** The server has no subscription identifiers. */
	SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1, "subscription identifiers not supported", SUBACK, DISCONNECT),

	/** The server has no wildcard subscriptions. */
	WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2, "wildcard subscriptions not supported", SUBACK, DISCONNECT);

	private static final @Nullable ReasonCode[] BY_CODE = new ReasonCode[256];

	static {
		for (ReasonCode reasonCode : values()) {
			BY_CODE[reasonCode.code] = reasonCode;
		}
	}

	private final int code;

	private final String text;

	/** A bit for each type of packet that may carry it. */
	private final int packets;

	ReasonCode(int code, String text, PacketType first, PacketType... more) {
		this.code = code;
		this.text = text;
		int packets = 1 << first.code();
		for (PacketType packet : more) {
			packets |= 1 << packet.code();
		}
		this.packets = packets;
	}

	/**
	 * The byte on the wire.
	 * @return 0 to 255
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Whether the operation failed.
	 * @return true from 0x80 on
	 */
	public boolean isError() {
		return this.code >= 0x80;
	}

	/**
	 * Whether a packet of this type may carry this code (section 2.4, table 2-6).
	 * @param type the packet's type
	 * @return true if it may
	 */
	public boolean allowedIn(PacketType type) {
		return (this.packets & 1 << type.code()) != 0;
	}

	/**
	 * The reason code of a byte.
	 * @param code 0 to 255
	 * @return the reason code, or null if MQTT defines none
	 */
	public static @Nullable ReasonCode of(int code) {
		return BY_CODE[code & 0xFF];
	}

	/** The code and its meaning, as in {@code 0x87 not authorized}. */
	@Override
	public String toString() {
		return String.format("0x%02X %s", this.code, this.text);
	}

}
