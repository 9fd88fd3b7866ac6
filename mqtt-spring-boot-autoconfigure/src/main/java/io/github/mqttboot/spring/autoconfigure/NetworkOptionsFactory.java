// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.Map;

import io.github.mqttboot.client.MqttClientOptions;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Proxy;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Socket;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.WebSocket;
import io.github.mqttboot.transport.ProxyOptions;
import io.github.mqttboot.transport.SocketOptions;
import io.github.mqttboot.transport.WebSocketOptions;

/**
 * Makes the way through the network of {@code mqtt.proxy}, {@code mqtt.web-socket} and
 * {@code mqtt.socket}.
 */
final class NetworkOptionsFactory {

	private final PropertyRules rules;

	NetworkOptionsFactory(PropertyRules rules) {
		this.rules = rules;
	}

	void apply(MqttProperties properties, MqttClientOptions.Builder options) {
		if (properties.proxy() != null) {
			options.proxy(proxy(properties.proxy()));
		}
		options.webSocket(webSocket(properties.webSocket()));
		options.socket(socket(properties.socket()));
	}

	private ProxyOptions proxy(Proxy proxy) {
		String host = proxy.host();
		Integer port = proxy.port();
		if (host == null || host.isBlank()) {
			throw this.rules.broken("proxy.host", host, "a proxy needs a host");
		}
		if (port == null) {
			throw this.rules.broken("proxy.port", null, "a proxy needs a port");
		}
		ProxyOptions options = this.rules.map("proxy.port", port, (any) -> ProxyOptions.of(proxy.type(), host, any));
		String username = proxy.username();
		String password = proxy.password();
		if (username == null && password == null) {
			return options;
		}
		if (username == null) {
			throw this.rules.broken("proxy.password", "(not shown)", "a password needs a user name");
		}
		char[] secret = (password != null) ? password.toCharArray() : new char[0];
		return this.rules.map("proxy.username", username, (name) -> options.withCredentials(name, secret));
	}

	private WebSocketOptions webSocket(WebSocket webSocket) {
		WebSocketOptions options = this.rules.map("web-socket.sub-protocol", webSocket.subProtocol(),
				(name) -> new WebSocketOptions(name, Map.of()));
		for (Map.Entry<String, String> header : webSocket.headers().entrySet()) {
			WebSocketOptions before = options;
			options = this.rules.map("web-socket.headers." + header.getKey(), "(not shown)", header.getValue(),
					(value) -> before.withHeader(header.getKey(), value));
		}
		return options;
	}

	private SocketOptions socket(Socket socket) {
		SocketOptions.Builder options = SocketOptions.builder()
			.noDelay(socket.noDelay())
			.keepAlive(socket.keepAlive())
			.bindAddress(socket.bindAddress());
		this.rules.apply("socket.user-timeout", socket.userTimeout(), options::userTimeout);
		this.rules.apply("socket.send-buffer-size", socket.sendBufferSize(),
				(size) -> options.sendBufferSize(MqttClientOptionsFactory.bytes(size)));
		this.rules.apply("socket.receive-buffer-size", socket.receiveBufferSize(),
				(size) -> options.receiveBufferSize(MqttClientOptionsFactory.bytes(size)));
		return options.build();
	}

}
