// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.benchmarks;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark of JMH and prints its figures as other measurements do. */
public final class MicroBenchmarks {

	private static final int WARM_UPS = 5;

	private static final int ITERATIONS = 3;

	private MicroBenchmarks() {
	}

	/**
	 * Runs a benchmark in a JVM of its own.
	 * @param args nothing of interest; the {@link Work} whose variant names the benchmark
	 * and its parameters; nothing; and for how many milliseconds
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		String[] benchmark = Work.parse(args[1]).variant().split(" ");
		TimeValue time = TimeValue.milliseconds(Math.max(1, Integer.parseInt(args[3]) / WARM_UPS));
		ChainedOptionsBuilder options = new OptionsBuilder().include("\\." + benchmark[0] + "$")
			.mode(Mode.AverageTime)
			.timeUnit(TimeUnit.NANOSECONDS)
			.forks(1)
			.warmupIterations(WARM_UPS)
			.warmupTime(time)
			.measurementIterations(ITERATIONS)
			.measurementTime(time)
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
		for (int i = 1; i < benchmark.length; i++) {
			String[] parameter = benchmark[i].split("=");
			options.param(parameter[0], parameter[1]);
		}
		RunResult result = new Runner(options.build()).runSingle();
		double allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
		Result.of("ns", result.getPrimaryResult().getScore()).with("B allocated", Math.round(allocated)).print();
	}

}
