// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.mqttboot.internal.session.DesiredSubscriptions.Desired;
import io.github.mqttboot.protocol.MqttException;
import io.github.mqttboot.protocol.MqttProtocolException;
import io.github.mqttboot.protocol.MqttQueueFullException;
import io.github.mqttboot.protocol.MqttRejectedException;
import io.github.mqttboot.protocol.MqttTimeoutException;
import io.github.mqttboot.protocol.PacketProperties;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.protocol.SubAck;
import io.github.mqttboot.protocol.Subscription;
import io.github.mqttboot.protocol.TopicFilter;
import io.github.mqttboot.protocol.UnsubAck;

import org.jspecify.annotations.Nullable;

/**
 * What the client wants to be subscribed to, and what the server has granted. After each
 * CONNACK the difference is subscribed. What is refused for reasons that pass is asked
 * for again after a while, everything else at the next connection, but never a filter
 * that the server says is invalid. Confined to the loop.
 */
final class Subscriptions {

	/** Some servers refuse more filters in one packet. */
	private static final int FILTERS_IN_ONE_PACKET = 8;

	/**
	 * What a server may leave unanswered of SUBSCRIBE and UNSUBSCRIBE before no more are
	 * sent: packet identifiers are left for messages.
	 */
	static final int MOST_UNANSWERED = 32_768;

	/** What may be asked for and have no answer, sent or not. */
	static final int MOST_REQUESTS = 65_535;

	/**
	 * Stays empty, for the sessions that have no more to send than is sent: nearly all.
	 */
	private static final ArrayDeque<ControlExchange<?>> NONE = new ArrayDeque<>(0);

	/** Refusals that may not last. */
	private static final Set<ReasonCode> PASSING = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.QUOTA_EXCEEDED, ReasonCode.SERVER_BUSY);

	private static final long FIRST_PAUSE = 5_000_000_000L;

	private static final long LONGEST_PAUSE = 64 * FIRST_PAUSE;

	static final long NEVER = Long.MAX_VALUE;

	private final PacketIds ids;

	private final SessionOutput output;

	private final long responseTimeout;

	private final boolean retryRefused;

	private final DesiredSubscriptions desired = new DesiredSubscriptions();

	/** Asked for while there was no connection, in the order of the calls. */
	private final ArrayDeque<ControlExchange<?>> waiting = new ArrayDeque<>(0);

	/**
	 * To be sent when the server has answered others, in the order of their deadlines.
	 */
	private ArrayDeque<ControlExchange<?>> unsent = NONE;

	/** Sent and not answered, in the order of their deadlines, before those above. */
	private final ArrayDeque<ControlExchange<?>> unanswered = new ArrayDeque<>(0);

	private @Nullable ServerLimits limits;

	/** To be asked for again, since the time was known last. */
	private final List<Desired> refused = new ArrayList<>();

	/** When the next refused one is asked for again. */
	private long nextRetry = NEVER;

	Subscriptions(PacketIds ids, SessionOutput output, SessionOptions options) {
		this.ids = ids;
		this.output = output;
		this.responseTimeout = options.responseTimeoutNanos();
		this.retryRefused = options.retryRefused();
	}

	/** Why nothing more may be asked for now, or null. */
	@Nullable MqttQueueFullException full() {
		if (this.waiting.size() + this.unsent.size() + this.unanswered.size() < MOST_REQUESTS) {
			return null;
		}
		return new MqttQueueFullException(
				"no more than " + MOST_REQUESTS + " SUBSCRIBE and UNSUBSCRIBE may have no answer", null);
	}

	void subscribe(SubscribeExchange exchange, long now) {
		for (Subscription subscription : exchange.subscriptions()) {
			this.desired.add(subscription, exchange);
			this.output.requested(subscription);
		}
		sendOrWait(exchange, now);
	}

	void unsubscribe(UnsubscribeExchange exchange, long now) {
		exchange.filters().forEach(this.desired::remove);
		sendOrWait(exchange, now);
	}

	/** Whether the server owes no answer. */
	boolean isIdle() {
		return this.unanswered.isEmpty();
	}

	private void sendOrWait(ControlExchange<?> exchange, long now) {
		if (this.limits == null) {
			this.waiting.add(exchange);
		}
		else {
			send(exchange, this.limits, now);
		}
	}

	private void send(ControlExchange<?> exchange, ServerLimits limits, long now) {
		exchange.deadline(now + this.responseTimeout);
		if (this.unsent.isEmpty() && this.unanswered.size() < MOST_UNANSWERED) {
			send(exchange, limits);
			return;
		}
		if (this.unsent == NONE) {
			this.unsent = new ArrayDeque<>();
		}
		this.unsent.add(exchange);
	}

	private void sendMore(ServerLimits limits) {
		while (!this.unsent.isEmpty() && this.unanswered.size() < MOST_UNANSWERED) {
			send(this.unsent.remove(), limits);
		}
	}

	private void send(ControlExchange<?> exchange, ServerLimits limits) {
		try {
			if (exchange instanceof SubscribeExchange subscribe) {
				subscribe.subscriptions().forEach((each) -> limits.check(each, subscribe.properties()));
			}
			this.ids.assign(exchange);
			this.output.send(exchange.request(limits));
			this.unanswered.add(exchange);
		}
		catch (MqttRejectedException ex) {
			refuse(exchange, ex);
		}
		catch (IllegalArgumentException ex) {
			this.ids.release(exchange);
			refuse(exchange, new MqttRejectedException(ReasonCode.PACKET_TOO_LARGE,
					"the request cannot be sent to this server: " + ex.getMessage(), ex));
		}
	}

	private void refuse(ControlExchange<?> exchange, MqttRejectedException refusal) {
		if (exchange instanceof SubscribeExchange subscribe) {
			subscribe.subscriptions().forEach((each) -> refused(subscribe, each, refusal));
		}
		exchange.fail(refusal);
	}

	private void refused(SubscribeExchange exchange, Subscription subscription, MqttRejectedException refusal) {
		Desired desired = this.desired.requested(exchange, subscription.filter());
		if (desired == null) {
			return; // wanted no more
		}
		boolean newest = desired == this.desired.newest(subscription.filter());
		boolean wanted = (exchange.isRestoring() || this.retryRefused)
				&& refusal.reasonCode() != ReasonCode.TOPIC_FILTER_INVALID;
		if (wanted) {
			desired.request = null;
			desired.refusals++;
			if (desired.earlier != null) {
				askAgain(desired.earlier);
			}
		}
		else {
			this.desired.remove(desired);
			desired.forget();
		}
		if (newest) {
			refused(desired, refusal, wanted);
		}
	}

	private void refused(Desired desired, MqttRejectedException refusal, boolean wanted) {
		if (wanted && PASSING.contains(refusal.reasonCode())) {
			this.refused.add(desired);
		}
		Desired earlier = wanted ? null : this.desired.newest(desired.subscription.filter());
		if (earlier == null) {
			this.output.refused(desired.subscription, refusal, wanted);
		}
		else {
			this.output.changeRefused(desired.subscription, refusal);
			goBackTo(earlier);
		}
	}

	private void goBackTo(Desired earlier) {
		if (earlier.granted != null) {
			this.output.granted(earlier.subscription, earlier.granted);
			return;
		}
		this.output.requested(earlier.subscription);
		askAgain(earlier);
	}

	/** What was lost meanwhile is asked for at once, unless by now something newer is. */
	private void askAgain(Desired earlier) {
		if (earlier.isMissing()) {
			earlier.refusals = 0;
			this.refused.add(earlier);
		}
	}

	/**
	 * Plans when to ask again for what was refused a moment ago.
	 * @return whether there was something to plan
	 */
	boolean planRetries(long now) {
		if (this.refused.isEmpty()) {
			return false;
		}
		for (Desired each : this.refused) {
			each.retryAt = now + pause(each.refusals);
			this.nextRetry = earlier(this.nextRetry, each.retryAt);
		}
		this.refused.clear();
		return true;
	}

	private static long pause(int refusals) {
		return (refusals == 0) ? 0 : Math.min(FIRST_PAUSE << Math.min(refusals - 1, 10), LONGEST_PAUSE);
	}

	private static long earlier(long one, long other) {
		if (one == NEVER || other == NEVER) {
			return Math.min(one, other);
		}
		return (one - other < 0) ? one : other;
	}

	private void retry(ServerLimits limits, long now) {
		this.nextRetry = NEVER;
		List<Desired> due = new ArrayList<>();
		for (Desired newest : this.desired.newest()) {
			Desired each = newest;
			while (each != null && each.request == null && !each.isDue(now)) {
				this.nextRetry = earlier(this.nextRetry, each.retryAt);
				each = each.earlier;
			}
			if (each != null && each.request == null) { // nothing goes behind a newer one
				each.retryAt = NEVER;
				due.add(each);
			}
		}
		restore(due, limits, now);
	}

	void answered(SubAck packet) {
		if (!(this.ids.get(packet.packetId()) instanceof SubscribeExchange exchange)) {
			throw unexpected("SUBACK", packet.packetId());
		}
		List<ReasonCode> reasonCodes = packet.reasonCodes();
		if (reasonCodes.size() != exchange.subscriptions().size()) { // [MQTT-3.8.4-6]
			throw wrongCount("SUBACK", exchange.subscriptions().size(), reasonCodes.size());
		}
		end(exchange);
		MqttRejectedException lastRefusal = null;
		int refusals = 0;
		for (int i = 0; i < reasonCodes.size(); i++) {
			Subscription subscription = exchange.subscriptions().get(i);
			if (reasonCodes.get(i).isError()) {
				lastRefusal = new MqttRejectedException(reasonCodes.get(i), "the server refused the subscription to \""
						+ subscription.filter() + "\": " + reasonCodes.get(i));
				refusals++;
				refused(exchange, subscription, lastRefusal);
			}
			else {
				granted(exchange, subscription, QoS.of(reasonCodes.get(i).code()));
			}
		}
		if (lastRefusal != null && refusals == reasonCodes.size()) {
			exchange.fail(lastRefusal);
		}
		else {
			exchange.succeed(packet);
		}
		this.output.subscribed(exchange.subscriptions(), packet);
		sendMore();
	}

	private void granted(SubscribeExchange exchange, Subscription subscription, QoS granted) {
		Desired desired = this.desired.requested(exchange, subscription.filter());
		if (desired == null) {
			return; // wanted no more
		}
		this.desired.granted(desired, granted);
		if (desired == this.desired.newest(subscription.filter())) {
			this.output.granted(subscription, granted);
		}
	}

	void answered(UnsubAck packet) {
		if (!(this.ids.get(packet.packetId()) instanceof UnsubscribeExchange exchange)) {
			throw unexpected("UNSUBACK", packet.packetId());
		}
		List<ReasonCode> reasonCodes = packet.reasonCodes();
		if (!reasonCodes.isEmpty() && reasonCodes.size() != exchange.filters().size()) { // [MQTT-3.11.3-1]
			throw wrongCount("UNSUBACK", exchange.filters().size(), reasonCodes.size());
		}
		end(exchange);
		exchange.succeed(packet);
		this.output.unsubscribed(exchange.filters(), packet);
		sendMore();
	}

	private void sendMore() {
		if (this.limits != null) {
			sendMore(this.limits);
		}
	}

	private void end(ControlExchange<?> exchange) {
		this.ids.release(exchange);
		this.unanswered.remove(exchange);
	}

	private static MqttProtocolException unexpected(String packet, int packetId) {
		return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
				packet + " must answer a request, its packet identifier was " + packetId);
	}

	private static MqttProtocolException wrongCount(String packet, int asked, int answered) {
		return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
				packet + " must have a reason code for each of " + asked + " topic filters, had " + answered);
	}

	/** Subscribes what the server does not have, or may not have. */
	void connected(ServerLimits limits, boolean sessionPresent, boolean doubtful, long now) {
		this.limits = limits;
		if (!sessionPresent || doubtful) {
			this.desired.forEach((each) -> each.granted = null);
		}
		restore(this.desired.newest(), limits, now);
		Set<TopicFilter> asked = new HashSet<>();
		ControlExchange<?> next;
		while ((next = this.waiting.poll()) != null) {
			if (next instanceof UnsubscribeExchange unsubscribe && !sessionPresent
					&& Collections.disjoint(asked, unsubscribe.filters())) {
				neverSubscribed(unsubscribe);
				continue;
			}
			if (next instanceof SubscribeExchange subscribe) {
				subscribe.subscriptions().forEach((each) -> asked.add(each.filter()));
			}
			send(next, limits, now);
			if (next instanceof UnsubscribeExchange unsubscribe) {
				restoreAfter(unsubscribe, limits, now);
			}
		}
	}

	/**
	 * What was subscribed after UNSUBSCRIBE the server may have granted before it
	 * answered that, which it now does once more.
	 */
	private void restoreAfter(UnsubscribeExchange exchange, ServerLimits limits, long now) {
		List<Desired> ended = new ArrayList<>();
		for (TopicFilter filter : exchange.filters()) {
			this.desired.forEach(filter, Subscriptions::end);
			Desired newest = this.desired.newest(filter);
			if (newest != null) {
				ended.add(newest);
			}
		}
		restore(ended, limits, now);
	}

	/** The server has it no more, unless a request that follows brings it back. */
	private static void end(Desired desired) {
		desired.granted = null;
		if (desired.request != null && desired.request.isRestoring()) {
			desired.request = null;
		}
	}

	/** Asks for those that are neither granted nor asked for. */
	private void restore(Collection<Desired> some, ServerLimits limits, long now) {
		Map<SubscribeExchange.Details, List<Desired>> missing = new LinkedHashMap<>();
		List<Desired> refused = new ArrayList<>(); // alone: others must not go with them
		for (Desired each : some) {
			if (each.isMissing()) {
				if (each == this.desired.newest(each.subscription.filter())) {
					this.output.requested(each.subscription);
				}
				if (limits.allows(each.subscription, each.details.properties())) {
					missing.computeIfAbsent(each.details.on(limits), (details) -> new ArrayList<>()).add(each);
				}
				else {
					refused.add(each);
				}
			}
		}
		refused.forEach((each) -> restore(List.of(each), each.details, limits, now));
		missing.forEach((details, all) -> {
			for (int i = 0; i < all.size(); i += FILTERS_IN_ONE_PACKET) {
				restore(all.subList(i, Math.min(i + FILTERS_IN_ONE_PACKET, all.size())), details, limits, now);
			}
		});
	}

	private void restore(List<Desired> some, SubscribeExchange.Details details, ServerLimits limits, long now) {
		SubscribeExchange exchange = SubscribeExchange
			.restoring(some.stream().map((each) -> each.subscription).toList(), details);
		some.forEach((each) -> each.request = exchange);
		send(exchange, limits, now);
	}

	/** The server has no session, and so nothing to unsubscribe from. */
	private void neverSubscribed(UnsubscribeExchange exchange) {
		this.ids.assign(exchange);
		UnsubAck answer = new UnsubAck(exchange.packetId(),
				exchange.filters().stream().map((filter) -> ReasonCode.NO_SUBSCRIPTION_EXISTED).toList(),
				PacketProperties.NONE);
		this.ids.release(exchange);
		exchange.succeed(answer);
	}

	/** What was not answered is asked again with the next connection. */
	void disconnected() {
		this.limits = null;
		this.refused.clear();
		this.nextRetry = NEVER;
		this.desired.forEach((each) -> each.retryAt = NEVER);
		while (!this.unsent.isEmpty()) {
			takeBack(this.unsent.removeLast());
		}
		while (!this.unanswered.isEmpty()) {
			ControlExchange<?> exchange = this.unanswered.removeLast();
			this.ids.release(exchange);
			takeBack(exchange);
		}
	}

	private void takeBack(ControlExchange<?> exchange) {
		if (exchange instanceof SubscribeExchange subscribe && (subscribe.isRestoring() || exchange.ended())) {
			forgetRequest(subscribe);
		}
		else if (!exchange.ended()) {
			this.waiting.addFirst(exchange);
		}
	}

	private void forgetRequest(SubscribeExchange exchange) {
		this.desired.forEach((each) -> {
			if (each.request == exchange) {
				each.request = null;
			}
		});
	}

	/** Ends what has waited too long for its answer; the identifier stays in use. */
	void checkDeadlines(long now) {
		if (this.limits != null && this.nextRetry != NEVER && now - this.nextRetry >= 0) {
			retry(this.limits, now);
		}
		checkDeadlines(this.unanswered, now);
		checkDeadlines(this.unsent, now);
	}

	private static void checkDeadlines(Iterable<ControlExchange<?>> exchanges, long now) {
		for (ControlExchange<?> exchange : exchanges) {
			if (now - exchange.deadline() < 0) {
				return;
			}
			exchange.fail(new MqttTimeoutException("no answer to " + exchange.requestType() + " in time", null));
		}
	}

	/** When something is due, or {@link Long#MAX_VALUE}. */
	long nextDeadline() {
		return earlier(earlier(nextDeadline(this.unanswered), nextDeadline(this.unsent)), this.nextRetry);
	}

	private static long nextDeadline(Iterable<ControlExchange<?>> exchanges) {
		for (ControlExchange<?> exchange : exchanges) {
			if (!exchange.ended()) {
				return exchange.deadline();
			}
		}
		return NEVER;
	}

	/** Nothing will be sent any more; what is wanted stays wanted. */
	void failAll(MqttException failure) {
		disconnected();
		ControlExchange<?> next;
		while ((next = this.waiting.poll()) != null) {
			if (next instanceof SubscribeExchange subscribe) {
				forgetRequest(subscribe);
			}
			next.fail(failure);
		}
	}

}
