package io.heddle.storage.appservice;

import java.util.List;
import java.util.regex.Pattern;

/// What an application service looks after.
public record Namespaces(List<Namespace> users, List<Namespace> aliases, List<Namespace> rooms) {

    /// A regular expression that ids must start with a match of.
    ///
    /// @param exclusive only the service may make what matches
    public record Namespace(boolean exclusive, Pattern regex) {
        public boolean matches(String id) {
            return regex.matcher(id).lookingAt();
        }
    }
}
