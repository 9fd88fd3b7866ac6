// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.mqttboot.client.ManualTransport.Peer;
import io.github.mqttboot.protocol.Auth;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.testbrokers.ScramServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ScramAuthenticatorTests {

	private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

	private static final char[] PENCIL = "pencil".toCharArray();

	private static ScramServer server(String mechanism, String user, String password, int iterations) {
		return new ScramServer(mechanism, Map.of(user, password), "server-nonce", SALT, iterations);
	}

	@Nested
	class Exchange {

		@Test // RFC 7677, section 3
		void isTheExampleOfSha256() {
			ScramAuthenticator client = new ScramAuthenticator("SCRAM-SHA-256", "user", PENCIL, "rOprNGfwEbeRWgbNEkqO");

			assertThat(text(client.start())).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
			assertThat(text(client.proceed(utf8(
					"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))))
				.isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
						+ "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
			assertThat(client.finish(utf8("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).toCompletableFuture())
				.isCompleted();
		}

		@Test // RFC 5802, section 5
		void isTheExampleOfSha1() {
			ScramAuthenticator client = new ScramAuthenticator("SCRAM-SHA-1", "user", PENCIL,
					"fyko+d2lbbFgONRv9qkxdawL");

			assertThat(text(client.start())).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
			assertThat(text(
					client.proceed(utf8("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"))))
				.isEqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
			assertThat(client.finish(utf8("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).toCompletableFuture()).isCompleted();
		}

		@Test
		void theServerOfTheseTestsGivesTheExampleToo() {
			ScramServer server = new ScramServer("SCRAM-SHA-256", Map.of("user", "pencil"),
					"%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", SALT, 4096);

			assertThat(server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
				.isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
			assertThat(server.last("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
					+ "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
				.isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
		}

		@ParameterizedTest
		@ValueSource(strings = { "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512" })
		void endsWellWithTheRightPassword(String method) {
			ScramAuthenticator client = authenticator(method, "o=ne,two", "pässword €".toCharArray());
			ScramServer server = server(method, "o=ne,two", "pässword €", 4096);

			String proof = text(client.proceed(utf8(server.first(text(client.start())))));

			assertThat(client.method()).isEqualTo(method);
			assertThat(client.finish(utf8(server.last(proof))).toCompletableFuture()).isCompleted();
		}

		@Test
		void theServerSeesThatThePasswordIsWrong() {
			ScramAuthenticator client = ScramAuthenticator.sha256("user", "pen".toCharArray());
			ScramServer server = server("SCRAM-SHA-256", "user", "pencil", 4096);

			String proof = text(client.proceed(utf8(server.first(text(client.start())))));

			assertThatIllegalArgumentException().isThrownBy(() -> server.last(proof)).withMessage("wrong password");
		}

		@Test
		void canBeginAnewBeforeItHasEnded() {
			ScramAuthenticator client = ScramAuthenticator.sha256("user", PENCIL);
			String unfinished = text(client.start());
			ScramServer server = server("SCRAM-SHA-256", "user", "pencil", 4096);

			String first = text(client.start());
			String proof = text(client.proceed(utf8(server.first(first))));

			assertThat(first).isNotEqualTo(unfinished);
			assertThat(client.finish(utf8(server.last(proof))).toCompletableFuture()).isCompleted();
		}

	}

	@Nested
	class TheClientRefuses {

		private final ScramAuthenticator client = ScramAuthenticator.sha256("user", PENCIL);

		@Test
		void aServerWithAWrongSignature() {
			challenge(4096);

			assertThat(failure(this.client.finish(utf8("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))))
				.hasMessage("the server does not know the password");
		}

		@Test
		void aServerThatAcceptsWithoutAProof() {
			challenge(4096);

			assertThat(failure(this.client.finish(new byte[0])))
				.hasMessage("the server does not prove that it knows the password");
		}

		@Test
		void aServerThatAcceptsBeforeItWasGivenAProof() {
			this.client.start();

			assertThat(failure(this.client.finish(utf8("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))))
				.hasMessage("the server does not prove that it knows the password");
		}

		@Test
		void aServerThatSaysNo() {
			challenge(4096);

			assertThat(failure(this.client.finish(utf8("e=invalid-proof")))).hasMessageStartingWith("the server says ");
		}

		@Test
		void anotherNonceThanItsOwn() {
			this.client.start();

			assertThat(failure(this.client.proceed(utf8("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))))
				.hasMessage("the server's first message is wrong");
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 4095, 10_000_001, Integer.MAX_VALUE })
		void toWorkTooLittleOrTooMuch(int iterations) {
			assertThat(failure(challenge(iterations)))
				.hasMessage("the number of iterations must be 4096..10000000, was " + iterations);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "r=", "rubbish", "r=x,s=not base64,i=4096", "e=unknown-user" })
		void rubbish(String message) {
			this.client.start();

			assertThat(failure(this.client.proceed(utf8(message)))).hasMessage("the server's first message is wrong");
		}

		private CompletionStage<byte[]> challenge(int iterations) {
			return this.client
				.proceed(utf8(server("SCRAM-SHA-256", "user", "pencil", iterations).first(text(this.client.start()))));
		}

	}

	@Nested
	class Arguments {

		@ParameterizedTest
		@ValueSource(strings = { "", "bell\u0007", "half \ud800" })
		void areCheckedAtTheCallAndNotQuoted(String text) {
			assertThatIllegalArgumentException().isThrownBy(() -> ScramAuthenticator.sha256("user", text.toCharArray()))
				.withMessageStartingWith("password must have at least one character")
				.withNoCause();
			assertThatIllegalArgumentException().isThrownBy(() -> ScramAuthenticator.sha256(text, PENCIL))
				.withMessageStartingWith("user name must have at least one character");
		}

		@Test
		void thePasswordIsCopiedAndNotShown() {
			char[] password = "pencil".toCharArray();
			ScramAuthenticator client = ScramAuthenticator.sha256("user", password);
			Arrays.fill(password, 'x');
			ScramServer server = server("SCRAM-SHA-256", "user", "pencil", 4096);

			String proof = text(client.proceed(utf8(server.first(text(client.start())))));

			assertThatNoException().isThrownBy(() -> server.last(proof));
			assertThat(client).hasToString("ScramAuthenticator{method=SCRAM-SHA-256, userName=user}");
		}

	}

	@Nested
	class OnAConnection {

		private final ManualTransport network = new ManualTransport();

		private final ScramServer server = server("SCRAM-SHA-256", "user", "pencil", 4096);

		private final MqttClient client = MqttClient.create(MqttClientOptions.builder("broker.example")
			.clean(true)
			.version(MqttVersion.V5)
			.reconnect(ReconnectPolicy.never())
			.authenticator(ScramAuthenticator.sha256("user", PENCIL))
			.executor(this.network::execute)
			.transport(this.network)
			.build());

		@Test
		void aServerThatKnowsThePasswordIsTrusted() {
			CompletableFuture<ConnAck> connecting = connect(UnaryOperator.identity());

			assertThat(connecting).isCompleted();
			assertThat(this.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
		}

		@Test
		void aServerWithAWrongSignatureIsLeft() {
			CompletableFuture<ConnAck> connecting = connect(
					(signature) -> "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

			assertThat(connecting).isCompletedExceptionally();
			assertThat(this.network.peer().ended()).isTrue();
			assertThat(this.client.status().lastError()).isInstanceOf(MqttRejectedException.class)
				.hasMessage("authentication with SCRAM-SHA-256 failed: the server does not know the password");
		}

		private CompletableFuture<ConnAck> connect(UnaryOperator<String> signature) {
			CompletableFuture<ConnAck> connecting = this.client.connect();
			this.network.run();
			Peer peer = this.network.peer();
			peer.accept();
			Connect connect = (Connect) peer.take().get(0);
			peer.say(new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
					properties(this.server.first(data(connect.properties())))));
			Auth proof = (Auth) peer.take().get(0);
			peer.say(new ConnAck(false, ReasonCode.SUCCESS,
					properties(signature.apply(this.server.last(data(proof.properties()))))));
			return connecting;
		}

		private static PacketProperties properties(String data) {
			return PacketProperties.builder()
				.set(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
				.set(Property.AUTHENTICATION_DATA, utf8(data))
				.build();
		}

		private static String data(PacketProperties properties) {
			return ScramAuthenticatorTests.text(properties.get(Property.AUTHENTICATION_DATA, new byte[0]));
		}

	}

	@Nested
	class WithoutTheLibrary {

		@Test
		void everythingElseOfTheClientCanBeLoaded() throws Exception {
			try (URLClassLoader loader = classPathWithoutLibrary(); Stream<Path> files = Files.list(clientPackage())) {
				List<String> names = files.map((file) -> file.getFileName().toString())
					.filter((name) -> name.endsWith(".class") && !name.equals("ScramAuthenticator.class"))
					.map((name) -> "io.github.mqttboot.client." + name.substring(0, name.length() - 6))
					.toList();

				assertThat(names).contains(MqttClient.class.getName());
				for (String name : names) {
					assertThatNoException().isThrownBy(() -> loader.loadClass(name).getDeclaredMethods());
				}
				assertThatExceptionOfType(NoClassDefFoundError.class)
					.isThrownBy(() -> loader.loadClass(ScramAuthenticator.class.getName()).getDeclaredMethods())
					.withMessageContaining("com/ongres/scram");
			}
		}

		private static Path clientPackage() throws Exception {
			return Path.of(MqttClient.class.getProtectionDomain().getCodeSource().getLocation().toURI())
				.resolve("io/github/mqttboot/client");
		}

		private static URLClassLoader classPathWithoutLibrary() throws Exception {
			List<String> entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
			URL[] urls = new URL[entries.size()];
			for (int i = 0; i < urls.length; i++) {
				urls[i] = Path.of(entries.get(i)).toUri().toURL();
			}
			return new URLClassLoader(
					Arrays.stream(urls).filter((url) -> !url.getPath().contains("ongres")).toArray(URL[]::new),
					ClassLoader.getPlatformClassLoader());
		}

	}

	private static ScramAuthenticator authenticator(String method, String userName, char[] password) {
		return switch (method) {
			case "SCRAM-SHA-1" -> ScramAuthenticator.sha1(userName, password);
			case "SCRAM-SHA-512" -> ScramAuthenticator.sha512(userName, password);
			default -> ScramAuthenticator.sha256(userName, password);
		};
	}

	private static Throwable failure(CompletionStage<?> stage) {
		return stage.toCompletableFuture().handle((result, failure) -> failure).join();
	}

	private static String text(CompletionStage<byte[]> stage) {
		return text(stage.toCompletableFuture().join());
	}

	private static String text(byte[] utf8) {
		return new String(utf8, StandardCharsets.UTF_8);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
