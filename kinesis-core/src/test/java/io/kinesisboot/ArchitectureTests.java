package io.kinesisboot;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * The arrows between the packages of this module, and what none of them may do.
 */
@AnalyzeClasses(packages = "io.kinesisboot", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String CORE = "io.kinesisboot..";

	private static final String EMBEDDED = "io.kinesisboot.embedded..";

	@ArchTest
	final ArchRule arrowsOnlyPointDown = Architectures.layeredArchitecture()
		.consideringOnlyDependenciesInLayers()
		.layer("annotation")
		.definedBy("io.kinesisboot.annotation..")
		.layer("template")
		.definedBy("io.kinesisboot.template..")
		.layer("observation")
		.definedBy("io.kinesisboot.observation..")
		.layer("convert")
		.definedBy("io.kinesisboot.convert..")
		.layer("listener")
		.definedBy("io.kinesisboot.listener")
		.layer("resilience")
		.definedBy("io.kinesisboot.resilience..")
		.layer("deadletter")
		.definedBy("io.kinesisboot.deadletter..")
		.layer("event")
		.definedBy("io.kinesisboot.listener.event..")
		.layer("method")
		.definedBy("io.kinesisboot.listener.method..")
		.layer("dispatch")
		.definedBy("io.kinesisboot.listener.dispatch..")
		.layer("error")
		.definedBy("io.kinesisboot.listener.error..")
		.layer("filter")
		.definedBy("io.kinesisboot.listener.filter..")
		.layer("idempotency")
		.definedBy("io.kinesisboot.listener.idempotency..")
		.layer("dedup")
		.definedBy("io.kinesisboot.dedup..")
		.layer("kcl")
		.definedBy("io.kinesisboot.consumer.kcl..")
		.layer("lambda")
		.definedBy("io.kinesisboot.consumer.lambda..")
		.layer("consumer")
		.definedBy("io.kinesisboot.consumer")
		.layer("capacity")
		.definedBy("io.kinesisboot.capacity..")
		.layer("producer")
		.definedBy("io.kinesisboot.producer..")
		.layer("stream")
		.definedBy("io.kinesisboot.stream..")
		.layer("aggregation")
		.definedBy("io.kinesisboot.aggregation..")
		.layer("shard")
		.definedBy("io.kinesisboot.shard..")
		.layer("guard")
		.definedBy("io.kinesisboot.guard..")
		.layer("root")
		.definedBy("io.kinesisboot")
		.whereLayer("annotation")
		.mayOnlyAccessLayers("listener", "deadletter", "method", "filter", "idempotency", "dedup", "dispatch", "error",
				"consumer", "guard", "root")
		.whereLayer("template")
		.mayOnlyAccessLayers("producer", "convert", "shard", "root")
		.whereLayer("observation")
		.mayOnlyAccessLayers("deadletter", "dispatch", "error", "dedup", "capacity", "consumer", "producer", "root")
		.whereLayer("convert")
		.mayOnlyAccessLayers("root")
		.whereLayer("listener")
		.mayOnlyAccessLayers("deadletter", "event", "method", "filter", "idempotency", "dispatch", "error", "consumer",
				"guard", "root")
		.whereLayer("resilience")
		.mayOnlyAccessLayers("listener", "dispatch", "error", "consumer", "guard")
		.whereLayer("event")
		.mayOnlyAccessLayers("consumer", "root")
		.whereLayer("deadletter")
		.mayOnlyAccessLayers("error", "consumer", "producer", "stream", "aggregation", "shard", "root")
		.whereLayer("method")
		.mayOnlyAccessLayers("dispatch", "consumer", "root")
		.whereLayer("dispatch")
		.mayOnlyAccessLayers("error", "consumer", "guard", "root")
		.whereLayer("error")
		.mayOnlyAccessLayers("consumer", "root")
		.whereLayer("filter")
		.mayOnlyAccessLayers("consumer", "root")
		.whereLayer("idempotency")
		.mayOnlyAccessLayers("dispatch", "filter", "dedup", "consumer", "root")
		.whereLayer("dedup")
		.mayOnlyAccessLayers("root")
		.whereLayer("kcl")
		.mayOnlyAccessLayers("consumer", "stream", "aggregation", "shard", "root")
		.whereLayer("lambda")
		.mayOnlyAccessLayers("consumer", "aggregation", "root")
		.whereLayer("consumer")
		.mayOnlyAccessLayers("root")
		.whereLayer("capacity")
		.mayOnlyAccessLayers("consumer", "stream", "shard", "root")
		.whereLayer("producer")
		.mayOnlyAccessLayers("stream", "aggregation", "shard", "guard", "root")
		.whereLayer("stream")
		.mayOnlyAccessLayers("root")
		.whereLayer("aggregation")
		.mayOnlyAccessLayers("shard")
		.whereLayer("shard")
		.mayNotAccessAnyLayer()
		.whereLayer("guard")
		.mayNotAccessAnyLayer()
		.whereLayer("root")
		.mayNotAccessAnyLayer();

	@ArchTest
	final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
		.matching("io.kinesisboot.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule engineIsFreeOfSpring = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.kinesisboot", "io.kinesisboot.producer..", "io.kinesisboot.stream..",
				"io.kinesisboot.consumer..", "io.kinesisboot.deadletter..", "io.kinesisboot.capacity..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..");

	@ArchTest
	final ArchRule coreIsFreeOfSpringBoot = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot..", "io.awspring..");

	@ArchTest
	final ArchRule onlyTheirOwnPackagesUseTheClientLibraryAndDynamoDb = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(CORE)
		.and()
		.resideOutsideOfPackages("io.kinesisboot.consumer.kcl..", "io.kinesisboot.dedup.dynamodb..", EMBEDDED)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("software.amazon.kinesis..", "software.amazon.awssdk.services.dynamodb..");

	@ArchTest
	final ArchRule onlyItsOwnPackageUsesResilience4j = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage("io.kinesisboot.resilience..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.resilience4j..")
			.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.github.resilience4j.core.."))));

	@ArchTest
	final ArchRule consumerKnowsNeitherSdkNorClientLibrary = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.kinesisboot.consumer", "io.kinesisboot.listener..", "io.kinesisboot.annotation..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("software.amazon..");

	@ArchTest
	final ArchRule streamUsesTheSdkOnly = ArchRuleDefinition.classes()
		.that()
		.resideInAPackage("io.kinesisboot.stream..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "software.amazon.awssdk..", "io.kinesisboot",
				"io.kinesisboot.stream..");

	@ArchTest
	final ArchRule nothingDependsOnTheEndpoint = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(EMBEDDED)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(EMBEDDED);

	@ArchTest
	final ArchRule nobodySleeps = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(EMBEDDED)
		.should()
		.accessTargetWhere(member(Thread.class, "sleep").or(member(TimeUnit.class, "sleep")));

	@ArchTest
	final ArchRule timeComesFromAClockOrATicker = ArchRuleDefinition.noClasses()
		.that()
		.resideOutsideOfPackage(EMBEDDED)
		.and()
		.doNotHaveSimpleName("Ticker")
		.should()
		.accessTargetWhere(member(System.class, "nanoTime").or(member(System.class, "currentTimeMillis"))
			.or(member(Instant.class, "now"))
			.or(member(Clock.class, "systemUTC"))
			.or(member(Clock.class, "systemDefaultZone"))
			.or(member(Clock.class, "system")));

	/**
	 * A member of any signature, called or referred to.
	 */
	private static DescribedPredicate<JavaAccess<?>> member(Class<?> owner, String name) {
		return JavaAccess.Predicates.targetOwner(JavaClass.Predicates.equivalentTo(owner))
			.and(JavaAccess.Predicates.target(HasName.Predicates.name(name)))
			.as(owner.getSimpleName() + "." + name);
	}

}
