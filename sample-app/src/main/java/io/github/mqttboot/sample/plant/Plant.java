// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.plant;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * All machines that have been heard of. Any thread may use it.
 */
@Component
public class Plant {

	private static final Comparator<MachineId> ORDER = Comparator.comparing(MachineId::line)
		.thenComparing(MachineId::machine);

	private final Map<MachineId, Machine> machines = new ConcurrentHashMap<>();

	private final PlantProperties properties;

	private final Clock clock;

	/**
	 * Makes a plant without machines.
	 * @param properties how it is watched
	 * @param clock tells the time of readings that do not
	 */
	public Plant(PlantProperties properties, Clock clock) {
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Takes a reading.
	 * @param id which machine
	 * @param reading what it reports
	 * @return the machine as it is now
	 * @throws IllegalStateException if the machine is new and there are too many
	 */
	public Machine record(MachineId id, Reading reading) {
		Instant time = (reading.time() != null) ? reading.time() : this.clock.instant();
		return this.machines.compute(id, (key, known) -> {
			Machine machine = (known != null) ? known : newMachine(id, time);
			return machine.with(reading.celsius(), time);
		});
	}

	private Machine newMachine(MachineId id, Instant time) {
		if (this.machines.size() >= this.properties.maxMachines()) {
			throw new IllegalStateException(
					"sample.plant.max-machines is " + this.properties.maxMachines() + ", no room for " + id);
		}
		MovingAverage average = MovingAverage.over(this.properties.window());
		return new Machine(id, Double.NaN, time, average, this.properties.limit());
	}

	/**
	 * Changes the limit of a machine.
	 * @param id which machine
	 * @param limit the new limit in °C
	 * @return the machine as it is now; empty if it has not been heard of
	 */
	public Optional<Machine> changeLimit(MachineId id, double limit) {
		return Optional.ofNullable(this.machines.computeIfPresent(id, (key, known) -> known.withLimit(limit)));
	}

	/**
	 * A machine.
	 * @param id which one
	 * @return the machine; empty if it has not been heard of
	 */
	public Optional<Machine> machine(MachineId id) {
		return Optional.ofNullable(this.machines.get(id));
	}

	/**
	 * All machines.
	 * @return a snapshot, by line and name
	 */
	public List<Machine> machines() {
		return this.machines.values().stream().sorted(Comparator.comparing(Machine::id, ORDER)).toList();
	}

}
