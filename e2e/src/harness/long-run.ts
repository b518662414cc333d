import { type ParseArgsConfig, parseArgs } from 'node:util';
import { endOnSignals } from './ending.ts';

/** One flag of a long run: how its text becomes a value, and what `--help` says of it. */
export type Flag<T> = {
  readonly fallback: T;
  readonly help: string;
  /** What stands behind the flag in `--help`; '' for a switch (`--keep`, `--no-followers`). */
  readonly metavar: string;
  /** @returns undefined for a text that is no such value. */
  read(text: string): T | undefined;
};

export function number<const N extends number | undefined>(fallback: N, help: string): Flag<N | number> {
  return { fallback, help, metavar: 'N', read: (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined) };
}

export function numbers(fallback: readonly number[], help: string): Flag<readonly number[]> {
  const read = (text: string): number[] | undefined =>
    /^\d+(,\d+)*$/.test(text) ? text.split(',').map(Number) : undefined;
  return { fallback, help, metavar: 'N,N…', read };
}

export function words(help: string): Flag<readonly string[]> {
  return { fallback: [], help, metavar: 'NAME,NAME…', read: (text) => text.split(',').filter(Boolean) };
}

export function choice<const T extends string>(choices: readonly [T, ...T[]], help: string): Flag<T> {
  return {
    fallback: choices[0],
    help,
    metavar: choices.join('|'),
    read: (text) => choices.find((one) => one === text),
  };
}

/** `--name` and `--no-name`. */
export function toggle(fallback: boolean, help: string): Flag<boolean> {
  return { fallback, help, metavar: '', read: () => undefined };
}

/** The flags that several runs share, in the same words. */
export const common = {
  seed: number(undefined, 'of everything that is drawn; printed, so that a run can be repeated (default: the time)'),
  portBase: number(undefined, 'the first of the cluster’s ports (default: free ones)'),
};

type Values<F> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/**
 * Reads the command line of a long run. Flags are the keys in kebab case. `--help` prints what they mean and ends the process; what is not understood ends it with status 2 and a sentence.
 */
export function longRun<F extends Readonly<Record<string, Flag<unknown>>>>(
  { script, title }: { readonly script: string; readonly title: string },
  flags: F,
  argv: readonly string[] = process.argv.slice(2),
): Values<F> {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' } };
  for (const [key, { metavar }] of Object.entries(flags))
    options[kebab(key)] = { type: metavar === '' ? 'boolean' : 'string' };
  const given = parse(script, argv, options);
  if (given['help']) {
    process.stdout.write(usage(script, title, flags));
    process.exit(0);
  }
  const values: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(flags)) {
    const text = given[kebab(key)];
    const value = typeof text === 'string' ? flag.read(text) : (text ?? flag.fallback);
    if (typeof text === 'string' && value === undefined)
      fail(script, `--${kebab(key)} takes ${flag.metavar}, not '${text}'`);
    values[key] = value;
  }
  endOnSignals();
  return values as Values<F>;
}

function parse(
  script: string,
  argv: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...argv], options, allowNegative: true }).values;
  } catch (error) {
    return fail(script, (error as Error).message.replace(/\.\s*To specify a positional.*$/s, ''));
  }
}

function fail(script: string, message: string): never {
  process.stderr.write(`npm run ${script}: ${message} (npm run ${script} -- --help)\n`);
  process.exit(2);
}

function usage(script: string, title: string, flags: Readonly<Record<string, Flag<unknown>>>): string {
  const rows = Object.entries(flags).map(([key, { fallback, help, metavar }]): [string, string] => {
    const name = metavar === '' && fallback === true ? `--no-${kebab(key)}` : `--${kebab(key)} ${metavar}`.trimEnd();
    const isPlain = typeof fallback === 'number' || (Array.isArray(fallback) && fallback.length > 0);
    return [name, isPlain ? `${help} (default ${String(fallback)})` : help];
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `npm run ${script} -- [flags]\n${title}\n\n${rows.map(([name, help]) => `  ${name.padEnd(width)}${help}\n`).join('')}`;
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
