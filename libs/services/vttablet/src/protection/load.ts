import { readFileSync, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type CommonFlags, type ServiceEnv, StartError } from '@vt/servenv';
import { type Protections, readRules, readTableAcl } from '@vt/tabletserver';
import type { TopoServer } from '@vt/topo';
import type { VttabletFlags } from '../flags.ts';

type Env = ServiceEnv<VttabletFlags & CommonFlags>;

const WATCH_MS = 1_000;
const RETRY_MS = 1_000;

/** Loads query rules and table ACLs, and keeps them as their files and records are. @throws StartError for files that cannot be used. */
export function loadProtection(env: Env, topo: TopoServer, protect: Protections, signal: AbortSignal): void {
  const { flags } = env;
  const { filecustomrules: rules, 'table-acl-config': acl } = flags;
  if (rules !== '') {
    keepFile(env, rules, flags['filecustomrules-watch'] ? 'changes' : 'never', signal, (text) =>
      protect.rules.set('file', readRules(text)),
    );
  }
  if (acl === '' && flags['enforce-tableacl-config'])
    throw new StartError(
      '--enforce-tableacl-config needs --table-acl-config: without it everybody may use every table',
    );
  if (acl !== '') {
    const interval = flags['table-acl-config-reload-interval'];
    keepFile(env, acl, interval > 0 ? interval : 'sighup', signal, (text) => protect.access.load(readTableAcl(text)));
  }
  if (flags['topocustomrule-path'] !== '') {
    void followRecord(env, topo, protect, signal);
  }
}

/** A file that is wrong at the start ends the process; one that is wrong later leaves what was in force. */
function keepFile(
  env: Env,
  path: string,
  when: 'changes' | 'never' | 'sighup' | number,
  signal: AbortSignal,
  use: (text: string) => void,
): void {
  try {
    use(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartError(`${path}: ${(error as Error).message}`);
  }
  const again = async (): Promise<void> => {
    try {
      use(await readFile(path, 'utf8'));
      env.log.info({ path }, 'read again');
    } catch (error) {
      env.log.error({ path, err: error }, 'cannot be used: what was read before stays in force');
    }
  };
  const run = (): void => void again();
  if (when === 'never') return;
  process.on('SIGHUP', run);
  const timer = typeof when === 'number' ? setInterval(run, when).unref() : undefined;
  const watcher = when === 'changes' ? watchFile(path, { interval: WATCH_MS, persistent: false }, run) : undefined;
  signal.addEventListener(
    'abort',
    () => {
      process.off('SIGHUP', run);
      clearInterval(timer);
      watcher?.removeAllListeners();
    },
    { once: true },
  );
}

/** A watch goes on by itself; what ends it all the same (a cell that cannot be looked up now, or moves to another server) is tried again. */
async function followRecord(env: Env, topo: TopoServer, protect: Protections, signal: AbortSignal): Promise<void> {
  const { 'topocustomrule-cell': cell, 'topocustomrule-path': path } = env.flags;
  while (!signal.aborted) {
    try {
      const conn = await topo.cellConn(cell, { signal });
      for await (const { contents } of conn.watch(path, { signal })) use(env, path, protect, contents);
    } catch (error) {
      if (!signal.aborted) env.log.error({ err: error }, 'the record of query rules cannot be followed now');
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

function use({ log }: Env, path: string, protect: Protections, contents: Buffer | undefined): void {
  try {
    protect.rules.set('topology', contents === undefined ? [] : readRules(contents.toString('utf8')));
  } catch (error) {
    log.error({ path, err: error }, 'the record of query rules cannot be used: what was read before stays in force');
  }
}
