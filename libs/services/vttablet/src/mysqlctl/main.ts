import { toVtError } from '@vt/base';
import { FlagError, flag, flagGroup, helpText, nearest, parseFlags, versionText, vitessFlags } from '@vt/servenv/cli';
import { mysqlctlCommands } from './commands.ts';
import { mysqlctlFlags } from './flags.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const flags = {
  ...mysqlctlFlags,
  ...flagGroup('General', { help: flag.boolean('show this text'), version: flag.boolean('print the version') }),
};

/** The program mysqlctl: makes, starts, stops and removes the server of a tablet. Returns its exit code. */
export async function mysqlctl(argv: readonly string[]): Promise<number> {
  try {
    await run(argv);
    return 0;
  } catch (error) {
    process.stderr.write(`mysqlctl: ${error instanceof FlagError ? error.message : toVtError(error).message}\n`);
    return error instanceof FlagError ? EXIT_USAGE : EXIT_FAILED;
  }
}

async function run(argv: readonly string[]): Promise<void> {
  const { values, positional } = parseFlags(flags, { argv: [...argv], ignored: vitessFlags('mysqlctl') });
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  if (values.version) return print(versionText('mysqlctl'));
  const [word = '', ...args] = positional;
  if (values.help || word === '') return print(help());
  const command = mysqlctlCommands[word.replaceAll('-', '_')];
  if (!command) {
    const near = nearest(word, Object.keys(mysqlctlCommands));
    throw new FlagError(`unknown command '${word}'${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  if (args.length !== command.args.length) {
    throw new FlagError(`${word} wants: ${command.args.join(' ') || 'no arguments'}`);
  }
  await command.run(values, args, print);
}

function help(): string {
  const lines = Object.entries(mysqlctlCommands).map(([name, { short }]) => `  ${name.padEnd(14)} ${short}`);
  const usage = 'mysqlctl [flags] COMMAND [arguments]';
  const summary = `makes, starts, stops and removes the mysqld of a tablet\n\n${lines.join('\n')}`;
  return helpText(flags, { name: 'mysqlctl', summary, usage });
}
