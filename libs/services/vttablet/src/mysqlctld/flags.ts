import { flag, flagGroup } from '@vt/servenv/cli';
import { mysqlctlFlags } from '../mysqlctl/flags.ts';

/** The command line of mysqlctld: mysqlctl's, and where its orders come from. */
export const mysqlctldFlags = {
  ...mysqlctlFlags,
  ...flagGroup('mysqlctld', {
    'socket-file': flag.string('unix socket on which it takes orders, as vttablet’s --mysqlctl-socket'),
  }),
};

export type MysqlctldFlags = typeof mysqlctldFlags;
