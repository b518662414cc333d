import { toVtError } from '@vt/base';
import { FlagError, flag, flagGroup, helpText, nearest, parseFlags, StartError, versionText } from '@vt/servenv/cli';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { say } from './progress.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const general = flagGroup('General', { help: flag.boolean('show this text') });

async function overview(): Promise<string> {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const list = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `vt: a whole cluster on this machine

Usage: vt COMMAND [arguments]

${list.join('\n')}

vt COMMAND --help tells more.
`;
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(await overview());
    return 0;
  }
  if (name === '--version' || name === 'version') {
    process.stdout.write(`${versionText('vt')}\n`);
    return 0;
  }
  if (Object.hasOwn(commands, name)) return run(await commands[name as keyof typeof commands](), rest);
  const near = nearest(name, Object.keys(commands));
  throw new FlagError(`there is no command ${name}${near === undefined ? '' : `; did you mean ${near}?`}`);
}

async function run(command: Command, argv: readonly string[]): Promise<number> {
  const flags = { ...command.flags, ...general };
  const { values, positional, given } = parseFlags(flags, { argv });
  if (values.help) {
    const usage = `vt ${command.name} ${command.usage}`;
    process.stdout.write(helpText(flags, { name: `vt ${command.name}`, summary: command.summary, usage }));
    return 0;
  }
  const needless = positional[command.argumentsMax ?? 0];
  if (needless !== undefined) throw new FlagError(`${command.name} has no use for '${needless}'`);
  const interrupted = new AbortController();
  if (command.heedsSignals) abortAtSignals(interrupted);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // As in `vt logs | head`. What must undo something first goes on without its reader.
    if (!command.heedsSignals) process.exit(EXIT_FAILED);
  });
  return command.run({ flags: values, positional, given, signal: interrupted.signal });
}

function abortAtSignals(interrupted: AbortController): void {
  const abort = (signalName: string) => interrupted.abort(new Interrupted(signalName));
  for (const signalName of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signalName, () => abort(signalName));
}

class Interrupted extends Error {
  override readonly name = 'AbortError';

  constructor(signalName: string) {
    super(`interrupted by ${signalName}`);
  }
}

/** One sentence for what the person can mend; a stack only for our own mistakes. */
function tell(error: unknown): number {
  const prefix = 'vt: ';
  if (error instanceof FlagError) {
    say(`${prefix}${error.message}\nTry vt --help`);
    return EXIT_USAGE;
  }
  const { code, message } = toVtError(error);
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
    say(`${prefix}the disk is full: ${message}`);
  } else if (error instanceof StartError || code !== 'UNKNOWN' || isOfSystem(error)) {
    say(`${prefix}${message}`);
  } else {
    say(`${prefix}${error instanceof Error ? (error.stack ?? message) : message}`);
  }
  return (error as Error).name === 'AbortError' ? EXIT_INTERRUPTED : EXIT_FAILED;
}

/** `EACCES: permission denied, mkdir '…'`: the system's own sentence says what and where. */
function isOfSystem(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

void main(process.argv.slice(2))
  .catch(tell)
  .then((code) => {
    process.exitCode = code;
    if (code === EXIT_INTERRUPTED) process.exit();
  });
