// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.sample.web;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import io.github.mqttboot.sample.plant.Machine;
import io.github.mqttboot.sample.plant.MachineId;
import io.github.mqttboot.sample.plant.Plant;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The latest readings.
 */
@RestController
@RequestMapping("/readings")
class ReadingsController {

	private final Plant plant;

	ReadingsController(Plant plant) {
		this.plant = plant;
	}

	@GetMapping
	List<MachineView> all() {
		return this.plant.machines().stream().map(MachineView::of).toList();
	}

	/** If machines of several lines have the name, the one last heard of. */
	@GetMapping("/{machine}")
	ResponseEntity<MachineView> named(@PathVariable String machine) {
		return latest((id) -> id.machine().equals(machine));
	}

	@GetMapping("/{line}/{machine}")
	ResponseEntity<MachineView> one(@PathVariable String line, @PathVariable String machine) {
		return latest((id) -> id.line().equals(line) && id.machine().equals(machine));
	}

	private ResponseEntity<MachineView> latest(Predicate<MachineId> wanted) {
		return ResponseEntity.of(this.plant.machines()
			.stream()
			.filter((machine) -> wanted.test(machine.id()))
			.max(Comparator.comparing(Machine::time))
			.map(MachineView::of));
	}

}
