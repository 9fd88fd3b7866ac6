// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.stereotype.Component;

// tag::flow-that-receives[]
@Component
class Readings {

	private final MessageChannel channel;

	Readings(@Qualifier("readings") MessageChannel channel) {
		this.channel = channel;
	}

	@MqttSubscribe("plant/+/+/temperature")
	void onReading(Message<byte[]> message) {
		this.channel.send(message);
	}

}
// end::flow-that-receives[]
