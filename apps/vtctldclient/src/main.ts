import { backupStorageFlags } from '@vt/backupstorage';
import {
  FlagError,
  type Flags,
  type FlagValues,
  flag,
  flagGroup,
  helpText,
  parseFlags,
  requireGiven,
  versionText,
} from '@vt/servenv/cli';
import { channelFlags, channelTls } from '@vt/servenv/grpc';
import { topoFlags } from '@vt/topo';
import { Client, errorText } from './client.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { complete, completionScript } from './completion.ts';
import { ignored, resolve, takesNext } from './resolve.ts';
import { internal, type RemoteOptions, remote } from './transport.ts';

const rootFlags = flagGroup('vtctldclient', {
  'action-timeout': flag.duration('limit of the whole command', { default: 3_600_000 }),
  compact: flag.boolean('leave out of JSON what holds its default'),
  help: flag.boolean('show this text'),
  server: flag.string('host:port of the vtctld; internal: do its work here, on the topology of the --topo flags'),
  version: flag.boolean('print the version'),
});

const security = {
  ...channelFlags('vtctld', 'vtctld'),
  ...channelFlags('tablet-manager', 'tablet managers'),
  ...flagGroup('vtctldclient', {
    'grpc-auth-static-client-creds': flag.string(
      'JSON file of {"Username", "Password"} that are shown to vtctld; with --server internal to tablets',
    ),
  }),
};

/** Where `--server internal` finds the topology when nobody says so. */
const ownTopology = flagGroup('Topology', {
  'topo-global-server-address': flag.string('with --server internal: host:port of the global topology server', {
    default: 'localhost:2379',
  }),
});

const EXIT_FAILED = 1;
/** Values of --server that mean this process. */
const here = new Set(['internal', 'local']);

function usage(): string {
  const width = Math.max(...[...commands.keys()].map((name) => name.length));
  const lines = [...commands.values()].map((c) => `  ${c.name.padEnd(width)}  ${c.short}`);
  return `vtctldclient --server host:port COMMAND [arguments] [flags]\n\nCommands:\n${lines.join('\n')}\n\nvtctldclient COMMAND --help tells more; vtctldclient completion bash|zsh|fish prints a script that completes commands and flags.\n`;
}

/** The name of the command: the first argument that is no flag and no flag's value. */
function commandName(argv: readonly string[], general: Flags): string | undefined {
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (!argument.startsWith('-')) return argument;
    if (takesNext(argument, general)) i++;
  }
  return undefined;
}

function checkArguments(command: Command, args: readonly string[]): void {
  const open = command.args.at(-1)?.endsWith('…') ?? false;
  const least = open ? command.args.length - 1 : command.args.length;
  if (args.length >= least && (open || args.length <= command.args.length)) return;
  throw new FlagError(`${command.name} wants: ${command.args.join(' ') || 'no arguments'}`);
}

async function main(argv: readonly string[]): Promise<void> {
  const general = { ...rootFlags, ...security, ...topoFlags, ...ownTopology, ...backupStorageFlags };
  if (argv[0] === 'help') return await main(argv.length > 1 ? [...argv.slice(1), '--help'] : []);
  if (argv[0] === '__complete') return print(complete(argv.slice(1), general).join('\n'));
  const name = commandName(argv, general);
  if (name === 'completion') return print(completionScript(argv[argv.indexOf(name) + 1] ?? ''));
  const resolved = name === undefined ? undefined : resolve(name, argv, general);
  const command = resolved?.command;
  const {
    values,
    positional,
    given,
    ignored: withoutEffect,
  } = parseFlags({ ...general, ...command?.flags }, { argv: resolved?.argv ?? argv, ignored });
  for (const flagName of withoutEffect) process.stderr.write(`--${flagName} has no effect here\n`);
  if (values.version === true) return print(versionText('vtctldclient'));
  if (command === undefined) return print(usage());
  if (values.help) {
    const called = `vtctldclient ${[command.name, ...command.args].join(' ')} [flags]`;
    return print(
      helpText({ ...rootFlags, ...command.flags }, { name: command.name, summary: command.short, usage: called }),
    );
  }
  requireGiven(command.flags, given);
  const args = positional.slice(resolved?.words ?? 1);
  checkArguments(command, args);
  if (values.server === '') throw new FlagError('--server host:port is needed');
  const transport = here.has(values.server) ? await internal(values) : remote(values.server, remoteOptions(values));
  const client = new Client(transport, values['action-timeout'], values.compact);
  try {
    await command.run({ client, args, flags: values, print });
  } finally {
    await client.close();
  }
}

function remoteOptions(values: FlagValues<typeof security>): RemoteOptions {
  return { tls: channelTls('vtctld', values), credentialsFile: values['grpc-auth-static-client-creds'] };
}

function print(text: string): void {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`E: ${errorText(error)}\n`);
  process.exitCode = EXIT_FAILED;
});
