// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client.chaos;

import java.io.File;
import java.lang.management.ManagementFactory;

import io.github.mqttboot.client.DirectMemory;

/**
 * What the process holds.
 *
 * @param heapBytes in use after a garbage collection
 * @param directBytes outside the heap, of Netty and of the runtime
 * @param threads alive
 * @param descriptors open files and sockets
 */
record Resources(long heapBytes, long directBytes, int threads, int descriptors) {

	static Resources now() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		String[] descriptors = new File("/proc/self/fd").list();
		return new Resources(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), DirectMemory.used(),
				ManagementFactory.getThreadMXBean().getThreadCount(), (descriptors != null) ? descriptors.length : 0);
	}

	@Override
	public String toString() {
		return "heap %.1f MB, direct %.1f MB, %d threads, %d descriptors".formatted(this.heapBytes / 1e6,
				this.directBytes / 1e6, this.threads, this.descriptors);
	}

}
