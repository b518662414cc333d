import { type Config, readConfigFile } from '../flags/config-file.ts';
import type { Flags, FlagValues } from '../flags/flag.ts';
import { canonicalName, FlagError, type ParsedFlags, parseFlags, requireGiven } from '../flags/parse.ts';
import { vitessFlags } from '../flags/vitess-flags.ts';
import { type CommonFlags, commonFlags } from './common-flags.ts';

export type ReadFlags<F extends Flags> = ParsedFlags<F & CommonFlags> & {
  /** Sentences for the log, once there is one. */
  readonly notes: readonly string[];
};

/**
 * The flags of a process from its command line and its configuration file. The command line wins. Keys of the file that no
 * flag bears are noted, not refused: one file may serve several programs. Throws FlagError.
 */
export function readFlags<F extends Flags>(program: string, own: F, argv: readonly string[]): ReadFlags<F> {
  const flags = { ...commonFlags, ...own };
  const ignored = vitessFlags(program);
  const first = parseFlags(flags, { argv, ignored });
  const notes: string[] = [];
  const common = first.values as FlagValues<CommonFlags>;
  const path = common['config-file'];
  const config = path === '' ? {} : loadConfig(path, common['config-file-not-found-handling'], flags, notes);
  const known = Object.entries(config).filter(([name]) => isKnown(name));
  for (const [name] of Object.entries(config).filter(([key]) => !isKnown(key))) {
    notes.push(`the configuration file has a key that no flag bears: ${name}`);
  }
  const parsed = parseFlags(flags, { argv, config: Object.fromEntries(known), ignored });
  if (!common.help && !common.version) requireGiven(flags, parsed.given);
  return { ...parsed, notes };

  function isKnown(name: string): boolean {
    return Object.hasOwn(flags, name) || ignored.has(name);
  }
}

function loadConfig(path: string, whenMissing: string, flags: Flags, notes: string[]): Config {
  const config = readConfigFile(path, (name) => Object.hasOwn(flags, name));
  if (config !== undefined) return config;
  if (whenMissing === 'error' || whenMissing === 'exit') throw new FlagError(`there is no configuration file ${path}`);
  if (whenMissing === 'warn') notes.push(`there is no configuration file ${path}`);
  return {};
}

/** The command line with the values of secret flags blotted out, for logs and pages. */
export function withoutSecrets(flags: Flags, argv: readonly string[]): readonly string[] {
  let blotNext = false;
  return argv.map((argument) => {
    if (blotNext) {
      blotNext = false;
      return '[redacted]';
    }
    const match = /^--?([^=]+)(=)?/.exec(argument);
    const spec = match ? flags[canonicalName(match[1] ?? '')] : undefined;
    if (!spec?.secret) return argument;
    blotNext = match?.[2] === undefined && !spec.boolean;
    return blotNext ? argument : `${argument.slice(0, argument.indexOf('='))}=[redacted]`;
  });
}
