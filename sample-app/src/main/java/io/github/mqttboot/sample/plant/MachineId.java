// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

/**
 * Where a machine stands and what it is called there; also where it is found in the tree
 * of topics.
 *
 * @param line the production line
 * @param machine the machine's name, unique in its line
 */
public record MachineId(String line, String machine) {

	/**
	 * Checks the names.
	 */
	public MachineId {
		check("line", line);
		check("machine", machine);
	}

	private static void check(String what, String name) {
		if (name.isBlank() || name.chars().anyMatch((each) -> "/+#".indexOf(each) >= 0)) {
			throw new IllegalArgumentException(
					what + " must have a name without '/', '+' and '#', was \"" + name + "\"");
		}
	}

	/**
	 * Reads {@code line/machine}.
	 * @param text the text
	 * @return the identifier
	 */
	public static MachineId parse(String text) {
		int slash = text.indexOf('/');
		if (slash < 0) {
			throw new IllegalArgumentException("machine must be written line/machine, was \"" + text + "\"");
		}
		return new MachineId(text.substring(0, slash), text.substring(slash + 1));
	}

	/**
	 * One of the machine's topics.
	 * @param what the last part, for example {@code temperature}
	 * @return the topic name
	 */
	public String topic(String what) {
		return "plant/" + this.line + "/" + this.machine + "/" + what;
	}

	@Override
	public String toString() {
		return this.line + "/" + this.machine;
	}

}
