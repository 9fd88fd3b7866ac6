// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.testbrokers;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Holds back threads while it is closed. Open at first. */
final class Gate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition opened = this.lock.newCondition();

	private boolean closed;

	void close() {
		this.lock.lock();
		try {
			this.closed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	void open() {
		this.lock.lock();
		try {
			this.closed = false;
			this.opened.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether a thread waits. */
	boolean holds() {
		this.lock.lock();
		try {
			return this.lock.hasWaiters(this.opened);
		}
		finally {
			this.lock.unlock();
		}
	}

	void pass() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.closed) {
				this.opened.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
