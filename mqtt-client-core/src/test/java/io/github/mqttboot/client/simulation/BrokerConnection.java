// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import io.github.mqttboot.internal.codec.PacketEncoder;
import io.github.mqttboot.protocol.ConnAck;
import io.github.mqttboot.protocol.Connect;
import io.github.mqttboot.protocol.Disconnect;
import io.github.mqttboot.protocol.MqttMessage;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.Packet;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.PingResp;
import io.github.mqttboot.protocol.Property;
import io.github.mqttboot.protocol.PubAck;
import io.github.mqttboot.protocol.PubComp;
import io.github.mqttboot.protocol.PubRec;
import io.github.mqttboot.protocol.PubRel;
import io.github.mqttboot.protocol.Publish;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscribe;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.TopicName;
import io.github.mqttboot.protocol.UnsubAck;
import io.github.mqttboot.protocol.Unsubscribe;

import org.jspecify.annotations.Nullable;

/** The broker's end of a connection. */
final class BrokerConnection implements Pipe.Receiver {

	private final ModelBroker broker;

	private final VirtualTime time;

	private final SplittableRandom random;

	private final Scenario scenario;

	private final Ledger ledger;

	private final Cable cable;

	private final Assembler assembler;

	private final PacketEncoder encoder;

	private final ByteBuf batch = Unpooled.buffer(256);

	/** From the client to the broker. */
	private final Map<Integer, TopicName> clientAliases = new HashMap<>();

	/** From the broker to the client. */
	private final Map<TopicName, Integer> brokerAliases = new HashMap<>();

	private int topicAliasMaximum;

	private @Nullable Connect connect;

	private @Nullable BrokerSession session;

	private long lastReceived;

	private long answersDue;

	private boolean flushing;

	/** Whether CONNACK was sent with success. */
	private boolean established;

	private boolean closed;

	BrokerConnection(ModelBroker broker, VirtualTime time, SplittableRandom random, Scenario scenario, Ledger ledger,
			Cable cable) {
		this.broker = broker;
		this.time = time;
		this.random = random;
		this.scenario = scenario;
		this.ledger = ledger;
		this.cable = cable;
		this.assembler = new Assembler(scenario.version(), Integer.MAX_VALUE);
		this.encoder = new PacketEncoder(scenario.version());
		cable.toBroker().receiver(this);
		cable.onBrokerReset(this::lost);
	}

	@Nullable BrokerSession session() {
		return this.session;
	}

	// what goes out

	/**
	 * Sends a packet, soon and in order; a broker that is slow with answers is so here.
	 */
	void send(Packet packet) {
		long delay = this.scenario.answerDelay();
		if (delay == 0) {
			write(packet);
			return;
		}
		this.answersDue = Math.max(this.answersDue, this.time.now() + this.random.nextLong(delay));
		this.time.at(this.answersDue, () -> write(packet));
	}

	private void write(Packet packet) {
		if (this.closed) {
			return;
		}
		Packet sent = (packet instanceof Publish publish) ? onThisConnection(publish) : packet;
		this.broker.trace().add("broker", "sends", sent);
		this.established |= sent instanceof ConnAck && this.session != null;
		this.encoder.encode(sent, this.batch, Long.MAX_VALUE);
		if (!this.flushing) {
			this.flushing = true;
			this.time.after(this.random.nextInt(50_000), this::flush);
		}
	}

	/** With the properties that belong to one connection. */
	private Publish onThisConnection(Publish publish) {
		BrokerSession session = this.session;
		if (!this.scenario.isV5() || session == null) {
			return publish;
		}
		MqttMessage message = publish.message();
		PacketProperties.Builder properties = PacketProperties.builder();
		for (Integer identifier : session.identifiers(message.topicName())) {
			properties.subscriptionIdentifier(identifier);
		}
		TopicName topic = message.topicName();
		Integer alias = this.brokerAliases.get(topic);
		if (alias != null) {
			topic = TopicName.NONE;
		}
		else if (this.brokerAliases.size() < this.topicAliasMaximum) {
			alias = this.brokerAliases.size() + 1;
			this.brokerAliases.put(topic, alias);
		}
		properties.set(Property.TOPIC_ALIAS, alias);
		return new Publish(
				new MqttMessage(topic, message.payload(), message.qos(), message.retain(), properties.build()),
				publish.duplicate(), publish.packetId());
	}

	private void flush() {
		this.flushing = false;
		if (this.batch.isReadable()) {
			this.cable.toClient().write(ByteBufUtil.getBytes(this.batch));
			this.batch.clear();
		}
	}

	/** Closes, with a last word if MQTT has one. */
	void close(ReasonCode reasonCode) {
		if (this.closed) {
			return;
		}
		if (this.scenario.isV5() && this.established) {
			write(new Disconnect(reasonCode, PacketProperties.NONE));
		}
		end();
	}

	private void end() {
		flush();
		this.closed = true;
		this.cable.toClient().end();
		this.broker.ended(this);
	}

	/** The broker is gone, and what it had not flushed. */
	void vanish() {
		this.batch.clear();
		lost();
	}

	private void lost() {
		if (!this.closed) {
			this.closed = true;
			this.broker.ended(this);
		}
	}

	// what comes in

	@Override
	public void arrived(byte[] bytes) {
		if (this.closed) {
			return;
		}
		try {
			this.assembler.take(bytes, this::received);
		}
		catch (MqttProtocolException ex) {
			this.ledger.violated("the broker cannot read what came: " + ex.getMessage());
		}
	}

	@Override
	public void ended() {
		if (!this.closed) {
			end();
		}
	}

	private boolean received(Packet packet) {
		this.broker.trace().add("broker", "receives", packet);
		this.lastReceived = this.time.now();
		BrokerSession session = this.session;
		if (packet instanceof Connect first) {
			this.connect = first;
			this.broker.connect(this, first);
		}
		else if (session == null) {
			if (!(packet instanceof Disconnect)) {
				this.ledger.violated("the broker has not accepted the connection, and received " + packet);
			}
		}
		else {
			received(packet, session);
		}
		return !this.closed;
	}

	private void received(Packet packet, BrokerSession session) {
		switch (packet.type()) {
			case PUBLISH -> publish((Publish) packet, session);
			case PUBACK -> session.acknowledged((PubAck) packet);
			case PUBREC -> session.received((PubRec) packet);
			case PUBREL -> session.released((PubRel) packet);
			case PUBCOMP -> session.completed((PubComp) packet);
			case SUBSCRIBE -> subscribe((Subscribe) packet, session);
			case UNSUBSCRIBE -> unsubscribe((Unsubscribe) packet, session);
			case PINGREQ -> send(PingResp.INSTANCE);
			case DISCONNECT -> disconnect((Disconnect) packet, session);
			default -> this.ledger.violated("the broker received " + packet);
		}
	}

	private void publish(Publish packet, BrokerSession session) {
		Publish resolved = resolve(packet);
		if (resolved == null) {
			return;
		}
		if (resolved.message().qos() == QoS.AT_MOST_ONCE) {
			this.ledger.accepted(resolved.message());
			return;
		}
		boolean refuse = this.scenario.isV5() && this.random.nextInt(1000) < this.scenario.refusalsInThousand();
		session.publish(resolved, refuse);
	}

	private @Nullable Publish resolve(Publish packet) {
		MqttMessage message = packet.message();
		Integer alias = message.properties().get(Property.TOPIC_ALIAS);
		if (alias == null) {
			return packet;
		}
		if (alias < 1 || alias > this.scenario.brokerAliases()) {
			this.ledger.violated("the topic alias is out of range [MQTT-3.3.2-9]: " + packet);
		}
		if (message.topic().isEmpty()) {
			TopicName topic = this.clientAliases.get(alias);
			if (topic == null) {
				this.ledger.violated("the topic alias was never given a topic on this connection: " + packet);
				return null;
			}
			return new Publish(
					new MqttMessage(topic, message.payload(), message.qos(), message.retain(), message.properties()),
					packet.duplicate(), packet.packetId());
		}
		this.clientAliases.put(alias, message.topicName());
		return packet;
	}

	private void subscribe(Subscribe packet, BrokerSession session) {
		List<Integer> identifiers = packet.properties().subscriptionIdentifiers();
		List<ReasonCode> codes = new ArrayList<>();
		for (Subscription subscription : packet.subscriptions()) {
			if (subscription.filter().value().startsWith(Scenario.FORBIDDEN)) {
				codes.add(this.scenario.isV5() ? ReasonCode.NOT_AUTHORIZED : ReasonCode.UNSPECIFIED_ERROR);
				continue;
			}
			session.subscriptions()
				.put(subscription.filter(),
						new BrokerSession.Granted(subscription.qos(), identifiers.isEmpty() ? 0 : identifiers.get(0)));
			codes.add(switch (subscription.qos()) {
				case AT_MOST_ONCE -> ReasonCode.SUCCESS;
				case AT_LEAST_ONCE -> ReasonCode.GRANTED_QOS_1;
				case EXACTLY_ONCE -> ReasonCode.GRANTED_QOS_2;
			});
		}
		send(new SubAck(packet.packetId(), codes, PacketProperties.NONE));
	}

	private void unsubscribe(Unsubscribe packet, BrokerSession session) {
		List<ReasonCode> codes = new ArrayList<>();
		for (TopicFilter filter : packet.filters()) {
			boolean existed = session.subscriptions().remove(filter) != null;
			codes.add(existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
		}
		send(new UnsubAck(packet.packetId(), this.scenario.isV5() ? codes : List.of(), PacketProperties.NONE));
	}

	private void disconnect(Disconnect packet, BrokerSession session) {
		Long expiry = packet.properties().get(Property.SESSION_EXPIRY_INTERVAL);
		if (expiry != null) {
			session.expirySeconds(expiry);
		}
		end();
	}

	/** The broker has a session for this connection. */
	void accepted(BrokerSession session, boolean present, PacketProperties properties) {
		Connect connect = this.connect;
		if (connect == null) {
			throw new IllegalStateException("no CONNECT");
		}
		this.session = session;
		PacketProperties asked = connect.properties();
		this.topicAliasMaximum = Math.min(asked.get(Property.TOPIC_ALIAS_MAXIMUM, 0), this.scenario.brokerAliases());
		send(new ConnAck(present, ReasonCode.SUCCESS, properties));
		session.attach(this, asked.get(Property.RECEIVE_MAXIMUM, 65_535));
		int keepAlive = properties.get(Property.SERVER_KEEP_ALIVE, connect.keepAliveSeconds());
		if (keepAlive > 0) {
			watch(VirtualTime.seconds(keepAlive) / 2 * 3);
		}
	}

	void refused(ReasonCode reasonCode) {
		send(new ConnAck(false, reasonCode, PacketProperties.NONE));
		this.time.after(this.scenario.answerDelay() + 1, this::ended);
	}

	/** Closes after one and a half intervals of silence [MQTT-3.1.2-22]. */
	private void watch(long silence) {
		if (this.closed) {
			return;
		}
		long left = this.lastReceived + silence - this.time.now();
		if (left > 0) {
			this.time.after(left, () -> watch(silence));
			return;
		}
		if (this.cable.wholeFor() > silence && !this.cable.broken()) {
			this.ledger.violated("the client was silent for one and a half keep alive intervals");
		}
		close(ReasonCode.KEEP_ALIVE_TIMEOUT);
	}

}
