// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

import io.netty.util.internal.PlatformDependent;

/** What the process holds outside the heap, of Netty and of the runtime. */
public final class DirectMemory {

	private DirectMemory() {
	}

	/**
	 * How much is in use. On a runtime where Netty takes its memory as the runtime does,
	 * the latter alone counts it.
	 * @return bytes
	 */
	public static long used() {
		long used = Math.max(0, PlatformDependent.usedDirectMemory());
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			used += pool.getMemoryUsed();
		}
		return used;
	}

}
