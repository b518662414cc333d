import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importModule, StartError } from '@vt/servenv/cli';
import { root } from '../paths.ts';
import type { Flavor } from './config.ts';

type Server = { readonly product: string; readonly version: string; readonly file: string; readonly prefix: string };
/** tools/provision/servers.mjs: plain scripts that also run before anything is built. */
type Provisioner = {
  provision(product: string): Promise<Server>;
  provisionSqlServer(choice: string): Promise<Server>;
};

export type SqlServer = { readonly flavor: Flavor; readonly prefix: string; readonly version: string };

/** Finds or installs the server; `flavor` undefined: MySQL, else MariaDB with a loud word. Throws StartError with the reason. */
export async function provisionSqlServer(flavor: Flavor | undefined, signal: AbortSignal): Promise<SqlServer> {
  signal.throwIfAborted();
  const { provisionSqlServer: find } = await load();
  const server = await orAborted(find(flavor ?? process.env['VT_MYSQL'] ?? 'auto').catch(refused), signal);
  return { flavor: server.product === 'mariadb' ? 'mariadb' : 'mysql', prefix: server.prefix, version: server.version };
}

/** Leaves the prefix in VT_ETCD_PREFIX. */
export async function provisionEtcd(signal: AbortSignal): Promise<void> {
  const server = await orAborted((await load()).provision('etcd').catch(refused), signal);
  process.env['VT_ETCD_PREFIX'] = server.prefix;
}

async function load(): Promise<Provisioner> {
  const file = join(root, 'tools/provision/servers.mjs');
  if (!existsSync(file)) throw new StartError(`${file} is missing: run vt from a checkout of the repository`);
  return (await importModule(file)) as Provisioner;
}

/** Whoever interrupts does not wait for what is being fetched; it goes with the process. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function refused(error: Error): never {
  throw new StartError(error.message);
}
