// The part of this library that command line tools need: it loads no server.
export { formatDuration, parseDuration } from './flags/duration.ts';
export { type Flag, type FlagOptions, type Flags, type FlagValues, flag, flagGroup } from './flags/flag.ts';
export { type HelpOptions, helpText } from './flags/help.ts';
export { canonicalName, FlagError, type ParsedFlags, parseFlags, requireGiven } from './flags/parse.ts';
export { nearest } from './flags/suggest.ts';
export { vitessFlags } from './flags/vitess-flags.ts';
export { importModule } from './process/import-module.ts';
export { type PortHolder, portHolders, portProblem, StartError } from './process/port.ts';
export { version, versionText } from './version.ts';
