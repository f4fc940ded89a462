package io.heddle.main.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/// Every production class of every module, read once for all the rules.
final class HeddleClasses {
    private static final ImportOption PRODUCTION =
            location ->
                    !location.contains("/test-classes/") && !location.contains("shared-testing");

    static final JavaClasses ALL =
            new ClassFileImporter().withImportOption(PRODUCTION).importPackages("io.heddle");

    private HeddleClasses() {}
}
