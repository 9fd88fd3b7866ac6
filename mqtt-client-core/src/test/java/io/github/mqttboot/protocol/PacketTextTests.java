// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What packets look like in a log: everything that helps, and no secret. */
class PacketTextTests {

	private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

	private static final MqttMessage MESSAGE = MqttMessage.builder("plant/press-1")
		.payload(SECRET)
		.qos(QoS.AT_LEAST_ONCE)
		.contentType("text/plain")
		.respondTo("answers", SECRET)
		.build();

	private static final String MESSAGE_TEXT = "MqttMessage{topic=plant/press-1, payload=6 bytes, qos=1, retain=false,"
			+ " properties={content type=text/plain, response topic=answers, correlation data=6 bytes}}";

	private static final PacketProperties AUTHENTICATION = PacketProperties.builder()
		.set(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
		.set(Property.AUTHENTICATION_DATA, SECRET)
		.build();

	private static final String AUTHENTICATION_TEXT = "{authentication method=SCRAM-SHA-256,"
			+ " authentication data=6 bytes}";

	private static final PacketProperties REASON = PacketProperties.builder()
		.set(Property.REASON_STRING, "too hot")
		.userProperty("line", "3")
		.userProperty("line", "4")
		.build();

	private static final String REASON_TEXT = "{reason string=too hot, user property=[line=3, line=4]}";

	/** Each packet with a secret wherever one fits, and its text. */
	static Stream<Arguments> packets() {
		return Stream.of(Arguments.of(
				new Connect(MqttVersion.V5, "press-1", true, 60, new Will(MESSAGE, 5), "ada", SECRET, AUTHENTICATION),
				"Connect[version=5.0, clientId=press-1, cleanStart=true, keepAliveSeconds=60, will=Will[message="
						+ MESSAGE_TEXT + ", delaySeconds=5], userName=ada, password=***, properties="
						+ AUTHENTICATION_TEXT + "]"),
				Arguments.of(new ConnAck(true, ReasonCode.SUCCESS, AUTHENTICATION),
						"ConnAck[sessionPresent=true, reasonCode=0x00 success, properties=" + AUTHENTICATION_TEXT
								+ "]"),
				Arguments.of(new Publish(MESSAGE, true, 7),
						"Publish[message=" + MESSAGE_TEXT + ", duplicate=true, packetId=7]"),
				Arguments.of(new PubAck(7, ReasonCode.QUOTA_EXCEEDED, REASON),
						"PubAck[packetId=7, reasonCode=0x97 quota exceeded, properties=" + REASON_TEXT + "]"),
				Arguments.of(new PubRec(7, ReasonCode.QUOTA_EXCEEDED, REASON),
						"PubRec[packetId=7, reasonCode=0x97 quota exceeded, properties=" + REASON_TEXT + "]"),
				Arguments.of(new PubRel(7, ReasonCode.SUCCESS, REASON),
						"PubRel[packetId=7, reasonCode=0x00 success, properties=" + REASON_TEXT + "]"),
				Arguments.of(new PubComp(7, ReasonCode.SUCCESS, REASON),
						"PubComp[packetId=7, reasonCode=0x00 success, properties=" + REASON_TEXT + "]"),
				Arguments.of(
						new Subscribe(7, List.of(Subscription.of("plant/#", QoS.EXACTLY_ONCE).withNoLocal(true)),
								PacketProperties.builder().subscriptionIdentifier(9).build()),
						"Subscribe[packetId=7, subscriptions=[Subscription[filter=plant/#, qos=EXACTLY_ONCE,"
								+ " noLocal=true, retainAsPublished=false, retainHandling=SEND_AT_SUBSCRIBE]],"
								+ " properties={subscription identifier=[9]}]"),
				Arguments.of(new SubAck(7, List.of(ReasonCode.GRANTED_QOS_1, ReasonCode.NOT_AUTHORIZED), REASON),
						"SubAck[packetId=7, reasonCodes=[0x01 granted QoS 1, 0x87 not authorized], properties="
								+ REASON_TEXT + "]"),
				Arguments.of(new Unsubscribe(7, List.of(TopicFilter.of("plant/#")), PacketProperties.NONE),
						"Unsubscribe[packetId=7, filters=[plant/#], properties={}]"),
				Arguments.of(new UnsubAck(7, List.of(ReasonCode.SUCCESS), REASON),
						"UnsubAck[packetId=7, reasonCodes=[0x00 success], properties=" + REASON_TEXT + "]"),
				Arguments.of(PingReq.INSTANCE, "PingReq[]"), Arguments.of(PingResp.INSTANCE, "PingResp[]"),
				Arguments.of(new Disconnect(ReasonCode.SERVER_BUSY, REASON),
						"Disconnect[reasonCode=0x89 server busy, properties=" + REASON_TEXT + "]"),
				Arguments.of(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, AUTHENTICATION),
						"Auth[reasonCode=0x18 continue authentication, properties=" + AUTHENTICATION_TEXT + "]"));
	}

	@ParameterizedTest
	@MethodSource("packets")
	void isReadableAndHasNoSecret(Packet packet, String text) {
		assertThat(packet).hasToString(text);
		assertThat(text).doesNotContain("secret", "[B@");
	}

	@Test
	void thesePacketsAreAllThereAre() {
		Set<PacketType> types = packets().map((arguments) -> ((Packet) arguments.get()[0]).type())
			.collect(Collectors.toSet());

		assertThat(types).isEqualTo(EnumSet.allOf(PacketType.class));
	}

}
