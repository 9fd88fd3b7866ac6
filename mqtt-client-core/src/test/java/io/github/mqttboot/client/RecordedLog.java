// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Records what a logger is told from a level on; by default the warnings of clients. */
final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger;

	private final Level least;

	private final Level before;

	private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

	RecordedLog() {
		this(DefaultMqttClient.class.getName(), Level.WARN);
	}

	RecordedLog(String logger, Level least) {
		this.logger = (Logger) LoggerFactory.getLogger(logger);
		this.least = least;
		this.before = this.logger.getLevel();
		start();
		this.logger.addAppender(this);
	}

	/** Has the logger take nothing less than this, until this is closed. */
	void setLevel(Level level) {
		this.logger.setLevel(level);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.events.add(event);
	}

	/** The lines that contain a text, with the level in front and traces behind. */
	List<String> lines(String text) {
		return this.events.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(this.least))
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage()
					+ ((event.getThrowableProxy() != null) ? " with a stack trace" : ""))
			.filter((line) -> line.contains(text))
			.toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setLevel(this.before);
	}

}
