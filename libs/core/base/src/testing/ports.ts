import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Ports for servers of tests. The kernel's own choice (port 0) will not do: between the moment it is known and the moment its server listens, the kernel
 * gives it to the next who asks, a test's server in another process or an outgoing connection. These lie below the ephemeral range, and a file says who has one.
 */

/** Below those of whole clusters (e2e/src/harness/ports.ts) and of `npm start`. */
const FIRST = 10_000;
const COUNT = 5_000;

const directory = join(tmpdir(), `vt-test-ports-${process.getuid?.() ?? 0}`);
const taken = new Set<string>();
let next = Math.floor(Math.random() * COUNT);

/** A port of the loopback that nobody listens on, and that no other process of the tests gets while this one lives. */
export async function freePort(): Promise<number> {
  mkdirSync(directory, { recursive: true });
  for (let tried = 0; tried < COUNT; tried++) {
    const port = FIRST + (next++ % COUNT);
    if (claim(port) && (await canListen(port))) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${FIRST + COUNT - 1}: ${directory} says which processes have them`);
}

/** Ends with its process, however that ends: a claim of a process that is gone counts for nothing. */
function claim(port: number): boolean {
  const file = join(directory, String(port));
  if (taken.has(file)) return false;
  if (!create(file) && (isHeld(file) || !takeOver(file))) return false;
  if (taken.size === 0) process.once('exit', release);
  taken.add(file);
  return true;
}

function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** A claim of a process that is gone; of several processes that see that, one gets it. */
function takeOver(file: string): boolean {
  const lock = `${file}.taking`;
  // Of a process that died just here the port stays unused: there are enough.
  if (!create(lock)) return false;
  try {
    if (isHeld(file)) return false;
    // One that was let go meanwhile is gone, and anybody's.
    if (!existsSync(file)) return create(file);
    writeFileSync(file, String(process.pid));
    return true;
  } finally {
    rmSync(lock, { force: true });
  }
}

function isHeld(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // an empty file is one that its process is about to write
    if (pid === 0) return true;
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

function release(): void {
  for (const file of taken) rmSync(file, { force: true });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
