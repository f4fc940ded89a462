/// The application that the README of this module quotes.
@NullMarked
package io.heddle.replication.example;

import org.jspecify.annotations.NullMarked;
