import { VtError } from '@vt/base';
import { formatPosition, parsePosition, positionContains, unionPositions } from '@vt/mysql';
import type { Mysqld } from '@vt/mysqlctl';
import type { FlagValues } from '@vt/servenv/cli';
import type { MysqlctlFlags } from './flags.ts';
import { initMysqld, openMysqld } from './open-mysqld.ts';

type Values = FlagValues<MysqlctlFlags>;

export type MysqlctlCommand = {
  readonly args: readonly string[];
  readonly short: string;
  run(values: Values, args: readonly string[], print: (text: string) => void): Promise<void>;
};

/** What mysqlctl does, sorted. */
export const mysqlctlCommands: Readonly<Record<string, MysqlctlCommand>> = {
  init: {
    args: [],
    short: 'Makes a server with its option file and accounts, and starts it.',
    run: async (values) => {
      await initMysqld(await openMysqld(values), values);
    },
  },
  init_config: {
    args: [],
    short: 'Writes the option file and makes the folders, and starts nothing.',
    run: async (values) => {
      const mysqld = await openMysqld(values);
      if (mysqld.isInitialized) throw already(mysqld);
      mysqld.makeFolders();
      mysqld.writeConfig();
    },
  },
  position: {
    args: ['equal|at_least|append', 'position', 'position or GTID'],
    short: 'Compares two positions, or adds a transaction to one.',
    run: async (_values, [what = '', first = '', second = ''], print) => {
      const [a, b] = [parsePosition(first), parsePosition(second)];
      if (what === 'equal') return print(String(positionContains(a, b) && positionContains(b, a)));
      if (what === 'at_least') return print(String(positionContains(a, b)));
      if (what === 'append') return print(formatPosition(unionPositions(a, b)));
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        message: `position wants equal, at_least or append, not '${what}'`,
      });
    },
  },
  reinit_config: {
    args: [],
    short: 'Writes the option file anew, for another version or other ports; the server takes it at its next start.',
    run: async (values) => (await existing(values)).writeConfig(),
  },
  shutdown: {
    args: [],
    short: 'Stops the server; its files stay.',
    run: async (values) => (await existing(values)).stop(values['shutdown-wait-time']),
  },
  start: {
    args: [],
    short: 'Starts a server that was made before.',
    run: async (values) => (await existing(values)).start(AbortSignal.timeout(values['wait-time'])),
  },
  teardown: {
    args: [],
    short: 'Stops the server and removes all its files.',
    run: async (values) => {
      const mysqld = await existing(values);
      await mysqld.stop(values['shutdown-wait-time']);
      await mysqld.teardown();
    },
  },
};

async function existing(values: Values): Promise<Mysqld> {
  const mysqld = await openMysqld(values);
  if (mysqld.isInitialized) return mysqld;
  throw new VtError({ code: 'NOT_FOUND', message: `${mysqld.layout.dir} holds no server: init comes first` });
}

function already({ layout }: Mysqld): VtError {
  return new VtError({ code: 'ALREADY_EXISTS', message: `${layout.dir} already holds a server's data` });
}
