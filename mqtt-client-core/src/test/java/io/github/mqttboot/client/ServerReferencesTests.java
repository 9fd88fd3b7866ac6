// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.Set;

import io.github.mqttboot.client.ServerReferences.Referral;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.transport.Endpoint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServerReferencesTests {

	private static final Endpoint PLAIN = Endpoint.parse("first.example", false);

	private static final Endpoint SECURE = Endpoint.parse("first.example", true);

	@ParameterizedTest
	@CsvSource(textBlock = """
			b.example                      , mqtt://b.example:1883
			B.Example:2883                 , mqtt://B.Example:2883
			mqtts://b.example              , mqtts://b.example:8883
			evil.test b.example:1884       , mqtt://b.example:1884
			eu.pool.example                , mqtt://eu.pool.example:1883
			a.eu.pool.example              , mqtt://a.eu.pool.example:1883
			""")
	void anAllowedHostIsFollowed(String reference, String endpoint) {
		Referral referral = references("b.example", "*.pool.example").read(disconnect(reference), PLAIN);

		assertThat(referral).isEqualTo(new Referral(Endpoint.parse(endpoint, false), false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.test", "b.example.evil.test", "pool.example", "xpool.example", "b.example/x", "",
			"user@b.example", "http://b.example" })
	void everythingElseIsNot(String reference) {
		assertThat(references("b.example", "*.pool.example").read(disconnect(reference), PLAIN)).isNull();
	}

	@Test
	void nothingIsFollowedUnlessAllowed() {
		assertThat(references().read(disconnect("first.example"), PLAIN)).isNull();
	}

	@Test
	void tlsIsNeverGivenUp() {
		ServerReferences references = references("b.example");

		assertThat(references.read(disconnect("b.example"), SECURE))
			.isEqualTo(new Referral(Endpoint.parse("mqtts://b.example:8883", false), false));
	}

	@Test // section 4.11
	void aServerMayReferAlreadyInConnAck() {
		ConnAck connAck = new ConnAck(false, ReasonCode.SERVER_MOVED,
				PacketProperties.builder().set(Property.SERVER_REFERENCE, "b.example").build());

		Referral referral = references("b.example").read(connAck, PLAIN);

		assertThat(referral).isEqualTo(new Referral(Endpoint.parse("b.example", false), true));
	}

	@Test
	void anotherReasonMakesNoReference() {
		Disconnect disconnect = new Disconnect(ReasonCode.SERVER_BUSY,
				PacketProperties.builder().set(Property.SERVER_REFERENCE, "b.example").build());

		assertThat(references("b.example").read(disconnect, PLAIN)).isNull();
		assertThat(references("b.example").read(null, PLAIN)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "*.", "a.*", "b.example:1883" })
	void anAllowedHostIsANameAndNothingElse(String host) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClientOptions.builder("a").serverReferences(Set.of(host)))
			.withMessageContaining("was \"" + host + "\"");
	}

	private static ServerReferences references(String... hosts) {
		return new ServerReferences(
				MqttClientOptions.builder("a").clean(true).serverReferences(Set.of(hosts)).build().serverReferences());
	}

	private static Disconnect disconnect(@Nullable String reference) {
		return new Disconnect(ReasonCode.USE_ANOTHER_SERVER,
				PacketProperties.builder().set(Property.SERVER_REFERENCE, reference).build());
	}

}
