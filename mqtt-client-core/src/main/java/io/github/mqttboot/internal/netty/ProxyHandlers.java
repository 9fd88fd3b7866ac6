// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.net.SocketAddress;

import io.github.mqttboot.transport.ProxyOptions;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.concurrent.Future;

/**
 * Asks proxies to connect. The only class that needs Netty's optional proxy library:
 * without it, it cannot be loaded.
 */
final class ProxyHandlers {

	private ProxyHandlers() {
	}

	/** The handler that goes to the proxy instead of the server. */
	static ChannelHandler create(ProxyOptions proxy, SocketAddress address) {
		char[] password = proxy.password();
		String secret = (password != null) ? new String(password) : ""; // Netty takes
																		// nothing else
		ProxyHandler handler = switch (proxy.type()) {
			case HTTP -> (proxy.userName() != null) ? new HttpProxyHandler(address, proxy.userName(), secret)
					: new HttpProxyHandler(address);
			case SOCKS5 -> (proxy.userName() != null) ? new Socks5ProxyHandler(address, proxy.userName(), secret)
					: new Socks5ProxyHandler(address);
		};
		handler.setConnectTimeoutMillis(0); // the whole attempt has a limit
		return handler;
	}

	/** Succeeds when the proxy has connected to the server. */
	static Future<Channel> connected(Channel channel) {
		return channel.pipeline().get(ProxyHandler.class).connectFuture();
	}

	/** Takes the handler away when it has done its work. */
	static void remove(Channel channel) {
		channel.pipeline().remove(ProxyHandler.class);
	}

}
