package io.heddle.main.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;

class CodeRulesTest {
    @Test
    void theTimeComesFromAnInjectedClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .callMethodWhere(nowWithoutAClock())
                .check(HeddleClasses.ALL);
    }

    @Test
    void onlyAConfigurationMakesAClock() {
        noClasses()
                .that()
                .areNotMetaAnnotatedWith(Configuration.class)
                .should()
                .callMethodWhere(
                        target(owner(assignableTo(Clock.class)))
                                .and(target(nameMatching("system.*|tick.*"))))
                .allowEmptyShould(true)
                .check(HeddleClasses.ALL);
    }

    @Test
    void chanceComesFromAnInjectedGenerator() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .check(HeddleClasses.ALL);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .should()
                .callMethodWhere(
                        target(owner(assignableTo(Thread.class))).and(target(name("sleep"))))
                .orShould()
                .callMethodWhere(
                        target(owner(assignableTo(TimeUnit.class))).and(target(name("sleep"))))
                .check(HeddleClasses.ALL);
    }

    @Test
    void dependenciesComeThroughTheConstructor() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .allowEmptyShould(true)
                .check(HeddleClasses.ALL);
    }

    @Test
    void anOptionalIsReturnedAndNeverKept() {
        noFields()
                .should()
                .haveRawType(Optional.class)
                .allowEmptyShould(true)
                .check(HeddleClasses.ALL);
    }

    @Test
    void onlyTheCommandLinePrintsToTheConsole() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.heddle.main", "io.heddle.main.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(HeddleClasses.ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked =
                HeddleClasses.ALL.getPackage("io.heddle").getSubpackagesInTree().stream()
                        .filter(p -> !p.getClasses().isEmpty())
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .sorted()
                        .toList();
        assertThat(unmarked).as("packages whose package-info.java lacks @NullMarked").isEmpty();
    }

    private static DescribedPredicate<JavaCall<?>> nowWithoutAClock() {
        return DescribedPredicate.describe(
                "java.time's now() without a clock",
                call ->
                        call.getTargetOwner().getPackageName().equals("java.time")
                                && call.getTarget().getName().equals("now")
                                && call.getTarget().getRawParameterTypes().isEmpty());
    }
}
