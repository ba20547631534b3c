package io.kinesisboot.firehose;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The arrows between the packages of this module, and what none of them may do.
 */
@AnalyzeClasses(packages = "io.kinesisboot.firehose", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
		.matching("io.kinesisboot.firehose.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule onlyMethodsOfBeansNeedSpring = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("io.kinesisboot.firehose.transform.method..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..");

	@ArchTest
	final ArchRule onlySpringFreePackagesOfTheCoreAreUsed = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.kinesisboot.annotation..", "io.kinesisboot.template..", "io.kinesisboot.convert..",
				"io.kinesisboot.listener..", "io.kinesisboot.observation..");

	@ArchTest
	final ArchRule transformationsKnowNoDelivery = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.kinesisboot.firehose.transform..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.kinesisboot.firehose.delivery..", "software.amazon.awssdk..");

}
