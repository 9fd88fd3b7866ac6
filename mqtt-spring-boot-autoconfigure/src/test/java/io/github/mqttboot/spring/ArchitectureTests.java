// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Who may know whom in this module: the picture in {@code docs/architecture.md}. */
class ArchitectureTests {

	private static final String SPRING = "io.github.mqttboot.spring";

	private static JavaClasses main;

	@BeforeAll
	static void importMainClasses() {
		main = new ClassFileImporter()
			.importUrl(MqttTemplate.class.getProtectionDomain().getCodeSource().getLocation());
	}

	@Test
	void packagesKnowEachOtherDownwardsOnly() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("spring")
			.definedBy(SPRING)
			.layer("spring.listener")
			.definedBy(SPRING + ".listener")
			.layer("spring.observe")
			.definedBy(SPRING + ".observe")
			.layer("spring.autoconfigure")
			.definedBy(SPRING + ".autoconfigure")
			.whereLayer("spring")
			.mayNotAccessAnyLayer()
			.whereLayer("spring.listener")
			.mayOnlyAccessLayers("spring")
			.whereLayer("spring.observe")
			.mayOnlyAccessLayers("spring.listener", "spring")
			.whereLayer("spring.autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.check(main);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.github.mqttboot.(**)").should().beFreeOfCycles().check(main);
	}

	@Test
	void nettyAndWhatIsInternalToTheClientAreNotKnown() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty..", "io.github.mqttboot.internal..")
			.check(main);
	}

	@Test
	void micrometerHealthAndActuatorAreKnownWhereTheyMayBeMissing() {
		noClasses().that()
			.resideInAnyPackage(SPRING, SPRING + ".listener")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer..", "org.springframework.boot..")
			.check(main);
	}

	@Test
	void autoConfigurationsAreFinalAndTheirBeanMethodsArePackagePrivate() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(main);
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(main);
	}

	@Test
	void nothingIsSynchronized() {
		methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(main);
	}

}
