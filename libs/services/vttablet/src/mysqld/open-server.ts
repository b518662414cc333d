import { mkdirSync } from 'node:fs';
import {
  AttachedServer,
  type AttachOptions,
  CredentialsFile,
  configuredPort,
  findServerProgram,
  finishRestore,
  forgetLoading,
  forgetRestore,
  Mysqld,
  type MysqlServer,
  readExtraMyCnf,
  tabletDir,
} from '@vt/mysqlctl';
import { type FlagValues, StartError } from '@vt/servenv';
import type { VttabletFlags } from '../flags.ts';
import { RemoteMysqlctl } from '../mysqlctld/remote.ts';
import { tlsOf } from './db-tls.ts';
import { FreshMarker } from './fresh-marker.ts';
import { RestoreWanted } from './restore-wanted.ts';

const DEFAULT_PORT = 3306;

export type OpenedServer = {
  readonly server: MysqlServer;
  /** The process, where it is ours to start. */
  readonly mysqld: Mysqld | undefined;
  readonly isManaged: boolean;
  /** Set while its data are new: whoever serves them takes it away. */
  readonly fresh?: FreshMarker;
  /** Where replicas of it find it. */
  readonly host: string;
  readonly port: number;
};

/** The mysqld of the command line; a managed one is made on the first start, and started. */
export async function openServer(
  flags: FlagValues<VttabletFlags>,
  uid: number,
  hostname: string,
  beforeStart: (mysqld: Mysqld) => Promise<readonly string[]>,
  onProblem: (error: unknown) => void,
  signal: AbortSignal,
): Promise<OpenedServer> {
  const mode = flags.unmanaged ? 'attached' : flags['mysqld-mode'];
  if (mode === 'attached') return await attach(flags, hostname, onProblem, signal);
  const port = flags['mycnf-mysql-port'] || configuredPort(tabletDir(dataRoot(flags), uid)) || DEFAULT_PORT;
  const mysqld = await openManaged(flags, uid, port);
  if (mode === 'none') return { server: mysqld, mysqld: undefined, isManaged: true, host: hostname, port };
  // A restore that was interrupted when all was fetched goes on; one that was not is forgotten. INVARIANT: first of all, as in its midst the data may look as if they had never been made.
  await forgetLoading(mysqld);
  if (mysqld.pid === undefined) finishRestore(mysqld.layout);
  else forgetRestore(mysqld.layout);
  const fresh = new FreshMarker(mysqld.layout.dir);
  if (!mysqld.isInitialized) {
    mkdirSync(mysqld.layout.dir, { recursive: true });
    fresh.set(true);
  }
  if (fresh.isSet && flags['restore-from-backup']) new RestoreWanted(mysqld.layout.dir).set(true);
  if (mysqld.isInitialized) {
    if (mysqld.pid === undefined) {
      if (!mysqld.isRemote) mysqld.writeConfig();
      await mysqld.start(signal, await beforeStart(mysqld));
    } else await mysqld.start(signal);
  } else {
    await mysqld.init(signal);
  }
  return { server: mysqld, mysqld, isManaged: true, fresh, host: hostname, port };
}

function dataRoot(flags: FlagValues<VttabletFlags>): string {
  return flags['tablet-dir'] || process.env['VTDATAROOT'] || process.cwd();
}

async function openManaged(flags: FlagValues<VttabletFlags>, uid: number, port: number): Promise<Mysqld> {
  const folder = dataRoot(flags);
  mkdirSync(folder, { recursive: true });
  const program = findServerProgram(flags.flavor, flags['mysqld-prefix'] || undefined);
  return await Mysqld.open({
    program,
    dataRoot: folder,
    uid,
    port,
    bindAddress: flags['mysqld-bind-address'],
    profile: flags['mysqld-profile'],
    ...(flags['mysqld-template-cache-dir'] && { templateCacheDir: flags['mysqld-template-cache-dir'] }),
    extraMyCnf: readExtraMyCnf(process.env),
    ...(flags['mysqlctl-socket'] ? { remote: new RemoteMysqlctl(flags['mysqlctl-socket']) } : { isSupervised: true }),
  });
}

async function attach(
  flags: FlagValues<VttabletFlags>,
  hostname: string,
  onProblem: (error: unknown) => void,
  signal: AbortSignal,
): Promise<OpenedServer> {
  const { 'db-socket': socketPath, 'db-host': host, 'db-port': port } = flags;
  if (!socketPath && !host) throw new StartError('--mysqld-mode attached needs --db-socket or --db-host');
  const file = flags['db-credentials-file'];
  const credentials = file ? new CredentialsFile(file, onProblem) : undefined;
  const account = (role: 'allprivs' | 'app' | 'dba' | 'filtered' | 'repl') => {
    const [user, password] = [flags[`db-${role}-user`], flags[`db-${role}-password`]];
    return { user, password: credentials ? () => credentials.passwordOf(user) ?? password : password };
  };
  const options: AttachOptions = {
    ...(socketPath ? { socketPath } : { host, port }),
    ...tlsOf(flags),
    accounts: {
      vt_dba: account('dba'),
      vt_allprivs: account('allprivs'),
      vt_app: account('app'),
      vt_filtered: account('filtered'),
      vt_repl: account('repl'),
    },
  };
  const server = await AttachedServer.attach(options, signal);
  return { server, mysqld: undefined, isManaged: false, host: host || hostname, port };
}
