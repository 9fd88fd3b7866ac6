// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.concurrent.CompletableFuture;

import io.github.mqttboot.spring.MqttTemplate;
import io.github.mqttboot.spring.listener.MqttSubscribe;

import org.springframework.stereotype.Component;

/** A machine that says how it is. */
@Component
class Press {

	private final MqttTemplate template;

	Press(MqttTemplate template) {
		this.template = template;
	}

	void start() {
		this.template.convertAndSend("plant/hall-a/press-1/state", "running");
	}

	// tag::listener-that-sends[]
	@MqttSubscribe("plant/{line}/{machine}/command")
	CompletableFuture<?> onCommand(Command command, String line, String machine) {
		return this.template.convertAndSend("plant/" + line + "/" + machine + "/state", command.state());
	}
	// end::listener-that-sends[]

	record Command(String state) {
	}

}
