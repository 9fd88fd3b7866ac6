// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.guide;

import java.util.ArrayList;
import java.util.List;

import io.github.mqttboot.client.AckMode;
import io.github.mqttboot.client.Delivery;
import io.github.mqttboot.guide.Plant.Reading;
import io.github.mqttboot.spring.listener.MqttSubscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

// tag::batches[]
@Component
class Archive {

	private static final Logger log = LoggerFactory.getLogger(Archive.class);

	private static final int BATCH = 500;

	private final Table table;

	/** What is not written, and so not acknowledged; used by two threads. */
	private final List<Entry> waiting = new ArrayList<>();

	Archive(Table table) {
		this.table = table;
	}

	@MqttSubscribe(id = "archive", topics = "plant/{line}/{machine}/temperature", ackMode = AckMode.MANUAL)
	synchronized void onReading(Reading reading, String line, String machine, Delivery delivery) {
		this.waiting.add(new Entry(new Row(line, machine, reading.celsius()), delivery));
		if (this.waiting.size() == BATCH) {
			write();
		}
	}

	@Scheduled(fixedDelayString = "${archive.write-after:1s}")
	@EventListener(ContextClosedEvent.class)
	synchronized void write() {
		if (this.waiting.isEmpty()) {
			return;
		}
		try {
			this.table.insertAll(this.waiting.stream().map(Entry::row).toList());
		}
		catch (RuntimeException ex) {
			log.warn("{} rows are not written yet", this.waiting.size(), ex);
			return;
		}
		this.waiting.forEach((entry) -> entry.delivery().acknowledge());
		this.waiting.clear();
	}

	record Row(String line, String machine, double celsius) {
	}

	private record Entry(Row row, Delivery delivery) {
	}

}
// end::batches[]
