import type { Flag, Flags, FlagValues } from './flag.ts';
import { nearest } from './suggest.ts';

/** A command line that cannot be taken; the message is one sentence for the person who typed it. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}

/** Where values come from besides the command line; the later in this list wins: config file, environment, argv. */
export type FlagSources = {
  readonly argv: readonly string[];
  /** Name → value as a configuration file gave it; names in any spelling. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Flags that Vitess has and this program has no use for: accepted, reported in `ignored`. */
  readonly ignored?: IgnoredFlags;
};

/** Known flags without effect here; true: a boolean, which takes no following argument. */
export type IgnoredFlags = ReadonlyMap<string, boolean>;

export type ParsedFlags<F extends Flags> = {
  readonly values: FlagValues<F>;
  /** Arguments that are not flags, and all after `--`. */
  readonly positional: readonly string[];
  /** Names of accepted flags that have no effect, for a note in the log. */
  readonly ignored: readonly string[];
  /** Names that were given a value by any source. */
  readonly given: ReadonlySet<string>;
};

/** `Flag_Name` in any spelling → `flag-name`. */
export function canonicalName(name: string): string {
  return name.replaceAll('_', '-').toLowerCase();
}

/**
 * Reads flags as Go's pflag does: `--name value`, `--name=value`, `--bool`, `--bool=false`, also with one dash, with
 * underscores for dashes; lists by repetition or commas. Throws FlagError on what it does not know or cannot read.
 */
export function parseFlags<F extends Flags>(flags: F, sources: FlagSources): ParsedFlags<F> {
  const parser = new Parser(flags, sources.ignored ?? new Map());
  parser.readConfig(sources.config ?? {});
  parser.readArgv(sources.argv);
  return parser.result() as ParsedFlags<F>;
}

class Parser {
  readonly #flags: Flags;
  readonly #ignoredKnown: IgnoredFlags;
  readonly #values = new Map<string, unknown>();
  readonly #positional: string[] = [];
  readonly #ignored = new Set<string>();
  /** Lists given by a stronger source replace those of a weaker one; within one source they append. */
  #fresh = new Set<string>();

  constructor(flags: Flags, ignored: IgnoredFlags) {
    this.#flags = flags;
    this.#ignoredKnown = ignored;
  }

  readConfig(config: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(config)) {
      const name = canonicalName(key);
      if (this.#flags[name] === undefined) {
        if (!this.#ignoredKnown.has(name)) throw this.#unknown(name, `configuration key '${key}'`);
        this.#ignored.add(name);
      } else {
        for (const text of configTexts(value)) this.#set(name, text);
      }
    }
    this.#fresh = new Set();
  }

  readArgv(argv: readonly string[]): void {
    for (let index = 0; index < argv.length; index++) {
      const argument = argv[index] ?? '';
      if (argument === '--') {
        this.#positional.push(...argv.slice(index + 1));
        return;
      }
      if (!/^--?[a-z]/i.test(argument)) this.#positional.push(argument);
      else if (this.#readFlag(argument, argv[index + 1])) index++;
    }
  }

  /** True if the next argument was taken as the value. */
  #readFlag(argument: string, next: string | undefined): boolean {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(argument);
    const name = canonicalName(match?.[1] ?? '');
    const inline = match?.[2];
    const spec = this.#flags[name];
    if (spec === undefined) return this.#ignore(name, argument, inline, next);
    if (inline !== undefined || spec.boolean) {
      this.#set(name, inline ?? 'true');
      return false;
    }
    if (next === undefined) throw new FlagError(`flag --${name} wants a value (${spec.placeholder})`);
    this.#set(name, next);
    return true;
  }

  #ignore(name: string, argument: string, inline: string | undefined, next: string | undefined): boolean {
    const boolean = this.#ignoredKnown.get(name);
    if (boolean === undefined) throw this.#unknown(name, `flag ${argument.split('=')[0]}`);
    this.#ignored.add(name);
    // Whether it takes a value is not always known, so what looks like a flag is not swallowed; a negative number is.
    return !boolean && inline === undefined && next !== undefined && !/^-{1,2}[a-z]/i.test(next);
  }

  #unknown(name: string, what: string): FlagError {
    const near = nearest(name, Object.keys(this.#flags)) ?? nearest(name, this.#ignoredKnown.keys());
    return new FlagError(`unknown ${what}${near === undefined ? '' : `; did you mean --${near}?`}`);
  }

  #set(name: string, text: string): void {
    const spec = this.#flags[name] as Flag<unknown>;
    let value: unknown;
    try {
      value = spec.parse(text);
    } catch (error) {
      // The text of a secret must not be shown, not even in an error.
      const why = spec.secret ? `wants a valid ${spec.placeholder}` : (error as Error).message;
      throw new FlagError(`flag --${name} ${why}`);
    }
    const before = this.#values.get(name);
    if (spec.list && this.#fresh.has(name))
      value = [...(before as readonly unknown[]), ...(value as readonly unknown[])];
    this.#fresh.add(name);
    this.#values.set(name, value);
  }

  result(): ParsedFlags<Flags> {
    const values = Object.fromEntries(
      Object.entries(this.#flags).map(([name, spec]) => [
        name,
        this.#values.has(name) ? this.#values.get(name) : spec.default,
      ]),
    );
    const given = new Set(this.#values.keys());
    return { values, positional: this.#positional, ignored: [...this.#ignored].sort(), given };
  }
}

/** A value of a YAML or JSON file as the texts of so many uses of the flag. */
function configTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(configTexts);
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return [JSON.stringify(value)];
  return [String(value)];
}

/** Throws FlagError naming the first required flag that no source gave. */
export function requireGiven(flags: Flags, given: ReadonlySet<string>): void {
  for (const [name, spec] of Object.entries(flags)) {
    if (spec.required && !given.has(name)) throw new FlagError(`flag --${name} must be given: ${spec.help}`);
  }
}
