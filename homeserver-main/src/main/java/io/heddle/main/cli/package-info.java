/// The `heddle` command: starts the homeserver and talks to a running one. A further subcommand is a further `Command`
/// in the list of `Heddle`. Uses the application and HTTP, no beans. The only package that prints.
@NullMarked
package io.heddle.main.cli;

import org.jspecify.annotations.NullMarked;
