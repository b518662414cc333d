import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect as dial } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { withSession } from '@vt/mysql';
import { logSize, logTail } from './error-log.ts';

const POLL_MS = 30;
const PORT_PATIENCE_MS = 1_500;
/** Access denied, unknown user: the server is up and will say so for ever. */
const FATAL_ERRNOS = new Set([1044, 1045, 1130, 1698]);

export interface LaunchOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly socket: string;
  readonly errorLog: string;
  /** Whose connection proves that the server is ready. */
  readonly user: string;
  readonly signal?: AbortSignal;
  /** This process starts the server again when it ends. */
  readonly isSupervised?: boolean;
  /** Called as soon as the process exists. */
  readonly onSpawn?: (pid: number) => void;
}

/** A server refuses to run as root unless told so. */
export function userArgs(): readonly string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

/**
 * Starts a server that outlives this process, and returns its process id when it answers over its socket. When it ends
 * first, the error holds what it wrote to its log; when the signal aborts first, the server is killed.
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const { program, args, socket, errorLog, user, signal } = options;
  const logFrom = logSize(errorLog);
  // By this MySQL knows that somebody starts it again after RESTART and CLONE, for which it exits with status 16.
  const env = options.isSupervised ? { ...process.env, MYSQLD_PARENT_PID: String(process.pid) } : process.env;
  const child = spawn(program, [...args, ...userArgs()], { detached: true, stdio: 'ignore', env });
  const ended = endOf(child);
  child.unref();
  const connect = { socketPath: socket, user, connectTimeoutMs: 2_000 };
  try {
    // INVARIANT: where its number cannot be written down (the disk is full) it is ended again: nobody would find it, and it would keep the port and the data.
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
    for (;;) {
      signal?.throwIfAborted();
      const how = ended.how;
      if (how !== undefined) throw startFailed(program, how, logTail(errorLog, logFrom));
      if ((await listens(socket)) && (await answers(connect, signal))) return child.pid as number;
      await delay(POLL_MS);
    }
  } catch (error) {
    if (ended.how === undefined) child.kill('SIGKILL');
    throw error;
  }
}

/** Whether something accepts on a Unix socket. A session costs a hundred times as much, which a server that is starting does not have. */
function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = dial(socket);
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}

async function answers(connect: Parameters<typeof withSession>[0], signal?: AbortSignal): Promise<boolean> {
  try {
    await withSession(connect, (connection) => connection.query('SELECT 1', signal), signal);
    return true;
  } catch (error) {
    if (error instanceof VtError && error.errno !== undefined && FATAL_ERRNOS.has(error.errno)) throw error;
    return false;
  }
}

/** Watches for the end of a child; `how` says it in words once it happened. */
function endOf(child: ChildProcess): { how: string | undefined } {
  const state: { how: string | undefined } = { how: undefined };
  child.on('error', (error) => {
    state.how = `could not be started: ${error.message}`;
  });
  child.on('exit', (code, killedBy) => {
    state.how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
  });
  return state;
}

function startFailed(program: string, how: string, log: string): VtError {
  const text = log ? `; its error log says:\n${log}` : ' and wrote nothing to its error log';
  return new VtError({ code: 'FAILED_PRECONDITION', message: `${program} ${how}${text}` });
}

/** Throws when something already listens on the address, naming it; `*` is every address. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  // A server that was just killed, or a short-lived connection out, may hold it for a moment.
  for (const end = Date.now() + PORT_PATIENCE_MS; ; ) {
    try {
      return await claimPort(host, port);
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(POLL_MS);
    }
  }
}

async function claimPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    probe.listen({ ...(host !== '*' && { host }), port, exclusive: true });
    await once(probe, 'listening');
  } catch (error) {
    const message = `port ${port} on ${host} is taken by another process`;
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new VtError({ code: 'FAILED_PRECONDITION', message });
    }
    throw error;
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}
