import type { Flags, FlagValues } from '@vt/servenv/cli';
import type { Client } from './client.ts';

export type Run<F extends Flags> = {
  readonly client: Client;
  readonly args: readonly string[];
  readonly flags: FlagValues<F>;
  print(text: string): void;
};

/** One command of the client: its arguments, its flags, and what it does with them. */
export type Command<F extends Flags = Flags> = {
  readonly name: string;
  /** Names of the positional arguments; one that ends in `…` takes all that are left. */
  readonly args: readonly string[];
  readonly short: string;
  readonly flags: F;
  run(run: Run<F>): Promise<void>;
};

/** Keeps the types of the flags inside, and forgets them outside. */
export function defineCommand<F extends Flags>(command: Command<F>): Command {
  return command as unknown as Command;
}
