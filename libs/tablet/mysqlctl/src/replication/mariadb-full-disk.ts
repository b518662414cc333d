import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { anySignal, VtError } from '@vt/base';
import { type Position, unionPositions } from '@vt/mysql';
import type { SqlExecutor, SqlRow } from '../sql-executor.ts';
import { WAITS_FOR_DISK } from './full-disk.ts';
import { receivedInRelayLogs } from './relay-logs.ts';
import type { ReplicationStatus } from './types.ts';

const WAITING = 'Waiting for someone to free space';
/** It tries again, as it does every two seconds while it is to stop. */
const TRYING = 'Queueing master event to the relay log';
const STOPPING = 'Killing slave';
const ESTABLISHED = '01';
const LOOK_MS = 20;
/** How long an answer may take before somebody looks why. */
const ANSWER_MS = 200;
const CUT_OFF_MS = 5_000;

/** How another session is opened beside the one that commands run on. */
export type OpenSession = (signal?: AbortSignal) => Promise<SqlExecutor & { close(): void }>;

/** MariaDB's threads while the IO thread waits for disk space. */
export type WaitingThreads = {
  /** Somebody asked the IO thread to stop. */
  readonly isStopping: boolean;
  readonly isSqlRunning: boolean;
};

/**
 * Undefined where the IO thread does not wait for disk space. While it does, SHOW SLAVE STATUS and everything else that looks at or changes replication waits with it, without an end and deaf
 * to KILL; a KILL of the thread itself makes it try again without a pause, and write to the error log each time.
 */
export async function threadsThatWait(sql: SqlExecutor, signal?: AbortSignal): Promise<WaitingThreads | undefined> {
  const rows = await sql.query(
    `SELECT COMMAND, STATE, INFO FROM information_schema.PROCESSLIST WHERE USER = 'system user' OR STATE = '${STOPPING}'`,
    signal,
  );
  const io = rows.find((row) => row['COMMAND'] === 'Slave_IO')?.['STATE'];
  const stop = rows.find(({ STATE, INFO }) => STATE === STOPPING && !/SQL_THREAD/i.test(INFO ?? ''));
  if (io !== WAITING && !(io === TRYING && stop)) return undefined;
  return { isStopping: stop !== undefined, isSqlRunning: rows.some((row) => row['COMMAND'] === 'Slave_SQL') };
}

/**
 * The row of SHOW SLAVE STATUS, or what is told instead where the IO thread began to wait only after `threadsThatWait` had looked: the session is ended then, as it would have no answer before
 * there is space.
 */
export async function statusRow<T>(
  sql: SqlExecutor,
  another: OpenSession,
  whileWaiting: (sql: SqlExecutor, threads: WaitingThreads) => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly row: SqlRow | undefined } | { readonly waiting: T }> {
  const stuck = new AbortController();
  const shown = sql.query('SHOW SLAVE STATUS', signal ? anySignal([signal, stuck.signal]) : stuck.signal);
  if (await isSettledWithin(shown, ANSWER_MS)) return { row: (await shown)[0] };
  const other = await another(signal);
  try {
    while (!(await isSettledWithin(shown, LOOK_MS))) {
      const threads = await threadsThatWait(other, signal);
      if (!threads) continue;
      stuck.abort();
      return { waiting: await whileWaiting(other, threads) };
    }
    return { row: (await shown)[0] };
  } finally {
    other.close();
  }
}

async function isSettledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = new AbortController();
  const waited = setTimeout(ms, false, { signal: settled.signal }).catch(() => false);
  const done = () => true;
  const isSettled = await Promise.race([work.then(done, done), waited]);
  settled.abort();
  return isSettled;
}

/**
 * What can be told of such a replica without its threads. Its IO thread counts as stopped when it was asked to stop and has no connection to the source any more: it acknowledges nothing then,
 * and connects to nobody. What it received is read from its relay logs.
 */
export async function waitingStatus(
  sql: SqlExecutor,
  threads: WaitingThreads,
  executed: Position,
  signal?: AbortSignal,
): Promise<ReplicationStatus> {
  const files = await filesOf(sql, signal);
  const source = await readSource(files.masterInfo);
  // INVARIANT: looked at before the relay logs are read: what is received afterwards is acknowledged to nobody.
  const isCutOff = threads.isStopping && !(await isConnected(files.pidFile, source.port));
  return {
    ioState: isCutOff ? 'stopped' : 'running',
    sqlState: threads.isSqlRunning ? 'running' : 'stopped',
    waitsForDisk: true,
    relayLogIsTorn: false,
    lastIoError: WAITS_FOR_DISK,
    lastSqlError: '',
    position: executed,
    relayLogPosition: unionPositions(executed, await receivedInRelayLogs(files.relayLogIndex, signal)),
    filePosition: undefined,
    relayLogSourceBinlogEquivalentPosition: undefined,
    relayLogFilePosition: undefined,
    sourceHost: source.host,
    sourcePort: source.port,
    sourceUser: source.user,
    sourceUuid: '',
    sourceServerId: 0,
    connectRetrySeconds: source.connectRetrySeconds,
    lagSeconds: undefined,
    delaySeconds: 0,
    autoPosition: true,
    usingGtid: true,
    hasReplicationFilters: false,
    sslAllowed: false,
  };
}

/**
 * Has the waiting IO thread acknowledge nothing more: a stop ends its connection to the source at once, and the thread when it has got its space. Throws where the connection is not
 * seen to end. False where it has got its space meanwhile, and does not wait any more.
 */
export async function cutOff(sql: SqlExecutor, another: OpenSession, signal?: AbortSignal): Promise<boolean> {
  const { pidFile, masterInfo } = await filesOf(sql, signal);
  const { port } = await readSource(masterInfo);
  const first = await threadsThatWait(sql, signal);
  const stopping = first?.isStopping === false ? await another(signal) : undefined;
  try {
    // Its answer comes when there is space; the server goes on with it when nobody waits for that any more.
    let isAnswered = stopping === undefined;
    const answered = () => {
      isAnswered = true;
    };
    stopping?.query('STOP SLAVE IO_THREAD').then(answered, answered);
    for (let leftMs = CUT_OFF_MS; leftMs > 0; leftMs -= LOOK_MS) {
      const threads = await threadsThatWait(sql, signal);
      // A stop has the thread try once more, which may be seen before the stop itself: what has its space answers.
      if (threads ? threads.isStopping && !(await isConnected(pidFile, port)) : isAnswered)
        return threads !== undefined;
      await setTimeout(LOOK_MS, undefined, { signal });
    }
  } finally {
    stopping?.close();
  }
  throw waitsForSpace('its connection to its source was not seen to end');
}

export function waitsForSpace(what: string): VtError {
  return new VtError({
    code: 'UNAVAILABLE',
    message: `the replica's IO thread waits for disk space, and MariaDB waits with it: ${what}`,
  });
}

type Files = { readonly pidFile: string; readonly masterInfo: string; readonly relayLogIndex: string };

async function filesOf(sql: SqlExecutor, signal?: AbortSignal): Promise<Files> {
  const [row] = await sql.query(
    'SELECT @@global.datadir AS data, @@global.pid_file AS pid, @@global.relay_log_index AS relay, @@global.relay_log_basename AS base',
    signal,
  );
  const dir = row?.['data'] ?? '';
  const within = (path: string | null | undefined): string => resolve(dir, path ?? '');
  return {
    pidFile: within(row?.['pid']),
    masterInfo: join(dir, 'master.info'),
    relayLogIndex: within(row?.['relay'] || `${row?.['base'] ?? ''}.index`),
  };
}

/** The file's lines: their number, log, position, host, user, password, port, seconds between attempts to connect. */
async function readSource(masterInfo: string): Promise<{
  readonly host: string;
  readonly user: string;
  readonly port: number;
  readonly connectRetrySeconds: number;
}> {
  const [, , , host = '', user = '', , port, retry] = (await readFile(masterInfo, 'latin1')).split('\n');
  return { host, user, port: Number(port), connectRetrySeconds: Number(retry) };
}

/** Whether the server has a TCP connection to that port anywhere, as the system tells. */
async function isConnected(pidFile: string, port: number): Promise<boolean> {
  const process = join('/proc', (await readFile(pidFile, 'latin1')).trim());
  const fds = join(process, 'fd');
  const links = await Promise.all((await readdir(fds)).map((fd) => readlink(join(fds, fd)).catch(() => '')));
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readTcp(join(process, 'net', name))));
  return tables.flat().some((one) => one.port === port && one.state === ESTABLISHED && own.has(one.inode));
}

type TcpConnection = { readonly port: number; readonly state: string; readonly inode: string };

/** The kernel's table: sl, local address, remote address (both end with :port in hex), state, queues, timer, retransmissions, uid, timeout, inode. */
async function readTcp(path: string): Promise<readonly TcpConnection[]> {
  const text = await readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
    // A system without IPv6.
    if (error.code === 'ENOENT' && path.endsWith('6')) return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const [, , remote, state, , , , , , inode] = line.trim().split(/\s+/);
    const hex = /:([0-9A-F]{4})$/.exec(remote ?? '')?.[1];
    return hex && state && inode ? [{ port: Number.parseInt(hex, 16), state, inode }] : [];
  });
}
