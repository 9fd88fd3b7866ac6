// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Keeps {@code docs/luamqtt.md} complete and honest. */
class LuamqttTableTests {

	private static final NamedTests TESTS = new NamedTests();

	/** All that luamqtt's client has, as its manual calls it. */
	private static final String LUAMQTT = """
			create uri clean version id username password secure secure.mode secure.protocol secure.verify
			secure.options secure.cafile secure.certificate secure.key will will.topic will.payload will.qos
			will.retain will.properties will.user_properties keep_alive reconnect connector ssl_module
			properties user_properties
			on off connect subscribe unsubscribe message acknowledge error close auth
			client:subscribe subscribe.topic subscribe.qos subscribe.no_local subscribe.retain_as_published
			subscribe.retain_handling subscribe.properties subscribe.user_properties subscribe.callback
			client:unsubscribe unsubscribe.topic unsubscribe.properties unsubscribe.user_properties
			unsubscribe.callback
			client:publish publish.topic publish.payload publish.qos publish.retain publish.dup
			publish.properties publish.user_properties publish.callback
			client:acknowledge acknowledge.msg acknowledge.rc acknowledge.properties
			acknowledge.user_properties
			client:disconnect disconnect.rc disconnect.properties disconnect.user_properties
			client:auth auth.rc auth.properties auth.user_properties
			client:close_connection close_connection.reason client:start_connecting
			client:send_pingreq client:open_connection client:send_connect
			run_ioloop run_sync get_ioloop tostring reason_string
			""";

	/** A row of the table: what it is there, what here, the difference, the tests. */
	record Row(String luamqtt, String here, String difference, List<String> tests) {

		static Row of(String line) {
			String[] cells = line.split("(?<!\\\\)\\|", -1);
			assertThat(cells).as(line).hasSize(6);
			return new Row(cells[1].strip().replace("`", ""), cells[2].strip(), cells[3].strip(),
					NamedTests.in(cells[4]));
		}

		@Override
		public String toString() {
			return this.luamqtt;
		}

	}

	static List<Row> rows() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("../docs/luamqtt.md"))) {
			return lines.filter((line) -> line.startsWith("| `")).map(Row::of).toList();
		}
	}

	@Test
	void hasARowForEverythingThatLuamqttsClientHas() throws IOException {
		assertThat(rows()).extracting(Row::luamqtt).containsExactly(LUAMQTT.strip().split("\\s+"));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void eachRowNamesTestsThatExist(Row row) {
		assertThat(row.here()).isNotEmpty();
		assertThat(row.difference()).isNotEmpty();
		assertThat(row.tests()).isNotEmpty().allMatch(TESTS::exists);
	}

	@Test
	void aTestThatDoesNotExistIsNoticed() {
		assertThat(TESTS.exists("LuamqttTableTests#aTestThatDoesNotExistIsNoticed")).isTrue();
		assertThat(TESTS.exists("LuamqttTableTests#rows")).isFalse();
		assertThat(TESTS.exists("NoSuchTests#aTestThatDoesNotExistIsNoticed")).isFalse();
	}

}
