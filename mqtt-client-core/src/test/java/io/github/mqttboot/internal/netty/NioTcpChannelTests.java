// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NioTcpChannelTests {

	private final List<Channel> channels = new ArrayList<>();

	@AfterEach
	void close() {
		this.channels.forEach((channel) -> channel.unsafe().closeForcibly());
	}

	@Test
	void hasANumberOfItsOwn() {
		Channel first = newChannel();
		Channel second = newChannel();

		assertThat(first.id()).isNotEqualTo(second.id()).isLessThan(second.id());
		assertThat(first.id().asShortText()).containsOnlyDigits()
			.isEqualTo(first.id().asLongText())
			.isNotEqualTo(second.id().asShortText());
		assertThat(first.toString()).contains(first.id().asShortText());
	}

	@Test
	void comparesWithOtherIdentifiersByTheirText() {
		Channel channel = newChannel();
		DefaultChannelId other = DefaultChannelId.newInstance();

		assertThat(channel.id().compareTo(other)).isNotZero();
		assertThat(Integer.signum(channel.id().compareTo(other)))
			.isEqualTo(-Integer.signum(other.compareTo(channel.id())));
	}

	private Channel newChannel() {
		Channel channel = new NioTcpChannel();
		this.channels.add(channel);
		return channel;
	}

}
