// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * A file with a place for each table, between two comments. What is written by hand
 * around them, and tables that were not measured, stay as they are.
 *
 * @param file in Markdown
 */
record Document(Path file) {

	private static final String END = "<!-- benchmarks: end -->\n";

	private static String start(String section) {
		return "<!-- benchmarks: " + section + " -->\n";
	}

	/** Before hours are spent on something that cannot be written. */
	void check(Collection<String> sections) throws IOException {
		String text = Files.readString(this.file);
		for (String section : sections) {
			int start = text.indexOf(start(section));
			if (start < 0 || text.indexOf(END, start) < 0) {
				throw new IllegalArgumentException(
						this.file + " must have the line " + start(section).trim() + " and behind it " + END.trim());
			}
		}
	}

	void update(Map<String, String> sections) throws IOException {
		String text = Files.readString(this.file);
		for (Map.Entry<String, String> section : sections.entrySet()) {
			String start = start(section.getKey());
			int from = text.indexOf(start) + start.length();
			text = text.substring(0, from) + "\n" + section.getValue() + "\n" + text.substring(text.indexOf(END, from));
		}
		Files.writeString(this.file, text);
	}

}
