import { formatDuration, parseDuration } from './duration.ts';

/** One flag: how its text is read and shown. The name is its key in the registry, in dash spelling. */
export type Flag<T> = {
  /** Printed after the name in `--help`: what kind of text is wanted. Empty for booleans. */
  readonly placeholder: string;
  readonly default: T;
  readonly help: string;
  /** A flag given without `=value` takes the next argument, unless it is a boolean. */
  readonly boolean: boolean;
  /** Repeating a list flag appends; repeating any other replaces. */
  readonly list: boolean;
  /** INVARIANT: the value of a secret flag never reaches a log, a page or `/debug/config`. */
  readonly secret: boolean;
  readonly required: boolean;
  readonly group: string;
  /** Throws an Error whose message says what is wanted. */
  parse(text: string): T;
  format(value: T): string;
};

/** A registry of flags; `satisfies Flags` keeps the types of the values. */
export type Flags = { readonly [name: string]: Flag<unknown> };

/** What parsing gives: one typed value a flag. Durations are milliseconds, sizes are bytes. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

export type FlagOptions<T> = {
  readonly default?: T;
  readonly secret?: boolean;
  readonly required?: boolean;
  readonly group?: string;
};

type Kind<T> = Pick<Flag<T>, 'placeholder' | 'parse' | 'format'> & {
  readonly zero: T;
  readonly boolean?: boolean;
  readonly list?: boolean;
};

function make<T>(kind: Kind<T>, help: string, options: FlagOptions<T> = {}): Flag<T> {
  return {
    placeholder: kind.placeholder,
    parse: kind.parse,
    format: kind.format,
    boolean: kind.boolean ?? false,
    list: kind.list ?? false,
    default: options.default ?? kind.zero,
    help,
    secret: options.secret ?? false,
    required: options.required ?? false,
    group: options.group ?? '',
  };
}

function wanted(what: string, text: string): Error {
  return new Error(`wants ${what}, not '${text}'`);
}

const booleans: Readonly<Record<string, boolean>> = { 1: true, t: true, true: true, 0: false, f: false, false: false };

function parseBoolean(text: string): boolean {
  const value = booleans[text.toLowerCase()];
  if (value === undefined) throw wanted('true or false', text);
  return value;
}

function parseInteger(text: string): number {
  const value = Number(text);
  if (!/^[-+]?(\d+|0x[0-9a-f]+)$/i.test(text) || !Number.isSafeInteger(value)) throw wanted('a whole number', text);
  return value;
}

function parseFloatText(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw wanted('a number', text);
  return value;
}

function parseDurationText(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw wanted('a duration such as 500ms, 10s or 1m30s', text);
  return value;
}

const sizeUnits: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text);
  const value = Number(match?.[1]) * (sizeUnits[(match?.[2] ?? '').toLowerCase()] ?? Number.NaN);
  if (!match || !Number.isSafeInteger(value)) throw wanted('a size in bytes such as 65536, 64KiB or 16MB', text);
  return value;
}

function parseList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

/** The kinds of flags. Every maker takes the help text first, in the words of the person who uses it. */
export const flag = {
  boolean: (help: string, options?: FlagOptions<boolean>): Flag<boolean> =>
    make({ placeholder: '', zero: false, boolean: true, parse: parseBoolean, format: String }, help, options),
  /** One of a few words; anything else is refused with the list. */
  choice: <const C extends string>(
    choices: readonly [C, ...C[]],
    help: string,
    options: FlagOptions<C> = {},
  ): Flag<C> =>
    make(
      {
        placeholder: choices.join('|'),
        zero: choices[0],
        parse: (text) => {
          const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
          if (found === undefined) throw wanted(`one of ${choices.filter((choice) => choice !== '').join(', ')}`, text);
          return found;
        },
        format: String,
      },
      help,
      options,
    ),
  /** Milliseconds, written as Go writes durations. */
  duration: (help: string, options?: FlagOptions<number>): Flag<number> =>
    make({ placeholder: 'duration', zero: 0, parse: parseDurationText, format: formatDuration }, help, options),
  float: (help: string, options?: FlagOptions<number>): Flag<number> =>
    make({ placeholder: 'float', zero: 0, parse: parseFloatText, format: String }, help, options),
  integer: (help: string, options?: FlagOptions<number>): Flag<number> =>
    make({ placeholder: 'int', zero: 0, parse: parseInteger, format: String }, help, options),
  /** Comma-separated, repeatable. */
  list: (help: string, options?: FlagOptions<readonly string[]>): Flag<readonly string[]> =>
    make(
      { placeholder: 'a,b,…', zero: [], list: true, parse: parseList, format: (value) => value.join(',') },
      help,
      options,
    ),
  /** Repeatable, each use one item, commas kept. */
  repeated: (help: string, options?: FlagOptions<readonly string[]>): Flag<readonly string[]> =>
    make(
      { placeholder: 'text', zero: [], list: true, parse: (text) => [text], format: (value) => value.join(' ') },
      help,
      options,
    ),
  /** Bytes. */
  size: (help: string, options?: FlagOptions<number>): Flag<number> =>
    make({ placeholder: 'bytes', zero: 0, parse: parseSize, format: String }, help, options),
  string: (help: string, options?: FlagOptions<string>): Flag<string> =>
    make({ placeholder: 'string', zero: '', parse: (text) => text, format: (value) => value }, help, options),
};

/** Puts a heading over flags that name none; `--help` prints flags by group. */
export function flagGroup<F extends Flags>(group: string, flags: F): F {
  const entries = Object.entries(flags).map(([name, spec]) => [name, { ...spec, group: spec.group || group }]);
  return Object.fromEntries(entries) as F;
}
