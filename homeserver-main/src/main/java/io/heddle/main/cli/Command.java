package io.heddle.main.cli;

import java.util.List;

/// A subcommand of `heddle`.
interface Command {
    String name();

    /// One line for `heddle --help`.
    String summary();

    /// All of `heddle NAME --help`.
    String help();

    /// Runs with the words that follow the name.
    ///
    /// @throws CommandFailure if it did not work, with a line for the user
    void run(List<String> arguments);
}
