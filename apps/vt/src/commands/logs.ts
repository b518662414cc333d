import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { flag, nearest, StartError } from '@vt/servenv/cli';
import { lastLines, logFile } from '../cluster/launch.ts';
import { tabletDirName } from '../cluster/process-specs.ts';
import { mysqldUids, requireState } from '../cluster/state.ts';
import { defineCommand } from '../command.ts';
import { clusterDir, dirFlag } from '../paths.ts';

const flags = {
  ...dirFlag,
  f: flag.boolean('go on with what is written from now on'),
  lines: flag.integer('how many of the last lines', { default: 20 }),
};

const POLL_MS = 200;
const LINES_MAX = 100_000;

export const logs = defineCommand({
  name: 'logs',
  summary: 'show the end of the logs of one process, or of all',
  usage: '[PROCESS] [-f] [--lines N] [--dir DIR]',
  flags,
  argumentsMax: Number.POSITIVE_INFINITY,
  heedsSignals: true,
  run: async ({ flags: options, positional, signal }) => {
    const dir = clusterDir(options);
    requireState(dir);
    const names = positional.length > 0 ? positional : logNames(dir);
    const files = names.map((name) => ({ name, path: requireLog(dir, name) }));
    const many = files.length > 1;
    const from = new Map<string, number>();
    for (const { name, path } of files) {
      from.set(path, existsSync(path) ? statSync(path).size : 0);
      const tail = lastLines(path, Math.min(LINES_MAX, Math.max(0, options.lines)));
      process.stdout.write(`${many ? `==> ${name} <==\n` : ''}${tail.map((line) => `${line}\n`).join('')}`);
    }
    while (options.f && !signal.aborted) {
      for (const { path } of files) from.set(path, await printNew(path, from.get(path) ?? 0));
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
    return 0;
  },
});

/** Prints what was appended since; gives the new end. A file that shrank was started anew. */
async function printNew(path: string, from: number): Promise<number> {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  const start = size < from ? 0 : from;
  if (size > start) await pipeline(createReadStream(path, { start, end: size - 1 }), process.stdout, { end: false });
  return size;
}

function logNames(dir: string): string[] {
  const services = readdirSync(join(dir, 'logs'))
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length));
  const mysqlds = mysqldUids(dir)
    .map((uid) => `mysqld-${uid}`)
    .filter((name) => existsSync(pathOf(dir, name)));
  return [...services, ...mysqlds].sort();
}

/** A mysqld writes beside its data. */
function pathOf(dir: string, name: string): string {
  const mysqld = /^mysqld-(\d+)$/.exec(name);
  return mysqld ? join(dir, tabletDirName(Number(mysqld[1])), 'error.log') : logFile(dir, name);
}

function requireLog(dir: string, name: string): string {
  const path = pathOf(dir, name);
  if (existsSync(path)) return path;
  const names = logNames(dir);
  const near = nearest(name, names);
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  throw new StartError(`there is no log of ${name}; ${hint}`);
}
