package io.heddle.main.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleRulesTest {
    private static final List<String> SHARED = List.of("protocol", "replication", "storage", "web");
    private static final List<String> WORKERS =
            List.of("sync", "federation", "client", "events", "media", "pusher");

    record Module(String name, List<String> mayUse) {}

    static Stream<Module> sharedModules() {
        return Stream.iterate(0, i -> i < SHARED.size(), i -> i + 1)
                .map(i -> new Module(SHARED.get(i), SHARED.subList(0, i)));
    }

    static Stream<Module> workers() {
        return WORKERS.stream().map(worker -> new Module(worker, SHARED));
    }

    @ParameterizedTest
    @MethodSource("sharedModules")
    void aSharedModuleUsesOnlyTheSharedModulesBelowIt(Module module) {
        usesOnlyWhatItMay(module);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void workersNeverDependOnEachOther(Module module) {
        usesOnlyWhatItMay(module);
    }

    private static void usesOnlyWhatItMay(Module module) {
        String[] allowed =
                Stream.concat(Stream.of(module.name()), module.mayUse().stream())
                        .map(name -> "io.heddle." + name + "..")
                        .toArray(String[]::new);
        DescribedPredicate<JavaClass> other =
                resideInAnyPackage("io.heddle..").and(resideOutsideOfPackages(allowed));
        noClasses()
                .that()
                .resideInAPackage("io.heddle." + module.name() + "..")
                .should()
                .dependOnClassesThat(other.as("belong to another module than " + module.mayUse()))
                .allowEmptyShould(true)
                .check(HeddleClasses.ALL);
    }

    @Test
    void theProtocolKnowsNoSpringNoDatabaseAndNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("io.heddle.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "java.sql..",
                        "javax.sql..",
                        "java.net.http..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "reactor..",
                        "io.netty..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|RandomAccessFile|Console).*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(.*Socket|URL|URLConnection|HttpURLConnection)")
                .check(HeddleClasses.ALL);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.heddle.(**)").should().beFreeOfCycles().check(HeddleClasses.ALL);
    }

    @Test
    void packagesAreNamedAfterFeaturesAndNotAfterLayers() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..",
                        "..utils..",
                        "..dto..",
                        "..impl..",
                        "..common..",
                        "..helper..",
                        "..helpers..")
                .check(HeddleClasses.ALL);
    }
}
