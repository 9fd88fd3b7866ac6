// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;

import io.github.mqttboot.client.CredentialsProvider;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the server is and who we are there. A bean of this type takes the place of
 * {@code mqtt.uri}, {@code mqtt.username}, {@code mqtt.password} and {@code mqtt.secure}.
 */
public interface MqttConnectionDetails extends ConnectionDetails {

	/**
	 * The servers.
	 * @return one or more, tried in order, as in {@code mqtt.uri}; {@code mqtts://} for
	 * TLS
	 */
	List<String> getUris();

	/**
	 * The user name.
	 * @return the user name, or null
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * The password.
	 * @return the password, or null
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * What is asked for user name and password at each attempt to connect, for tokens
	 * that expire.
	 * @return the provider, or null for user name and password that stay the same
	 */
	default @Nullable CredentialsProvider getCredentialsProvider() {
		return null;
	}

	/**
	 * Whom to trust and what to show of ourselves. If there is a bundle all connections
	 * are secured.
	 * @return the bundle, or null
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
