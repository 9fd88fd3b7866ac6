// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.github.mqttboot.client.MqttClient;
import io.github.mqttboot.client.ScramAuthenticator;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom in this module: the picture in {@code docs/architecture.md}. */
class ArchitectureTests {

	private static final String PROTOCOL = "io.github.mqttboot.protocol";

	private static final String CODEC = "io.github.mqttboot.internal.codec";

	private static final String SESSION = "io.github.mqttboot.internal.session";

	private static final String STORE = "io.github.mqttboot.store";

	private static final String FILES = "io.github.mqttboot.store.file";

	private static final String TRANSPORT = "io.github.mqttboot.transport";

	private static final String NETTY = "io.github.mqttboot.internal.netty";

	private static final String CLIENT = "io.github.mqttboot.client";

	private static JavaClasses classes;

	@BeforeAll
	static void importMainClasses() {
		classes = new ClassFileImporter()
			.importUrl(MqttClient.class.getProtectionDomain().getCodeSource().getLocation());
	}

	@Test
	void everyClassIsInOneOfThePackagesDrawn() {
		assertThat(classes).isNotEmpty()
			.extracting((type) -> type.getPackageName())
			.containsOnly(PROTOCOL, STORE, FILES, CODEC, SESSION, TRANSPORT, NETTY, CLIENT);
	}

	@Test
	void packagesKnowEachOtherDownwardsOnly() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("protocol")
			.definedBy(PROTOCOL)
			.layer("store")
			.definedBy(STORE)
			.layer("store.file")
			.definedBy(FILES)
			.layer("internal.codec")
			.definedBy(CODEC)
			.layer("internal.session")
			.definedBy(SESSION)
			.layer("transport")
			.definedBy(TRANSPORT)
			.layer("internal.netty")
			.definedBy(NETTY)
			.layer("client")
			.definedBy(CLIENT)
			.whereLayer("protocol")
			.mayNotAccessAnyLayer()
			.whereLayer("internal.codec")
			.mayOnlyAccessLayers("protocol")
			.whereLayer("store")
			.mayOnlyAccessLayers("protocol")
			.whereLayer("store.file")
			.mayOnlyAccessLayers("store", "internal.codec", "protocol")
			.whereLayer("internal.session")
			.mayOnlyAccessLayers("store", "protocol")
			.whereLayer("transport")
			.mayOnlyAccessLayers("protocol")
			.whereLayer("internal.netty")
			.mayOnlyAccessLayers("transport", "internal.codec", "protocol")
			.whereLayer("client")
			.mayOnlyAccessLayers("internal.session", "internal.netty", "transport", "store", "protocol")
			.check(classes);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.github.mqttboot.(**)").should().beFreeOfCycles().check(classes);
	}

	@Test
	void nettyIsKnownToTheCodecAndItsTransportAlone() {
		noClasses().that()
			.resideOutsideOfPackages(CODEC, NETTY)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty..")
			.check(classes);
	}

	@Test
	void theOptionalScramLibraryIsLoadedByThoseAloneWhoAskForIt() {
		noClasses().that()
			.doNotBelongToAnyOf(ScramAuthenticator.class)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.ongres..")
			.orShould()
			.dependOnClassesThat()
			.belongToAnyOf(ScramAuthenticator.class)
			.check(classes);
	}

	@Test
	void bouncyCastleIsKnownToThoseAloneWhoReadKeysWithIt() {
		noClasses().that()
			.doNotHaveFullyQualifiedName(NETTY + ".PemKeys")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.bouncycastle..")
			.check(classes);
	}

	@Test
	void theOptionalMvStoreIsKnownToTheStoreInFilesAlone() {
		noClasses().that()
			.resideOutsideOfPackage(FILES)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.h2..")
			.orShould()
			.dependOnClassesThat()
			.resideInAPackage(FILES)
			.check(classes);
	}

	@Test
	void timeIsAParameterBelowTheClientAndItsTransport() {
		noClasses().that()
			.resideInAnyPackage(PROTOCOL, CODEC, SESSION)
			.should()
			.callMethod(System.class, "nanoTime")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Instant.class, "now")
			.orShould()
			.dependOnClassesThat()
			.areAssignableTo(Clock.class)
			.check(classes);
	}

	@Test
	void whatTheSessionDoesNeedsNoThreadsAndNoLocks() {
		noClasses().that()
			.resideInAnyPackage(PROTOCOL, CODEC, SESSION)
			.should()
			.dependOnClassesThat()
			.areAssignableTo(Thread.class)
			.orShould()
			.dependOnClassesThat()
			.haveNameMatching("java\\.util\\.concurrent\\.(Executors|.*ExecutorService|locks\\..*|atomic\\..*)")
			.check(classes);
	}

	@Test
	void nothingIsSynchronized() {
		methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(classes);
	}

	@Test
	void nothingIsPrintedOrLoggedPastSlf4j() {
		NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
		NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(classes);
	}

}
