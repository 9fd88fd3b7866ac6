// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

/** Tells HiveMQ whom to let in. */
final class HiveMqAuthentication implements ExtensionMain {

	private final BrokerOptions options;

	HiveMqAuthentication(BrokerOptions options) {
		this.options = options;
	}

	@Override
	public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
		SimpleAuthenticator authenticator = (in, out) -> {
			if (admits(in.getConnectPacket())) {
				out.authenticateSuccessfully();
			}
			else {
				out.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
			}
		};
		Services.securityRegistry().setAuthenticatorProvider((provider) -> authenticator);
	}

	private boolean admits(ConnectPacket connect) {
		Optional<String> userName = connect.getUserName();
		if (userName.isEmpty()) {
			return this.options.anonymous();
		}
		String password = connect.getPassword().map(HiveMqAuthentication::text).orElse("");
		return password.equals(this.options.users().get(userName.get()));
	}

	private static String text(ByteBuffer utf8) {
		return StandardCharsets.UTF_8.decode(utf8).toString();
	}

	@Override
	public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
		// nothing to let go of
	}

}
