// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.github.mqttboot.testbrokers.RawConnection.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

class TcpProxyTests {

	private static final Duration A_WHILE = Duration.ofMillis(200);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final ServerSocket server;

	private final TcpProxy proxy;

	TcpProxyTests() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.proxy = TcpProxy.to("localhost", this.server.getLocalPort());
	}

	@AfterEach
	void close() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void passesBytesInBothDirections() throws IOException {
		try (RawConnection near = connect(); RawConnection far = accept()) {
			near.send("C0 00");
			assertThat(far.receive(2)).isEqualTo(hex("C0 00"));

			far.send("D0 00");
			assertThat(near.receive(2)).isEqualTo(hex("D0 00"));
		}
	}

	@Test
	void endsTheOtherSideWhenOneSideEnds() throws IOException {
		try (RawConnection near = connect()) {
			try (RawConnection far = accept()) {
				awaitPassage(near, far);
			}

			assertThat(near.isBroken()).isTrue();
		}
	}

	@Test
	void endsBothSidesWhenCut() throws IOException {
		try (RawConnection near = connect(); RawConnection far = accept()) {
			awaitPassage(near, far);

			this.proxy.cut();

			assertThat(near.receive(1)).isEmpty();
			assertThat(far.receive(1)).isEmpty();
			assertThat(this.proxy.connections()).isEmpty();
		}
	}

	@Test
	void resetsBothSides() throws IOException {
		try (RawConnection near = connect(); RawConnection far = accept()) {
			awaitPassage(near, far);

			this.proxy.reset();

			assertThatIOException().isThrownBy(() -> near.receive(1));
			assertThatIOException().isThrownBy(() -> far.receive(1));
		}
	}

	@Test
	void holdsEverythingBackWhilePaused() throws IOException {
		try (RawConnection near = connect(); RawConnection far = accept()) {
			awaitPassage(near, far);

			this.proxy.pause();
			near.send("C0 00");
			assertThat(far.isSilentFor(A_WHILE)).isTrue();

			this.proxy.resume();
			assertThat(far.receive(2)).isEqualTo(hex("C0 00"));
		}
	}

	@Test
	void holdsBackAnswersAloneAndLosesThemWithTheConnection() throws IOException {
		PacketLog log = this.proxy.record();
		try (RawConnection near = connect(); RawConnection far = accept()) {
			awaitPassage(near, far);

			this.proxy.holdAnswers();
			far.send("D0 00");
			near.send("C0 00");
			assertThat(far.receive(2)).isEqualTo(hex("C0 00"));
			await().atMost(LIMIT).until(this.proxy::holdsAnswer);
			assertThat(near.isSilentFor(A_WHILE)).isTrue();

			this.proxy.reset();
			assertThatIOException().isThrownBy(() -> near.receive(1));
			assertThat(log.packets()).doesNotContain("< PINGRESP");
		}
	}

	@Test
	void holdsBackNewConnectionsWhilePaused() throws IOException {
		this.proxy.pause();
		try (RawConnection near = connect(); RawConnection far = accept()) {
			near.send("C0 00");

			assertThat(far.isSilentFor(A_WHILE)).isTrue();
		}
	}

	@Test
	void breaksOneConnectionAndLeavesTheOther() throws IOException {
		try (RawConnection first = connect(); RawConnection firstFar = accept()) {
			awaitPassage(first, firstFar);
			try (RawConnection second = connect(); RawConnection secondFar = accept()) {
				awaitPassage(second, secondFar);

				this.proxy.connections().get(0).cut();

				assertThat(first.isBroken()).isTrue();
				awaitPassage(second, secondFar);
			}
		}
	}

	@Test
	void breaksNewConnectionsWhileRefusing() throws IOException {
		this.proxy.refuse();
		try (RawConnection near = connect()) {
			assertThat(near.isBroken()).isTrue();
		}

		this.proxy.admit();
		try (RawConnection near = connect(); RawConnection far = accept()) {
			awaitPassage(near, far);
		}
	}

	@Test
	void breaksNewConnectionsWhileTheTargetIsDown() throws IOException {
		this.server.close();

		try (RawConnection near = connect()) {
			assertThat(near.isBroken()).isTrue();
		}
	}

	private RawConnection connect() throws IOException {
		return RawConnection.to(this.proxy.host(), this.proxy.port());
	}

	private RawConnection accept() throws IOException {
		return new RawConnection(this.server.accept());
	}

	private static void awaitPassage(RawConnection from, RawConnection to) throws IOException {
		from.send("2A");
		assertThat(to.receive(1)).isEqualTo(hex("2A"));
	}

}
