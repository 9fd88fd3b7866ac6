// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingReq;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a client holds stays within its bounds, whatever the other side does. */
@Timeout(120)
class BoundedMemoryTests {

	private static final int KIB = 1024;

	private static final int MIB = 1024 * KIB;

	private final ScriptedBroker broker = new ScriptedBroker(MqttVersion.V5);

	@AfterEach
	void close() {
		this.broker.close();
	}

	@ParameterizedTest
	@EnumSource
	void aServerThatDoesNotReadIsSentNoMoreThanTheQueueTakes(QoS qos) {
		PublishQueue queue = PublishQueue.DEFAULT.withBytes(8 * MIB);
		MqttClient client = this.broker
			.connect((options) -> options.publishQueue(queue).disconnectTimeout(Duration.ofMillis(500)));
		long directBefore = DirectMemory.used();

		List<CompletableFuture<?>> published = new ArrayList<>();
		CompletableFuture<?> last;
		do {
			assertThat(published).as("messages of 64 KiB taken").hasSizeLessThan(1024);
			last = client.publish(MqttMessage.builder("t").payload(new byte[64 * KIB]).qos(qos).build());
			published.add(last);
		}
		while (!isRefused(last));
		assertThat(DirectMemory.used() - directBefore).isLessThan(16 * MIB);

		client.close();
		await().atMost(TestClients.LIMIT).until(() -> published.stream().allMatch(CompletableFuture::isDone));
	}

	private static boolean isRefused(CompletableFuture<?> published) {
		return published.isCompletedExceptionally()
				&& published.handle((result, failure) -> failure).join() instanceof MqttQueueFullException;
	}

	@Test // [MQTT-2.2.1-4]
	void aServerThatSendsAndReadsNoAcknowledgementIsLeft() {
		MqttClient client = this.broker
			.connect((options) -> options.disconnectTimeout(Duration.ofMillis(500)).reconnect(ReconnectPolicy.never()));
		CompletableFuture<MqttEvent.Disconnected> left = new CompletableFuture<>();
		client.on(MqttEvent.Disconnected.class, left::complete);
		byte[] eachIdentifier = this.broker.bytes(IntStream.rangeClosed(1, 65_535)
			.mapToObj((id) -> new Publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build(), false, id))
			.toArray(Publish[]::new));

		try {
			for (int i = 0; i < 200 && !left.isDone(); i++) {
				this.broker.sendBytes(eachIdentifier);
			}
		}
		catch (UncheckedIOException ex) {
			// the client has left meanwhile
		}

		assertThat(ScriptedBroker.result(left).cause()).isInstanceOf(MqttProtocolException.class)
			.hasMessage("the server must read acknowledgements, left more than 131070 unread");
	}

	@Test
	void aServerThatReadsNoReasonsIsLeftBeforeTheyFillTheMemory() {
		MqttClient client = this.broker
			.connect((options) -> options.disconnectTimeout(Duration.ofMillis(500)).reconnect(ReconnectPolicy.never()));
		CompletableFuture<MqttEvent.Disconnected> left = new CompletableFuture<>();
		client.on(MqttEvent.Disconnected.class, left::complete);
		PacketProperties reason = PacketProperties.builder().set(Property.REASON_STRING, "r".repeat(4 * KIB)).build();
		client.subscribe(Subscription.of("t", QoS.AT_LEAST_ONCE),
				(delivery) -> delivery.acknowledge(ReasonCode.UNSPECIFIED_ERROR, reason));
		long directBefore = DirectMemory.used();

		try {
			for (int i = 0; !left.isDone(); i++) {
				this.broker
					.send(new Publish(MqttMessage.builder("t").qos(QoS.AT_LEAST_ONCE).build(), false, i % 65_535 + 1));
				assertThat(DirectMemory.used() - directBefore).isLessThan(256 * MIB);
			}
		}
		catch (UncheckedIOException ex) {
			// the client has left meanwhile
		}

		assertThat(ScriptedBroker.result(left).cause()).isInstanceOf(MqttProtocolException.class)
			.hasMessage("the server must read acknowledgements, left more than 16777216 bytes of them unread");
	}

	@Test
	void aFloodToABlockedHandlerFitsIntoASmallHeapAndIsDropped() throws Exception {
		try (Flooded flooded = new Flooded(true)) {
			flooded.flood(100_000); // three times the heap
			this.broker.send(publish("quick", 1));

			assertThat(flooded.next()).isEqualTo("quick");
			flooded.release();
			assertThat(flooded.next()).startsWith("slow ");
		}
	}

	@Test
	void aFloodToABlockedHandlerFitsIntoASmallHeapAndSlowsTheServerDown() throws Exception {
		AtomicInteger sent = new AtomicInteger();
		try (Flooded flooded = new Flooded(false)) {
			Thread server = new Thread(() -> {
				for (int i = 0; i < 100_000; i++) {
					this.broker.send(publish("slow", KIB));
					sent.incrementAndGet();
				}
				this.broker.send(publish("quick", 1));
			}, "server");
			server.start();
			this.broker.expect(PingReq.class); // alive, though it reads nothing
			await().atMost(TestClients.LIMIT).until(() -> {
				int before = sent.get();
				server.join(500);
				return sent.get() == before;
			});
			assertThat(sent).hasValueLessThan(50_000);

			flooded.release();
			assertThat(flooded.next()).startsWith("slow ");
			assertThat(flooded.next()).isEqualTo("quick");
			server.join();
		}
	}

	private static Publish publish(String topic, int bytes) {
		return new Publish(MqttMessage.builder(topic).payload(new byte[bytes]).build(), false, 0);
	}

	/** A client in a process with a small heap, and a handler that blocks. */
	private final class Flooded implements AutoCloseable {

		private final Process process;

		private final BufferedReader says;

		Flooded(boolean drop) throws IOException {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m", "-XX:MaxDirectMemorySize=16m", "-cp",
					System.getProperty("java.class.path"), Child.class.getName(),
					String.valueOf(BoundedMemoryTests.this.broker.port()), String.valueOf(drop))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			this.says = this.process.inputReader();
			ScriptedBroker broker = BoundedMemoryTests.this.broker;
			broker.accept();
			broker.expect(Connect.class);
			broker.send(new ConnAck(false, ReasonCode.SUCCESS, PacketProperties.NONE));
			for (int i = 0; i < 2; i++) {
				Packet subscribe = broker.expect(Subscribe.class);
				broker.send(new SubAck(((Subscribe) subscribe).packetId(), List.of(ReasonCode.SUCCESS),
						PacketProperties.NONE));
			}
		}

		void flood(int messages) {
			for (int i = 0; i < messages; i++) {
				BoundedMemoryTests.this.broker.send(publish("slow", KIB));
			}
		}

		void release() throws IOException {
			this.process.outputWriter().write("go on\n");
			this.process.outputWriter().flush();
		}

		/** What the next handler says that ends. */
		String next() throws IOException {
			String line;
			do {
				line = this.says.readLine();
				assertThat(line).as("the process lives").isNotNull();
			}
			while (!line.startsWith("slow ") && !line.equals("quick"));
			return line;
		}

		@Override
		public void close() {
			this.process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
		}

	}

	/** The other process. */
	static final class Child {

		private Child() {
		}

		public static void main(String[] arguments) throws IOException {
			CountDownLatch released = new CountDownLatch(1);
			AtomicInteger handled = new AtomicInteger();
			MqttClient client = MqttClient.create(MqttClientOptions.builder("127.0.0.1:" + arguments[0])
				.clean(true)
				.version(MqttVersion.V5)
				.keepAlive(Duration.ofSeconds(4))
				.inbox(new InboxPolicy(4096, 4 * MIB, Boolean.parseBoolean(arguments[1])))
				.reconnect(ReconnectPolicy.never())
				.build());
			client.subscribe(Subscription.of("slow", QoS.AT_MOST_ONCE), (delivery) -> {
				released.await();
				if (handled.incrementAndGet() == 1) {
					System.out.println("slow " + client.backlog());
				}
			});
			client.subscribe(Subscription.of("quick", QoS.AT_MOST_ONCE), (delivery) -> System.out.println("quick"));
			client.connect();
			System.in.read();
			released.countDown();
		}

	}

}
