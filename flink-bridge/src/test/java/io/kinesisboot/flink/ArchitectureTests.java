package io.kinesisboot.flink;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;

/**
 * The arrows between the packages of this module, and what a job must not bring with it.
 */
@AnalyzeClasses(packages = "io.kinesisboot.flink", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchRule arrowsOnlyPointDown = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("table")
		.definedBy("io.kinesisboot.flink.table")
		.layer("source")
		.definedBy("io.kinesisboot.flink.source")
		.layer("sink")
		.definedBy("io.kinesisboot.flink.sink")
		.layer("root")
		.definedBy("io.kinesisboot.flink")
		.whereLayer("table")
		.mayOnlyAccessLayers("source", "sink", "root")
		.whereLayer("source")
		.mayOnlyAccessLayers("root")
		.whereLayer("sink")
		.mayOnlyAccessLayers("root")
		.whereLayer("root")
		.mayNotAccessAnyLayer();

	@ArchTest
	final ArchRule jobsAreFreeOfSpring = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.kinesisboot.listener..", "io.kinesisboot.template..");

	/** Its source and sink are of the API that is alike in all releases of Flink 2. */
	@ArchTest
	final ArchRule sourceUsesFlinksPublicInterfacesAlone = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("io.kinesisboot.flink.source")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.flink.runtime..", "org.apache.flink.streaming..",
				"org.apache.flink.connector.base..");

}
