import { type Config, findConfigFile, readConfigFile } from '../flags/config-file.ts';
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
  const config = loadConfig(common, first.given, flags, notes);
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

/** The file that is named, or one that lies where it is looked for; that one may be missing unless somebody said where. */
function loadConfig(
  common: FlagValues<CommonFlags>,
  given: ReadonlySet<string>,
  flags: Flags,
  notes: string[],
): Config {
  const { 'config-path': folders, 'config-name': name, 'config-file-not-found-handling': whenMissing } = common;
  const path = common['config-file'] || findConfigFile(folders, name, common['config-type']);
  const config = path === undefined ? undefined : readConfigFile(path, (key) => Object.hasOwn(flags, key));
  if (config !== undefined) return config;
  if (path === undefined && !given.has('config-path') && !given.has('config-name')) return {};
  const missing = `there is no configuration file ${path ?? `${name} in ${folders.join(', ') || 'the working folder'}`}`;
  if (whenMissing === 'error' || whenMissing === 'exit') throw new FlagError(missing);
  if (whenMissing === 'warn') notes.push(missing);
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
    const name = canonicalName(match?.[1] ?? '');
    const spec = flags[name];
    // A password of Vitess's that has no effect here is a password nonetheless.
    if (!spec?.secret && !(spec === undefined && name.endsWith('-password'))) return argument;
    blotNext = match?.[2] === undefined && !spec?.boolean;
    return blotNext ? argument : `${argument.slice(0, argument.indexOf('='))}=[redacted]`;
  });
}
