package io.pulsemetrics;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.pulsemetrics.project.SideBySide;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** The order of the packages: each imports only those before it. */
class ArchitectureTest {
    private static final List<String> ORDER = List.of(
            "error",
            "graph",
            "check",
            "model",
            "lineage",
            "project",
            "select",
            "plan",
            "warehouse",
            "state",
            "run",
            "artifact",
            "cli");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.pulsemetrics");

    @Test
    void each_package_imports_only_those_before_it() {
        for (int i = 0; i < ORDER.size(); i++) {
            var later = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> "io.pulsemetrics." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage("io.pulsemetrics." + ORDER.get(i) + ".."))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(later))
                    .allowEmptyShould(true)
                    .check(CORE);
        }
    }

    @Test
    void every_package_has_its_place_in_the_order() {
        noClasses()
                .should()
                .resideOutsideOfPackages(ORDER.stream()
                        .map(name -> "io.pulsemetrics." + name + "..")
                        .toArray(String[]::new))
                .check(CORE);
    }

    @Test
    void only_the_commands_use_picocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.pulsemetrics.cli.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CORE);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.pulsemetrics.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void work_is_shared_by_the_cores_in_one_place() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(SideBySide.class)
                .should()
                .callMethodWhere(target(nameMatching("parallel|parallelStream")))
                .check(CORE);
    }

    @Test
    void connections_appear_where_sql_is_run_and_nowhere_else() {
        noClasses()
                .that(resideInAnyPackage(ORDER.subList(0, ORDER.indexOf("warehouse")).stream()
                        .filter(name -> !name.equals("plan"))
                        .map(name -> "io.pulsemetrics." + name + "..")
                        .toArray(String[]::new)))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(DataSource.class, Connection.class)
                .check(CORE);
        noClasses()
                .that(resideInAnyPackage(
                        "io.pulsemetrics.check..", "io.pulsemetrics.project..", "io.pulsemetrics.select.."))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(DSLContext.class)
                .check(CORE);
    }
}
