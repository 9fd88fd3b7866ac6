// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import io.github.mqttboot.protocol.TopicName;

import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

/**
 * The topic names of one connection, found by their bytes: a topic that came before costs
 * neither a new string nor another check, and is the same object. It grows with the
 * number of topics, up to a bound.
 */
final class TopicCache {

	private static final String WHAT = "topic name";

	private static final int FEWEST_SLOT_BITS = 9;

	/** Half of the slots are for topics: with more than 16 384 it begins anew. */
	private static final int MOST_SLOT_BITS = 15;

	/**
	 * Slots looked at for one topic: more than any needs, unless somebody has chosen
	 * topics for that.
	 */
	private static final int PROBES = 64;

	/** Longer topics are not kept, so that no peer can make the cache large. */
	private static final int LONGEST = 256;

	private static final @Nullable TopicName[] NONE = {};

	/** Empty until there is a second topic, which many connections never see. */
	private @Nullable TopicName[] slots = NONE;

	private int slotBits = FEWEST_SLOT_BITS;

	/**
	 * Topics in the slots, and those that have lost theirs; at most half of the slots.
	 */
	private int kept;

	private TopicName last = TopicName.NONE;

	/**
	 * Reads a topic name.
	 * @param in where to read it from, with its length
	 * @return the topic name, {@link TopicName#NONE} if it is empty
	 */
	TopicName read(WireReader in) {
		int length = in.readTwoBytes(WHAT);
		if (length == 0) {
			return TopicName.NONE;
		}
		if (isNext(in, this.last, length)) {
			in.skip(length);
		}
		else {
			this.last = (length <= LONGEST) ? lookUp(in, length) : create(in, length);
		}
		return this.last;
	}

	private static boolean isNext(WireReader in, TopicName topic, int length) {
		return topic.byteLength() == length && topic.isEncodedAs(in::isNext);
	}

	private static TopicName create(WireReader in, int length) {
		return Topics.name(in.readRaw(WHAT, length), length);
	}

	private TopicName lookUp(WireReader in, int length) {
		if (this.slots.length == 0) {
			if (this.last == TopicName.NONE) {
				return create(in, length);
			}
			makeSlots(FEWEST_SLOT_BITS);
			if (this.last.byteLength() <= LONGEST) {
				add(this.last, slot(this.last));
			}
		}
		int home = slot(in, length);
		for (int probe = 0; probe < PROBES; probe++) {
			TopicName candidate = this.slots[(home + probe) & (this.slots.length - 1)];
			if (candidate == null) {
				break;
			}
			if (isNext(in, candidate, length)) {
				in.skip(length);
				return candidate;
			}
		}
		TopicName topic = create(in, length);
		if (2 * this.kept == this.slots.length) {
			makeRoom();
			home = slot(topic);
		}
		add(topic, home);
		return topic;
	}

	private void makeSlots(int bits) {
		this.slots = new TopicName[1 << bits];
		this.slotBits = bits;
		this.kept = 0;
	}

	private void makeRoom() {
		if (this.slotBits == MOST_SLOT_BITS) {
			makeSlots(MOST_SLOT_BITS);
			return;
		}
		TopicName[] before = this.slots;
		makeSlots(this.slotBits + 1);
		for (TopicName each : before) {
			if (each != null) {
				add(each, slot(each));
			}
		}
	}

	/**
	 * Puts a topic into its slot or one of the next; the topic there goes if all are
	 * taken.
	 */
	private void add(TopicName topic, int home) {
		int free = home;
		for (int probe = 0; probe < PROBES; probe++) {
			int slot = (home + probe) & (this.slots.length - 1);
			if (this.slots[slot] == null) {
				free = slot;
				break;
			}
		}
		this.slots[free] = topic;
		this.kept++;
	}

	private int slot(TopicName topic) {
		int[] slot = new int[1];
		topic.writeTo((bytes) -> {
			WireReader in = new WireReader();
			in.begin(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
			slot[0] = slot(in, bytes.length);
		});
		return slot[0];
	}

	private int slot(WireReader in, int length) {
		return (int) (in.hashNext(WHAT, length) >>> (Long.SIZE - this.slotBits));
	}

}
