// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.observe;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Tells over HTTP whether there was a listener to start or stop. */
@EndpointWebExtension(endpoint = MqttListenersEndpoint.class)
public final class MqttListenersEndpointWebExtension {

	private final MqttListenersEndpoint endpoint;

	/**
	 * Makes the extension.
	 * @param endpoint what it extends
	 */
	public MqttListenersEndpointWebExtension(MqttListenersEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Starts or stops a listener; does not wait until it is stopped.
	 * @param id its id
	 * @param running true to start it, false to stop it
	 * @return 204 without a body, 404 if there is none with this id
	 */
	@WriteOperation
	public WebEndpointResponse<Void> startOrStop(@Selector String id, boolean running) {
		return new WebEndpointResponse<>(this.endpoint.startOrStop(id, running) ? WebEndpointResponse.STATUS_NO_CONTENT
				: WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
