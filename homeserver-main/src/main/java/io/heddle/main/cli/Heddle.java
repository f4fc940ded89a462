package io.heddle.main.cli;

import java.util.List;
import java.util.stream.Collectors;

/// The entry point behind `bin/heddle`.
public final class Heddle {
    private static final List<Command> COMMANDS =
            List.of(new RunCommand(), new RegisterUserCommand(), new TrainCommand());

    private Heddle() {}

    public static void main(String[] words) {
        try {
            run(List.of(words));
        } catch (CommandFailure failure) {
            System.err.println("heddle: " + failure.getMessage());
            System.exit(1);
        }
    }

    static void run(List<String> words) {
        if (words.isEmpty() || isHelp(words.getFirst())) {
            System.out.println(help());
            return;
        }
        Command command = find(words.getFirst());
        List<String> arguments = words.subList(1, words.size());
        if (arguments.stream().anyMatch(Heddle::isHelp)) {
            System.out.println(command.help());
        } else {
            command.run(arguments);
        }
    }

    private static Command find(String name) {
        return COMMANDS.stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailure("there is no command " + name + "; see heddle --help"));
    }

    private static boolean isHelp(String word) {
        return word.equals("--help") || word.equals("-h") || word.equals("help");
    }

    static String help() {
        String commands =
                COMMANDS.stream()
                        .map(command -> "  %-16s%s".formatted(command.name(), command.summary()))
                        .collect(Collectors.joining("\n"));
        return "heddle: a Matrix homeserver\n\n"
                + commands
                + "\n\nheddle COMMAND --help tells more.";
    }
}
