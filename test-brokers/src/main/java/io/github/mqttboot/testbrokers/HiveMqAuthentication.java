// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.EnhancedAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthConnectInput;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.EnhancedAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

/**
 * Tells HiveMQ whom to let in: by user name and password, or, if CONNECT has that
 * authentication method, by {@value #SCRAM}.
 */
final class HiveMqAuthentication implements ExtensionMain {

	private static final String SCRAM = "SCRAM-SHA-256";

	private static final int ITERATIONS = 4096;

	private final SecureRandom random = new SecureRandom();

	private final BrokerOptions options;

	HiveMqAuthentication(BrokerOptions options) {
		this.options = options;
	}

	@Override
	public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
		Services.securityRegistry().setEnhancedAuthenticatorProvider((client) -> new Admission());
	}

	private boolean admits(ConnectPacket connect) {
		Optional<String> userName = connect.getUserName();
		if (userName.isEmpty()) {
			return this.options.anonymous();
		}
		String password = connect.getPassword().map(HiveMqAuthentication::text).orElse("");
		return password.equals(this.options.users().get(userName.get()));
	}

	private ScramServer scram() {
		byte[] salt = new byte[16];
		byte[] nonce = new byte[18];
		this.random.nextBytes(salt);
		this.random.nextBytes(nonce);
		return new ScramServer(SCRAM, this.options.users(), Base64.getEncoder().encodeToString(nonce), salt,
				ITERATIONS);
	}

	private static String text(ByteBuffer utf8) {
		return StandardCharsets.UTF_8.decode(utf8).toString();
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
		// nothing to let go of
	}

	/** The admission of one client. */
	private final class Admission implements EnhancedAuthenticator {

		private ScramServer exchange = scram();

		@Override
		public void onConnect(EnhancedAuthConnectInput input, EnhancedAuthOutput output) {
			ConnectPacket connect = input.getConnectPacket();
			Optional<String> method = connect.getAuthenticationMethod();
			if (method.isEmpty()) {
				if (admits(connect)) {
					output.authenticateSuccessfully();
				}
				else {
					output.failAuthentication(DisconnectedReasonCode.BAD_USER_NAME_OR_PASSWORD);
				}
			}
			else if (method.get().equals(SCRAM)) {
				begin(connect.getAuthenticationData(), output);
			}
			else {
				output.failAuthentication(DisconnectedReasonCode.BAD_AUTHENTICATION_METHOD);
			}
		}

		@Override
		public void onReAuth(EnhancedAuthInput input, EnhancedAuthOutput output) {
			begin(input.getAuthPacket().getAuthenticationData(), output);
		}

		private void begin(Optional<ByteBuffer> data, EnhancedAuthOutput output) {
			this.exchange = scram();
			try {
				output
					.continueAuthentication(utf8(this.exchange.first(data.map(HiveMqAuthentication::text).orElse(""))));
			}
			catch (IllegalArgumentException ex) {
				output.failAuthentication(DisconnectedReasonCode.NOT_AUTHORIZED);
			}
		}

		@Override
		public void onAuth(EnhancedAuthInput input, EnhancedAuthOutput output) {
			Optional<ByteBuffer> data = input.getAuthPacket().getAuthenticationData();
			try {
				output.authenticateSuccessfully(
						utf8(this.exchange.last(data.map(HiveMqAuthentication::text).orElse(""))));
			}
			catch (IllegalArgumentException ex) {
				output.failAuthentication(DisconnectedReasonCode.NOT_AUTHORIZED);
			}
		}

	}

}
