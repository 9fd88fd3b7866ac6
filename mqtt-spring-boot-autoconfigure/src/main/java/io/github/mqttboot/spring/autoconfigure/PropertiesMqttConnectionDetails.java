// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import io.github.mqttboot.client.CredentialsProvider;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Reload;
import io.github.mqttboot.spring.autoconfigure.MqttProperties.Secure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.NestedExceptionUtils;

/** What the properties say. */
final class PropertiesMqttConnectionDetails implements MqttConnectionDetails {

	private static final Log log = LogFactory.getLog(MqttAutoConfiguration.class);

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
	 * connection. Boot warns of updated bundles that nobody listens to.
	 */
	void onReload(Consumer<String> handler) {
		Secure secure = this.properties.secure();
		if (this.sslBundles != null && secure != null && secure.bundle() != null) {
			String bundle = secure.bundle();
			this.sslBundles.addBundleUpdateHandler(bundle, (updated) -> {
				if (isUsable(bundle, updated) && secure.reload() == Reload.RECONNECT) {
					handler.accept("the SSL bundle " + bundle + " was updated");
				}
			});
		}
	}

	/** Boot reads the files when they are asked for, perhaps while they are written. */
	private static boolean isUsable(String name, SslBundle bundle) {
		try {
			bundle.getManagers().getTrustManagerFactory();
			bundle.getManagers().getKeyManagerFactory();
			return true;
		}
		catch (RuntimeException ex) {
			log.warn("The SSL bundle " + name + " was updated and cannot be used; the connection stays: "
					+ NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
			return false;
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
