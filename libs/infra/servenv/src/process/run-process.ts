import { setMaxListeners } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Flags, FlagValues } from '../flags/flag.ts';
import { helpText } from '../flags/help.ts';
import { FlagError } from '../flags/parse.ts';
import { protectiveFlags } from '../flags/vitess-flags.ts';
import { createLogger, type Logger } from '../log/logger.ts';
import { versionText } from '../version.ts';
import { type CommonFlags, commonFlags } from './common-flags.ts';
import { StartError } from './port.ts';
import { type ReadFlags, readFlags, withoutSecrets } from './read-flags.ts';
import { Service } from './service.ts';
import type { ServiceEnv } from './service-env.ts';

export type ProcessSpec<F extends Flags> = {
  /** As on the command line and before metric names: `vtgate`. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** The program's own flags; the common ones are added. */
  readonly flags: F;
  /**
   * Builds and starts the service: adds its gRPC services, routes, checks and stop hooks to `env`. When it has resolved,
   * gRPC opens and the pages answer. Throw StartError for what a person can mend.
   */
  readonly start: (env: ServiceEnv<F & CommonFlags>) => Promise<void>;
};

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** One signal ends all background work of a process, or a question to all tablets of a shard; Node warns of a leak at eleven. */
const LISTENERS_MAX = 200;

/** The whole life of a process, from the command line to its exit code. Called once, by a program's main. */
export async function runProcess<F extends Flags>(spec: ProcessSpec<F>, argv = process.argv.slice(2)): Promise<void> {
  const flags = readOrExit(spec, argv);
  if (flags === undefined) return;
  setMaxListeners(LISTENERS_MAX);
  const values = flags.values as FlagValues<CommonFlags>;
  const log = createLogger({ name: spec.name, level: values['log-level'], format: values['log-format'] });
  const commandLine = withoutSecrets({ ...commonFlags, ...spec.flags }, argv);
  announce(spec, flags, log, commandLine);
  await live(spec, flags, log, commandLine).catch((error: unknown) => {
    failStart(spec.name, log, error);
  });
}

async function live<F extends Flags>(
  spec: ProcessSpec<F>,
  flags: ReadFlags<F>,
  log: Logger,
  commandLine: readonly string[],
): Promise<void> {
  const values = flags.values as FlagValues<CommonFlags>;
  const { positional } = flags;
  let ending = false;
  const end = (exitCode: number, reason: string) => {
    if (ending) process.exit(exitCode === 0 ? EXIT_FAILED : exitCode);
    ending = true;
    log.info({ exitCode }, `stopping: ${reason}`);
    void service.stop().then(() => {
      removePidFile(values['pid-file']);
      log.info('stopped');
      process.exit(exitCode);
    });
  };
  const service = new Service(spec, { flags: flags.values, log, positional, commandLine, onStopRequest: end });
  service.env.stats.collectRuntime();
  handleEvents(log, end);
  writePidFile(values['pid-file']);
  try {
    await service.start();
  } catch (error) {
    // Asked to stop while starting: what start was waiting for broke because of that.
    if (ending) return;
    removePidFile(values['pid-file']);
    throw error;
  }
  log.info({ port: service.env.http.port, grpcPort: service.env.grpc.port }, 'ready');
}

/** Undefined after `--help` and `--version`; a bad command line ends the process. */
function readOrExit<F extends Flags>(spec: ProcessSpec<F>, argv: readonly string[]): ReadFlags<F> | undefined {
  try {
    const flags = readFlags(spec.name, spec.flags, argv);
    const values = flags.values as FlagValues<CommonFlags>;
    if (values.help) process.stdout.write(helpText({ ...commonFlags, ...spec.flags }, spec));
    else if (values.version) process.stdout.write(`${versionText(spec.name)}\n`);
    else return flags;
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`${spec.name}: ${error.message}\nTry ${spec.name} --help\n`);
    process.exit(EXIT_USAGE);
  }
  return undefined;
}

function announce<F extends Flags>(
  spec: ProcessSpec<F>,
  flags: ReadFlags<F>,
  log: Logger,
  commandLine: readonly string[],
): void {
  log.info({ version: versionText(spec.name), commandLine }, 'starting');
  for (const note of flags.notes) log.warn(note);
  const protective = flags.ignored.filter((name) => protectiveFlags.has(name));
  if (protective.length > 0)
    log.warn(
      { flags: protective },
      'these flags have NO effect here: what they protect from is not prevented, what they ask for is not done',
    );
  if (flags.ignored.length > 0)
    log.warn({ flags: flags.ignored }, 'flags of Vitess that are accepted and have no effect here');
  if (flags.positional.length > 0)
    log.warn({ arguments: flags.positional }, 'arguments that are not flags have no effect');
}

function handleEvents(log: Logger, end: (exitCode: number, reason: string) => void): void {
  process.on('SIGTERM', () => end(0, 'SIGTERM'));
  process.on('SIGINT', () => end(0, 'SIGINT'));
  // The terminal is gone; the log goes on to wherever standard error leads.
  process.on('SIGHUP', () => log.info('SIGHUP: files that may be replaced, as certificates, are looked at again'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    end(EXIT_FAILED, 'uncaught exception');
  });
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason }, 'unhandled rejection');
    end(EXIT_FAILED, 'unhandled rejection');
  });
}

function failStart(name: string, log: Logger, error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StartError) log.error(`cannot start: ${message}`);
  else log.fatal({ err: error }, `cannot start: ${message}`);
  process.stderr.write(`${name}: cannot start: ${message}\n`);
  process.exit(EXIT_FAILED);
}

function writePidFile(path: string): void {
  if (path === '') return;
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    throw new StartError(`cannot write the pid file ${path} (--pid-file): ${(error as Error).message}`);
  }
}

/** A file that another process has written since is its own. */
function removePidFile(path: string): void {
  if (path === '' || !existsSync(path)) return;
  if (readFileSync(path, 'utf8').trim() === String(process.pid)) rmSync(path, { force: true });
}
