// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import io.github.mqttboot.transport.Endpoint;
import io.github.mqttboot.transport.TlsOptions;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * Secures one connection with TLS, and says in words what went wrong with it. All that
 * may block, such as reading files or asking whether a certificate was revoked, is done
 * by threads of its own.
 */
final class TlsLayer {

	private static final Executor THREADS = threads();

	private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

	/** What a server may say of a client's certificate. */
	private static final Set<String> ABOUT_THE_CLIENT = Set.of("handshake_failure", "bad_certificate",
			"unsupported_certificate", "certificate_revoked", "certificate_expired", "certificate_unknown",
			"unknown_ca", "access_denied", "decrypt_error", "certificate_required");

	private final TlsOptions options;

	private final Endpoint endpoint;

	/** The name that the server must show a certificate for. */
	private final String serverName;

	private final ClientIdentity identity;

	private final SslContext context;

	private TlsLayer(TlsOptions options, Endpoint endpoint) throws IOException, GeneralSecurityException {
		this.options = options;
		this.endpoint = endpoint;
		String serverName = options.serverName();
		this.serverName = (serverName != null) ? serverName : endpoint.host();
		this.identity = ClientIdentity.of(options);
		this.context = context();
	}

	private static Executor threads() {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(4, 4, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				new DefaultThreadFactory("mqtt-tls", true));
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	/**
	 * Reads what the options name.
	 * @param options how to secure the connection
	 * @param endpoint the server
	 * @param result called by another thread
	 */
	static void prepare(TlsOptions options, Endpoint endpoint, Result result) {
		THREADS.execute(() -> {
			TlsLayer layer;
			try {
				layer = new TlsLayer(options, endpoint);
			}
			catch (IOException | GeneralSecurityException | RuntimeException ex) {
				// the application's suppliers may throw anything
				result.prepared(null, ex);
				return;
			}
			result.prepared(layer, null);
		});
	}

	private SslContext context() throws IOException, GeneralSecurityException {
		SslContextBuilder builder = SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.keyManager(this.identity);
		if (this.options.verify()) {
			builder.trustManager(serverCheck()).endpointIdentificationAlgorithm("HTTPS");
		}
		else {
			builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
		}
		if (!this.options.protocols().isEmpty()) {
			builder.protocols(this.options.protocols());
		}
		if (!this.options.cipherSuites().isEmpty()) {
			builder.ciphers(this.options.cipherSuites());
		}
		if (!this.options.applicationProtocols().isEmpty()) {
			builder.applicationProtocolConfig(
					new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
							SelectedListenerFailureBehavior.ACCEPT, this.options.applicationProtocols()));
		}
		return builder.build();
	}

	private TrustManager serverCheck() throws IOException, GeneralSecurityException {
		Authorities authorities = Authorities.of(this.options);
		return (authorities.manager() instanceof X509ExtendedTrustManager manager)
				? new ServerCheck(manager, authorities.name(), this.serverName, Clock.systemUTC())
				: authorities.manager(); // Java adds the check of the name
	}

	/**
	 * Begins the handshake.
	 * @param channel an open connection
	 * @return ends with the handshake; see {@link #explain} if it fails
	 */
	Future<Channel> secure(Channel channel) {
		SslHandler handler = this.context.newHandler(channel.alloc(), this.serverName, this.endpoint.port(), THREADS);
		handler.setHandshakeTimeoutMillis(0); // the whole attempt has a limit
		askForName(handler);
		channel.pipeline().addFirst(handler, new Explaining());
		return handler.handshakeFuture();
	}

	/** Java itself asks for names with a dot only. */
	private void askForName(SslHandler handler) {
		if (NetUtil.isValidIpV4Address(this.serverName) || NetUtil.isValidIpV6Address(this.serverName)) {
			return; // addresses are no names (RFC 6066, section 3)
		}
		try {
			SSLParameters parameters = handler.engine().getSSLParameters();
			parameters.setServerNames(List.of(new SNIHostName(this.serverName)));
			handler.engine().setSSLParameters(parameters);
		}
		catch (IllegalArgumentException ex) {
			// a name that SNI cannot carry, such as one with an underscore
		}
	}

	/** Puts words to what went wrong, if there are any. */
	Throwable explain(Throwable thrown) {
		ServerCheck.RefusedException refusal = Failures.find(ServerCheck.RefusedException.class, thrown);
		if (refusal != null) {
			return new TlsException(String.valueOf(refusal.getMessage()), thrown);
		}
		if (Failures.find(NotSslRecordException.class, thrown) != null) {
			return new TlsException("the server does not speak TLS on this port", thrown);
		}
		SSLException failure = Failures.find(SSLException.class, thrown);
		if (failure != null) {
			Matcher alert = ALERT.matcher(String.valueOf(failure.getMessage()));
			if (alert.find()) {
				return new TlsException(explain(alert.group(1)), thrown);
			}
		}
		if (Failures.find(ClosedChannelException.class, thrown) != null) {
			return this.identity.missed() ? closed(thrown) : new TlsException(
					"the server closed the connection during the TLS handshake: does it speak TLS on this port?",
					thrown);
		}
		return this.identity.missed() ? closed(thrown) : thrown;
	}

	private String explain(String alert) {
		String problem = ABOUT_THE_CLIENT.contains(alert) ? this.identity.problem(alert) : null;
		if (problem != null) {
			return problem;
		}
		return switch (alert) {
			case "unrecognized_name" -> "the server does not know the name " + this.serverName;
			case "no_application_protocol" ->
				"the server speaks none of the application protocols " + this.options.applicationProtocols();
			case "protocol_version" -> "the server speaks none of the TLS versions offered";
			case "handshake_failure" -> "the server accepts none of the TLS versions and cipher suites offered";
			default -> "the server refused TLS: " + alert;
		};
	}

	/** Some servers do not say why they close the connection. */
	private TlsException closed(@Nullable Throwable thrown) {
		return new TlsException(this.identity.problem("") + ": it closed the connection", thrown);
	}

	/** Takes what secures a connection, or why nothing does. */
	@FunctionalInterface
	interface Result {

		void prepared(@Nullable TlsLayer layer, @Nullable Exception failure);

	}

	/** With TLS 1.3 the server judges the client's certificate after the handshake. */
	private final class Explaining extends ChannelInboundHandlerAdapter {

		/** Whether the server has accepted the client. */
		private boolean heard;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			this.heard = true;
			context.fireChannelRead(message);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.heard = true; // it need not be said twice
			context.fireExceptionCaught(explain(cause));
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			if (!this.heard && TlsLayer.this.identity.missed()) {
				context.fireExceptionCaught(closed(null));
			}
			context.fireChannelInactive();
		}

	}

}
