package io.kinesisboot.autoconfigure;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.kinesisboot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String AUTOCONFIGURE = "io.kinesisboot.autoconfigure..";

	private static final String EMBEDDED_WIRING = "io.kinesisboot.autoconfigure.embedded..";

	private static final String EMBEDDED = "io.kinesisboot.embedded..";

	@ArchTest
	final ArchRule nothingDependsOnTheWiring = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(AUTOCONFIGURE)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(AUTOCONFIGURE);

	@ArchTest
	final ArchRule coreAndEndpointDoNotDependOnSpringBoot = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(AUTOCONFIGURE)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "io.awspring..");

	@ArchTest
	final ArchRule onlyItsOwnWiringKnowsTheEndpoint = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(AUTOCONFIGURE)
		.and()
		.resideOutsideOfPackage(EMBEDDED_WIRING)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(EMBEDDED, EMBEDDED_WIRING);

	@ArchTest
	final ArchRule wiringKnowsThePublicEndpointOnly = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(EMBEDDED_WIRING)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.kinesisboot.embedded.action..", "io.kinesisboot.embedded.fanout..",
				"io.kinesisboot.embedded.http..", "io.kinesisboot.embedded.lease..",
				"io.kinesisboot.embedded.protocol..", "io.kinesisboot.embedded.stream..");

	@ArchTest
	final ArchRule coreAndEndpointShareNoCode = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(EMBEDDED)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.kinesisboot", "io.kinesisboot.producer..", "io.kinesisboot.consumer..",
				"io.kinesisboot.listener..", "io.kinesisboot.stream..", "io.kinesisboot.template..",
				"io.kinesisboot.convert..", "io.kinesisboot.annotation..");

	@ArchTest
	final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
		.matching("io.kinesisboot.autoconfigure.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule nothingSleeps = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(AUTOCONFIGURE)
		.should()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callMethod(Thread.class, "sleep", long.class, int.class);

}
