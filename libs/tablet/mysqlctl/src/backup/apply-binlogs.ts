import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VtError } from '@vt/base';
import { formatGtidSet, type Position, positionContains, unionPositions } from '@vt/mysql';
import { formatServerVersion, isAtLeast, type ServerVersion } from '../server/version.ts';
import { begunBefore } from './begun-before.ts';

export type ApplyOptions = {
  /** The server's program; the clients are looked for beside it, then on PATH. */
  readonly program: string;
  readonly version: ServerVersion;
  readonly socket: string;
  /** The logs, in their order. */
  readonly files: readonly string[];
  /** What the server has executed already, which is skipped. */
  readonly from: Position;
  /** Only the transactions of this position; undefined: all. */
  readonly to: Position;
  /** Only what began before; undefined: no limit. */
  readonly before: Date | undefined;
  readonly signal: AbortSignal;
};

const TAIL_CHARS = 2_000;

/** Executes binary logs on a running, writable server. Rejects with what either program said. */
export async function applyBinlogs(options: ApplyOptions): Promise<void> {
  const { files, before, from, socket, signal, program, version } = options;
  const to = before ? unionPositions(from, begunBefore(files, before, options.to)) : options.to;
  // Without a limit all would be executed.
  if (files.length === 0 || (before && positionContains(from, to))) return;
  const limits = gtidLimits(version, from, to);
  const names =
    version.flavor === 'mysql'
      ? { reader: 'mysqlbinlog', writer: 'mysql' }
      : { reader: 'mariadb-binlog', writer: 'mariadb' };
  const reader = run(besideServer(program, names.reader), ['--no-defaults', ...limits, ...files]);
  const writer = run(besideServer(program, names.writer), [
    '--no-defaults',
    '--binary-mode',
    `--socket=${socket}`,
    '--user=vt_dba',
  ]);
  writer.child.stdout.resume();
  const failure = await pipeline(reader.child.stdout, writer.child.stdin, { signal }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (signal.aborted) for (const { child } of [reader, writer]) child.kill();
  // INVARIANT: whoever is told how it ended changes the server next: nothing is executed any more by then, also where the reader has failed long before.
  const [read, written] = await Promise.allSettled([reader.ended, writer.ended]);
  signal.throwIfAborted();
  // A client that ended early says why itself.
  for (const end of [written, read]) if (end.status === 'rejected') throw end.reason;
  if (failure) throw failure.error;
}

/** MySQL skips what it has executed by itself. MariaDB does not: its reader leaves that out, which it can since 10.8. */
function gtidLimits(version: ServerVersion, from: Position, to: Position): string[] {
  const set = (position: Position): string => (position ? formatGtidSet(position) : '');
  if (version.flavor === 'mysql') return set(to) === '' ? [] : [`--include-gtids=${set(to)}`];
  if (!isAtLeast(version, 10, 8, 0)) {
    const message = `${formatServerVersion(version)} cannot apply its binary logs from a GTID on: 10.8 is the oldest that can`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  return [
    ...(set(from) === '' ? [] : [`--start-position=${set(from)}`]),
    ...(set(to) === '' ? [] : [`--stop-position=${set(to)}`]),
  ];
}

function run(file: string, args: readonly string[]) {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-TAIL_CHARS);
  });
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new VtError({ code: 'INTERNAL', message: `binary logs could not be applied: ${why}` }));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => (code === 0 ? resolve() : fail(`${file} ended with ${code}: ${text.trim()}`)));
  });
  // Who fails first is told; the other's end is expected then.
  ended.catch(() => {});
  return { child, ended };
}

/** Another program of the same installation; its name alone where it is not beside the server. */
export function besideServer(program: string, name: string): string {
  const folder = dirname(program);
  const beside = [join(folder, name), join(folder, '..', 'bin', name)].find((file) => existsSync(file));
  return beside ?? name;
}
