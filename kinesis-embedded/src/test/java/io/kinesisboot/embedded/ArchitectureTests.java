package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Instant;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The arrows between the rooms, and what none of them may do.
 */
@AnalyzeClasses(packages = "io.kinesisboot.embedded", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final DescribedPredicate<JavaClass> OTHER_MODULES = JavaClass.Predicates
		.resideInAPackage("io.kinesisboot..")
		.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.kinesisboot.embedded..")));

	@ArchTest
	final ArchRule arrowsOnlyPointDown = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("top")
		.definedBy("io.kinesisboot.embedded")
		.optionalLayer("junit")
		.definedBy("..embedded.junit")
		.layer("http")
		.definedBy("..embedded.http")
		.layer("action")
		.definedBy("..embedded.action")
		.layer("firehose")
		.definedBy("..embedded.firehose..")
		.optionalLayer("fanout")
		.definedBy("..embedded.fanout")
		.optionalLayer("fault")
		.definedBy("..embedded.fault")
		.optionalLayer("limit")
		.definedBy("..embedded.limit")
		.layer("stream")
		.definedBy("..embedded.stream")
		.layer("account")
		.definedBy("..embedded.account")
		.layer("parameter")
		.definedBy("..embedded.parameter")
		.layer("lease")
		.definedBy("..embedded.lease")
		.layer("item")
		.definedBy("..embedded.item")
		.layer("log")
		.definedBy("..embedded.log")
		.layer("protocol")
		.definedBy("..embedded.protocol")
		.layer("time")
		.definedBy("..embedded.time")
		.whereLayer("junit")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("top")
		.mayOnlyBeAccessedByLayers("junit")
		.whereLayer("http")
		.mayOnlyBeAccessedByLayers("top")
		.whereLayer("action")
		.mayOnlyBeAccessedByLayers("top")
		.whereLayer("firehose")
		.mayOnlyBeAccessedByLayers("top")
		.whereLayer("fanout")
		.mayOnlyBeAccessedByLayers("top", "action")
		.whereLayer("fault")
		.mayOnlyBeAccessedByLayers("top", "junit", "action", "firehose", "fanout")
		.whereLayer("limit")
		.mayOnlyBeAccessedByLayers("top", "junit", "action", "firehose", "fanout")
		.whereLayer("stream")
		.mayOnlyBeAccessedByLayers("top", "action", "firehose", "parameter", "fanout", "fault")
		.whereLayer("account")
		.mayOnlyBeAccessedByLayers("top", "action", "firehose", "parameter", "fanout", "stream")
		.whereLayer("parameter")
		.mayOnlyBeAccessedByLayers("action", "firehose")
		.whereLayer("log")
		.mayOnlyBeAccessedByLayers("top", "action", "firehose", "fanout", "fault", "stream")
		.whereLayer("lease")
		.mayOnlyBeAccessedByLayers("top")
		.whereLayer("item")
		.mayOnlyBeAccessedByLayers("lease");

	@ArchTest
	final ArchRule roomsHaveNoCycles = SlicesRuleDefinition.slices()
		.matching("io.kinesisboot.embedded.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule protocolUsesNoOtherRoom = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage("..embedded.protocol")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.kinesisboot..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("..embedded.protocol"))));

	@ArchTest
	final ArchRule endpointIsFreeOfSpringAndOfTheSdk = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveFullyQualifiedName("io.kinesisboot.embedded.junit.AwsClients")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "software.amazon..");

	@ArchTest
	final ArchRule endpointSharesNoCodeWithWhatItTests = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat(OTHER_MODULES);

	@ArchTest
	final ArchRule nobodySleeps = ArchRuleDefinition.noClasses().should().callMethod(Thread.class, "sleep", long.class);

	@ArchTest
	final ArchRule timeComesFromTheClock = ArchRuleDefinition.noClasses()
		.should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis");

	@ArchTest
	final ArchRule onlyWhoBuildsEndpointsMakesAClock = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveFullyQualifiedName(EmbeddedKinesis.Builder.class.getName())
		.and()
		.doNotHaveFullyQualifiedName("io.kinesisboot.embedded.junit.TestEndpoint")
		.and()
		.doNotHaveFullyQualifiedName(EmbeddedKinesisServer.class.getName())
		.should()
		.callMethod(Clock.class, "systemUTC");

}
