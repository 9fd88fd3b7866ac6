// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.List;
import java.util.stream.IntStream;

import io.github.mqttboot.guide.Plant.Reading;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import io.github.mqttboot.spring.listener.TopicVariable;

import org.springframework.stereotype.Component;

// tag::batches[]
@Component
class Archive {

	private final Table table;

	Archive(Table table) {
		this.table = table;
	}

	@MqttSubscribe(id = "archive", topics = "plant/{line}/{machine}/temperature", batchSize = "500")
	void onReadings(List<Reading> readings, @TopicVariable("line") List<String> lines,
			@TopicVariable("machine") List<String> machines) {
		this.table.insertAll(IntStream.range(0, readings.size())
			.mapToObj((i) -> new Row(lines.get(i), machines.get(i), readings.get(i).celsius()))
			.toList());
	}

	record Row(String line, String machine, double celsius) {
	}

}
// end::batches[]
