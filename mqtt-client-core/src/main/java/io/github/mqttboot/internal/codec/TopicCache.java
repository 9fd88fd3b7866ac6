// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import io.github.mqttboot.protocol.TopicName;

import org.jspecify.annotations.Nullable;

/**
 * The topic names of one connection, found by their bytes: a topic that came before costs
 * neither a new string nor another check. It grows with the number of topics, up to a
 * bound; then a new topic takes the place of an old one.
 */
final class TopicCache {

	private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final int FEWEST_SLOT_BITS = 9;

	private static final int MOST_SLOT_BITS = 13;

	/** Slots looked at for one topic. */
	private static final int PROBES = 8;

	/** Longer topics are not kept, so that no peer can make the cache large. */
	private static final int LONGEST = 512;

	/** Empty until there is a second topic, which many connections never see. */
	private @Nullable TopicName[] slots = new TopicName[0];

	private int slotBits = FEWEST_SLOT_BITS;

	/** Topics that were not found since there are so many slots. */
	private int missed;

	private TopicName last = TopicName.NONE;

	/**
	 * The topic name that these bytes are.
	 * @param utf8 the bytes, not kept
	 * @param length how many of them
	 * @return the topic name, {@link TopicName#NONE} for no bytes
	 */
	TopicName get(byte[] utf8, int length) {
		if (length == 0) {
			return TopicName.NONE;
		}
		if (!this.last.isEncodedAs(utf8, length)) {
			this.last = (length <= LONGEST) ? lookUp(utf8, length) : Topics.name(utf8, length);
		}
		return this.last;
	}

	private TopicName lookUp(byte[] utf8, int length) {
		if (this.slots.length == 0) {
			TopicName first = this.last;
			if (first == TopicName.NONE) {
				return Topics.name(utf8, length);
			}
			makeSlots(FEWEST_SLOT_BITS);
			if (first.byteLength() <= LONGEST) {
				first.writeTo((bytes) -> this.slots[slot(bytes, bytes.length)] = first);
			}
		}
		else if (this.missed > this.slots.length / 2 && this.slotBits < MOST_SLOT_BITS) {
			grow();
		}
		int home = slot(utf8, length);
		int free = home;
		for (int probe = 0; probe < PROBES; probe++) {
			int slot = (home + probe) & (this.slots.length - 1);
			TopicName candidate = this.slots[slot];
			if (candidate == null) {
				free = slot;
				break;
			}
			if (candidate.isEncodedAs(utf8, length)) {
				return candidate;
			}
		}
		TopicName added = Topics.name(utf8, length);
		this.slots[free] = added;
		this.missed++;
		return added;
	}

	private void makeSlots(int bits) {
		this.slots = new TopicName[1 << bits];
		this.slotBits = bits;
		this.missed = 0;
	}

	/** Those that meet in a slot now are found to be missing when they come again. */
	private void grow() {
		TopicName[] before = this.slots;
		makeSlots(this.slotBits + 1);
		for (TopicName each : before) {
			if (each != null) {
				each.writeTo((bytes) -> this.slots[slot(bytes, bytes.length)] = each);
			}
		}
	}

	private int slot(byte[] utf8, int length) {
		long hash = length;
		int i = 0;
		for (; i <= length - Long.BYTES; i += Long.BYTES) {
			hash = (hash ^ (long) EIGHT_BYTES.get(utf8, i)) * 0x9E37_79B9_7F4A_7C15L;
		}
		for (; i < length; i++) {
			hash = (hash ^ utf8[i]) * 0x9E37_79B9_7F4A_7C15L;
		}
		return (int) (hash >>> (Long.SIZE - this.slotBits));
	}

}
