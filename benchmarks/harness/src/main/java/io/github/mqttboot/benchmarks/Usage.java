// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What the JVM has used so far.
 *
 * @param nanos the time
 * @param cpuNanos processor time of the whole process
 * @param allocatedBytes what the threads that are alive have allocated
 */
record Usage(long nanos, long cpuNanos, long allocatedBytes) {

	private static final com.sun.management.OperatingSystemMXBean PROCESS = (com.sun.management.OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
		.getThreadMXBean();

	static Usage now() {
		long allocated = Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
		return new Usage(System.nanoTime(), PROCESS.getProcessCpuTime(), allocated);
	}

	Usage minus(Usage start) {
		return new Usage(this.nanos - start.nanos, this.cpuNanos - start.cpuNanos,
				this.allocatedBytes - start.allocatedBytes);
	}

}
