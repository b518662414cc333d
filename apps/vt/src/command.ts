import type { Flags, FlagValues } from '@vt/servenv/cli';

/** What a command is run with. */
export type CommandInput<F extends Flags> = {
  readonly flags: FlagValues<F>;
  readonly positional: readonly string[];
  /** Names of the flags that were typed. */
  readonly given: ReadonlySet<string>;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
};

/** One subcommand of `vt`. */
export type Command = {
  readonly name: string;
  /** One line for `vt help`. */
  readonly summary: string;
  /** The arguments after the name, for `--help`. */
  readonly usage: string;
  readonly flags: Flags;
  /** Arguments that are no flags, at most; none if absent. */
  readonly argumentsMax?: number;
  /** Ends, and undoes what it began, when the input's `signal` aborts. Others are ended by the signal itself. */
  readonly heedsSignals?: true;
  /** The exit code. Throw StartError or FlagError for what the person can mend: it is printed as one sentence. */
  readonly run: (input: CommandInput<Flags>) => Promise<number>;
};

/** Keeps the flag types of a command together while it is defined. */
export function defineCommand<F extends Flags>(
  command: Omit<Command, 'flags' | 'run'> & {
    readonly flags: F;
    readonly run: (input: CommandInput<F>) => Promise<number>;
  },
): Command {
  return { ...command, run: (input) => command.run(input as CommandInput<F>) };
}
