// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkLinkTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final List<String> broker = new ArrayList<>();

	private final NetworkLink link = new NetworkLink(this.channel,
			(accepted) -> accepted.pipeline().addLast(new Broker()));

	NetworkLinkTests() {
		this.channel.pipeline().addLast(this.link);
	}

	@Test
	void theBrokerIsNotToldOfAConnectionThatIsMadeWhileItIsSilent() {
		this.link.hold();
		assertThat(this.channel.pipeline().get(Broker.class)).isNull();

		this.link.deliver();
		assertThat(this.channel.pipeline().get(Broker.class)).isNotNull();
	}

	@Test
	void whatIsSentWhileItIsSilentArrivesInItsOrder() {
		this.link.deliver();

		this.link.hold();
		this.channel.writeAndFlush("one");
		this.channel.writeAndFlush("other");
		assertThat(this.channel.outboundMessages()).isEmpty();
		assertThat(this.channel.config().isAutoRead()).isFalse();

		this.link.deliver();
		assertThat(this.channel.outboundMessages()).containsExactly("one", "other");
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void theClientIsNotToldThatTheBrokerClosesWhileItIsSilent() {
		this.link.deliver();
		this.link.hold();

		this.channel.writeAndFlush("last words");
		assertThat(this.channel.close().isSuccess()).isTrue();
		this.channel.runPendingTasks();
		assertThat(this.broker).containsExactly("inactive");
		assertThat(this.channel.isOpen()).isTrue();

		this.link.deliver();
		assertThat(this.channel.outboundMessages()).containsExactly("last words");
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.broker).containsExactly("inactive");
	}

	@Test
	void whatWasHeldBackIsLostWhenItIsCut() {
		this.link.deliver();
		this.link.hold();
		this.channel.writeAndFlush("lost");

		this.link.cut();

		assertThat(this.channel.outboundMessages()).isEmpty();
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(this.broker).containsExactly("inactive");
	}

	private final class Broker extends ChannelInboundHandlerAdapter {

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			NetworkLinkTests.this.broker.add("inactive");
		}

	}

}
