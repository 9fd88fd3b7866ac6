// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import io.github.mqttboot.client.CredentialsProvider;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reload;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** What the properties say. */
final class PropertiesMqttConnectionDetails implements MqttConnectionDetails {

	private final MqttProperties properties;

	private final PropertyRules rules;

	private final @Nullable SslBundles sslBundles;

	private final @Nullable CredentialsProvider credentialsProvider;

	PropertiesMqttConnectionDetails(MqttProperties properties, PropertyRules rules, @Nullable SslBundles sslBundles,
			@Nullable CredentialsProvider credentialsProvider) {
		this.properties = properties;
		this.rules = rules;
		this.sslBundles = sslBundles;
		this.credentialsProvider = credentialsProvider;
	}

	@Override
	public List<String> getUris() {
		return this.properties.uri();
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.password();
	}

	@Override
	public @Nullable CredentialsProvider getCredentialsProvider() {
		if (this.credentialsProvider != null && (getUsername() != null || getPassword() != null)) {
			throw this.rules.broken((getUsername() != null) ? "username" : "password", "(not shown)",
					"user name and password must not be set where a bean provides the credentials");
		}
		return this.credentialsProvider;
	}

	/** How to secure connections, of which a bundle is a part. */
	@Nullable Secure secure() {
		return this.properties.secure();
	}

	/**
	 * Says when the bundle has a new certificate that is not to wait for the next
	 * connection.
	 */
	void onReload(Consumer<String> handler) {
		Secure secure = this.properties.secure();
		if (this.sslBundles != null && secure != null && secure.bundle() != null
				&& secure.reload() == Reload.RECONNECT) {
			String bundle = secure.bundle();
			this.sslBundles.addBundleUpdateHandler(bundle,
					(updated) -> handler.accept("the SSL bundle " + bundle + " was updated"));
		}
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		Secure secure = this.properties.secure();
		String name = (secure != null) ? secure.bundle() : null;
		if (name == null) {
			return null;
		}
		try {
			if (this.sslBundles != null) {
				return this.sslBundles.getBundle(name);
			}
		}
		catch (NoSuchSslBundleException ex) {
			// told below
		}
		throw this.rules.broken("secure.bundle", name, "must be the name of an SSL bundle (spring.ssl.bundle)");
	}

}
