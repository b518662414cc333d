import { anySignal } from '@vt/base';
import { serviceDefinition } from '@vt/proto';
import { type CommonFlags, type ProcessSpec, type ServiceEnv, StartError } from '@vt/servenv';
import { initMysqld, openMysqld } from '../mysqlctl/open-mysqld.ts';
import { type MysqlctldFlags, mysqlctldFlags } from './flags.ts';
import { MysqldOwner } from './owner.ts';
import { mysqlCtlHandlers } from './service.ts';

/** The process that owns a tablet's mysqld beside vttablet, which gives it orders over a socket. */
export function mysqlctldSpec(): ProcessSpec<MysqlctldFlags> {
  return {
    name: 'mysqlctld',
    summary: 'owns the mysqld of a tablet: makes it, starts it (again), and stops it when it is stopped itself',
    flags: mysqlctldFlags,
    start,
  };
}

async function start(env: ServiceEnv<MysqlctldFlags & CommonFlags>): Promise<void> {
  const { flags, log, signal, grpc, stats } = env;
  if (!flags['socket-file'] && flags['grpc-port'] === 0) {
    throw new StartError('--socket-file or --grpc-port is wanted: nobody could give orders');
  }
  const mysqld = await openMysqld(flags, true);
  const owner = new MysqldOwner(mysqld, () => initMysqld(mysqld, flags), log);
  grpc.addService(serviceDefinition('mysqlctl.MysqlCtl'), mysqlCtlHandlers(owner, log), 'mysqlctl');
  env.healthCheck('mysqld', () => owner.problem);
  stats.counterFunc(
    'MysqldRestarts',
    'how often mysqld ended by itself and was started again',
    () => owner.startedAgain,
  );
  env.onClose('mysqld', () => owner.stop(flags['shutdown-wait-time'], false));
  env.starting('starting mysqld');
  await owner.begin(anySignal([signal, AbortSignal.timeout(flags['wait-time'])]));
  owner.run(signal).catch((error: unknown) => log.error({ err: error }, 'nobody watches mysqld any more'));
  if (flags['socket-file']) await grpc.listenOnSocket(flags['socket-file']);
}
