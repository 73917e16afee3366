package io.gpuquery.calcite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The layers of ARCHITECTURE.md: data flows one way, and so do dependencies. */
class ArchitectureTest {

    /**
     * Ground floor first. A package may know those on lower floors, and not its neighbours. Packages stand here before
     * their code does.
     */
    private static final List<List<String>> FLOORS = List.of(
            List.of("io.gpuquery.error"),
            List.of("io.gpuquery.memory"),
            List.of("io.gpuquery.device"),
            List.of("io.gpuquery.device.common"),
            List.of("io.gpuquery.device.host", "io.gpuquery.device.metal", "io.gpuquery.device.opencl"),
            List.of("io.gpuquery.column", "io.gpuquery.compression"),
            List.of("io.gpuquery.scan"),
            List.of("io.gpuquery.streamed"),
            List.of("io.gpuquery.format.text", "io.gpuquery.format.parquet.encoding", "io.gpuquery.resident"),
            List.of(
                    "io.gpuquery.format.parquet.codec",
                    "io.gpuquery.format.parquet.metadata",
                    "io.gpuquery.format.parquet.variant"),
            List.of("io.gpuquery.format.parquet.value"),
            List.of("io.gpuquery.format.parquet.chunk"),
            List.of("io.gpuquery.format.parquet.index"),
            List.of("io.gpuquery.format.csv", "io.gpuquery.format.json", "io.gpuquery.format.parquet"),
            List.of("io.gpuquery.parts"),
            List.of("io.gpuquery.catalog"),
            List.of("io.gpuquery.engine"),
            List.of("io.gpuquery.calcite.expression"),
            List.of("io.gpuquery.calcite.exec.vector", "io.gpuquery.calcite.kernel"),
            List.of("io.gpuquery.calcite.exec.spilling"),
            List.of("io.gpuquery.calcite.exec.evaluation", "io.gpuquery.calcite.exec.sorting"),
            List.of("io.gpuquery.calcite.exec.grouping"),
            List.of("io.gpuquery.calcite.exec.joining", "io.gpuquery.calcite.exec.windowing"),
            List.of("io.gpuquery.calcite.exec", "io.gpuquery.calcite.translation"),
            List.of("io.gpuquery.calcite.history"),
            List.of("io.gpuquery.calcite.table"),
            List.of("io.gpuquery.calcite.rewrite"),
            List.of("io.gpuquery.calcite.rel", "io.gpuquery.calcite.system"),
            List.of("io.gpuquery.calcite.schema"),
            List.of("io.gpuquery.calcite.metadata"),
            List.of("io.gpuquery.calcite.jdbc"),
            List.of("io.gpuquery.calcite.shell"));

    private static final JavaClasses PRODUCTION =
            new ClassFileImporter().withImportOption(new Production()).importPackages("io.gpuquery");

    @Test
    void classesOfAllThreeModulesAreSeen() {
        assertThat(PRODUCTION)
                .extracting(JavaClass::getPackageName)
                .contains("io.gpuquery.error", "io.gpuquery.column", "io.gpuquery.calcite.schema")
                .doesNotContain("io.gpuquery.testing", "io.gpuquery.calcite");
    }

    @Test
    void everyPackageHasItsFloor() {
        classes().should().resideInAnyPackage(packagesFrom(0)).check(PRODUCTION);
    }

    @Test
    void packagesKnowOnlyLowerFloors() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String self : FLOORS.get(floor)) {
                String[] others = Stream.of(packagesFrom(floor))
                        .filter(p -> !p.equals(self))
                        .toArray(String[]::new);
                noClasses()
                        .that()
                        .resideInAPackage(self)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others)
                        .allowEmptyShould(true)
                        .check(PRODUCTION);
            }
        }
    }

    @Test
    void columnsAndFormatsWorkOnEveryDevice() {
        noClasses()
                .that()
                .resideInAnyPackage("io.gpuquery.column", "io.gpuquery.scan", "io.gpuquery.format..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.gpuquery.device.host", "io.gpuquery.device.metal", "io.gpuquery.device.opencl")
                .check(PRODUCTION);
    }

    @Test
    void packagesHaveNoCycle() {
        slices().matching("io.gpuquery.(**)").should().beFreeOfCycles().check(PRODUCTION);
    }

    @Test
    void onlyTheAdapterKnowsCalciteAndItsOperatorsDoNot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gpuquery.calcite..")
                .or()
                .resideInAnyPackage(
                        "io.gpuquery.calcite.expression", "io.gpuquery.calcite.exec..", "io.gpuquery.calcite.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.calcite..")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheShellKnowsSqlline() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gpuquery.calcite.shell")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sqlline..", "org.jline..")
                .check(PRODUCTION);
    }

    @Test
    void nobodyKnowsHadoop() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.hadoop..")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheShellWritesToStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.gpuquery.calcite.shell")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(PRODUCTION);
    }

    @Test
    void typesAreNamedByNounsOfTheField() {
        noClasses()
                .should()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
                .check(PRODUCTION);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().should(resideInANullMarkedPackage()).check(PRODUCTION);
    }

    private static String[] packagesFrom(int floor) {
        return FLOORS.subList(floor, FLOORS.size()).stream()
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " of " + type.getName()));
            }
        };
    }

    /** Our modules as folders of classes or as jars, without the tests of either kind. */
    private static final class Production implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }
}
