// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.simulation;

import java.util.function.Supplier;

import io.github.mqttboot.client.simulation.ModelStore.StoreFault;
import io.github.mqttboot.client.simulation.Simulation.Outcome;
import io.github.mqttboot.protocol.Property;

import org.jspecify.annotations.Nullable;

/**
 * Bugs that a client may have, each with the complaint it has to lead to. They are made
 * by changing what a client sends, what it gets to see, or what its store keeps.
 */
enum PlantedFault {

	DUP_OMITTED("DUP is not set", () -> Tamperings.sending((packet) -> Tamperings.withDuplicate(packet, false))),

	DUP_ON_A_FIRST_ATTEMPT("DUP is set on a first attempt",
			() -> Tamperings.sending((packet) -> Tamperings.withDuplicate(packet, true))),

	IDENTIFIER_RELEASED_EARLY("is in use by message", Tamperings.IdentifiersInUse::new),

	RESENT_OUT_OF_ORDER("sent again out of order", Tamperings.ResentInPairs::new),

	PUBREL_LOST("the future of publish", Tamperings.PubRelsLost::new),

	PUBLISH_AFTER_PUBREC("PUBLISH after PUBREC", Tamperings.PublishForPubRel::new),

	FUTURE_NEVER_ENDED("the future of publish", Tamperings.PubAcksUnseen::new),

	ACKNOWLEDGED_BEFORE_HANDLED("acknowledged before a handler had ended", Tamperings.AcknowledgedOnArrival::new),

	ACKNOWLEDGED_OUT_OF_ORDER("where an answer was owed", Tamperings.AcknowledgedInPairs::new),

	RECEIVE_MAXIMUM_IGNORED("messages in flight, the server takes",
			() -> Tamperings.arriving((packet) -> Tamperings.without(packet, Property.RECEIVE_MAXIMUM))),

	PACKET_SIZE_IGNORED("bytes, the server takes",
			() -> Tamperings.arriving((packet) -> Tamperings.without(packet, Property.MAXIMUM_PACKET_SIZE))),

	SERVER_KEEP_ALIVE_IGNORED("keep alive",
			() -> Tamperings.arriving((packet) -> Tamperings.without(packet, Property.SERVER_KEEP_ALIVE))),

	SILENCE_IGNORED("took no notice of a silence", Tamperings::credulous),

	SESSION_PRESENT_IGNORED("DUP is not set|in use by message|failed without a reason|delivered twice",
			() -> Tamperings.arriving(Tamperings::withoutSession)),

	QOS_2_DELIVERED_AGAIN("delivered twice", Tamperings.Forgetful::new),

	QOS_2_PUBLISHED_AGAIN("published twice", Tamperings.PublishedAgain::new),

	SUBSCRIPTION_NOT_RESTORED("the broker has the subscription", Tamperings.SubscribedOnce::new),

	SENT_AFTER_DISCONNECT("after DISCONNECT", Tamperings.PingsAfterDisconnect::new),

	COMMITTED_AFTER_THE_FLUSH("DUP is not set|in use by message|delivered twice|lost|published twice",
			StoreFault.COMMITTED_LATE),

	IDENTIFIER_NOT_STORED("DUP is not set|in use by message|published twice", StoreFault.IDENTIFIER_FORGOTTEN),

	RELEASE_NOT_STORED("PUBLISH after PUBREC", StoreFault.RELEASE_FORGOTTEN),

	INCOMING_NOT_STORED("delivered twice", StoreFault.INCOMING_FORGOTTEN),

	INCOMING_NOT_REMOVED("acknowledged before a handler had ended", StoreFault.INCOMING_KEPT);

	private final String complaint;

	private final @Nullable Supplier<Tampering> tampering;

	private final @Nullable StoreFault storeFault;

	PlantedFault(String complaint, Supplier<Tampering> tampering) {
		this.complaint = complaint;
		this.tampering = tampering;
		this.storeFault = null;
	}

	PlantedFault(String complaint, StoreFault storeFault) {
		this.complaint = complaint;
		this.tampering = null;
		this.storeFault = storeFault;
	}

	/** Runs a seed with this bug. */
	Outcome run(long seed) {
		return Simulation.run(seed, (this.tampering != null) ? this.tampering.get() : null, this.storeFault);
	}

	/** Whether the rule that was broken is the one that this bug breaks. */
	boolean explains(@Nullable String violation) {
		return violation != null && violation.matches("(?s).*(" + this.complaint + ").*");
	}

}
