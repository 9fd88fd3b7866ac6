// SPDX-License-Identifier: Apache-2.0

import java.util.List;
import java.util.Properties;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;

/** A broker on a port of this machine: {@code java Moquette.java <port> <directory>}. */
public class Moquette {

	public static void main(String[] arguments) throws Exception {
		Properties properties = new Properties();
		properties.setProperty("host", "127.0.0.1");
		properties.setProperty("port", arguments[0]);
		properties.setProperty("data_path", arguments[1]);
		properties.setProperty("allow_anonymous", "true");
		properties.setProperty("telemetry_enabled", "false");
		new Server().startServer(new MemoryConfig(properties), List.of());
		Thread.currentThread().join();
	}

}
