import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portHolders, StartError } from '@vt/servenv/cli';
import { get } from './http.ts';
import { identify, isAlive, type ProcessIdentity } from './identity.ts';
import type { ProcessSpec } from './process-specs.ts';

const LOG_BYTES_MAX = 64 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;
const TAIL_LINES = 12;
const PROBE_TIMEOUT_MS = 2_000;
const POLL_MS = 100;

export const logFile = (dir: string, name: string): string => join(dir, 'logs', `${name}.log`);

/** Starts a process that outlives this one, in a process group of its own so that Ctrl-C is for us alone. */
export function launch(dir: string, spec: Pick<ProcessSpec, 'name' | 'file' | 'argv'>): ProcessIdentity {
  const path = logFile(dir, spec.name);
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  const log = openSync(path, 'a');
  try {
    writeSync(log, `\n=== ${new Date().toISOString()} ${spec.name} starts\n`);
    const script = spec.file.endsWith('.mjs');
    const child = spawn(script ? process.execPath : spec.file, [...(script ? [spec.file] : []), ...spec.argv], {
      cwd: dir,
      detached: true,
      stdio: ['ignore', log, log],
    });
    // What it failed with shows as a missing pid here.
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw new StartError(`${spec.name} could not be started: is there a ${spec.file}?`);
    return identify(child.pid);
  } finally {
    closeSync(log);
  }
}

/** Resolves when the process serves. Throws StartError with the end of its log when it ends first or takes too long. */
export async function waitReady(
  dir: string,
  spec: Pick<ProcessSpec, 'name' | 'ready' | 'readyPort'>,
  identity: ProcessIdentity,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  const end = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal.throwIfAborted();
    if (!isAlive(identity)) throw new StartError(`${spec.name} ended while it was starting${logTail(dir, spec.name)}`);
    if ((await isReady(spec)) && isHeldBy(spec.readyPort, identity)) return;
    if (Date.now() > end) {
      throw new StartError(`${spec.name} was not ready after ${options.timeoutMs / 1000} s${logTail(dir, spec.name)}`);
    }
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
}

/** Another process may have taken the port since it was looked at, and answer there while ours has not come to see that. */
function isHeldBy(port: number, { pid }: ProcessIdentity): boolean {
  const holders = portHolders(port);
  return holders.length === 0 || holders.some((holder) => holder.pid === pid);
}

export async function isReady({ ready, readyPort }: Pick<ProcessSpec, 'ready' | 'readyPort'>): Promise<boolean> {
  const answer = await get(readyPort, ready === 'http' ? '/debug/vars' : '/health', PROBE_TIMEOUT_MS);
  return answer?.status === 200 && (ready === 'http' || answer.body.includes('true'));
}

/** Whether something listens. */
export function accepts(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => done(false));
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}

/** `; the end of FILE:` and its last lines, for an error; a full disk is named first. */
export function logTail(dir: string, name: string): string {
  const path = logFile(dir, name);
  const lines = lastLines(path, TAIL_LINES);
  if (lines.length === 0) return `; it wrote nothing to ${path}`;
  const full = lines.some((line) => /ENOSPC|no space left on device/i.test(line)) ? ': the disk is full' : '';
  return `${full}; the end of ${path}:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

export function lastLines(path: string, count: number): readonly string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, Math.max(TAIL_BYTES, count * 512)));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString('utf8').split('\n').filter(Boolean);
    return lines.slice(Math.max(0, lines.length - count));
  } finally {
    closeSync(file);
  }
}
