import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A cluster takes ports from its base up to 400 above it, and as many 1,000 and 2,000 higher: two bases 400 apart share such a stretch. Bases
 * stay below Linux's ephemeral range (32768).
 */
const bases = [18_000, 18_400, 21_000, 21_400, 24_000, 24_400, 27_000, 27_400];

/** Offsets that a cluster surely uses: vtctld HTTP, vtgate HTTP, MySQL and gRPC, vtctld gRPC, first tablets and mysqlds, topology, vtorc. */
const probes = [
  0, 1, 100, 101, 200, 300, 306, 379, 400, 991, 999, 1_000, 1_100, 1_101, 1_200, 2_100, 2_101, 2_200, 2_300,
];

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port base whose ports nobody listens on, and which no other process of the tests takes while this one lives. */
export async function freePortBase(): Promise<number> {
  for (const base of bases) {
    if (!reserve(base)) continue;
    const free = await Promise.all(probes.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no free range of ports among the bases ${bases.join(', ')}`);
}

/** Writes this process's id where the others look. A reservation ends with its process, however that ends. */
function reserve(base: number): boolean {
  const file = join(tmpdir(), `vt-e2e-ports-${base}`);
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    process.once('exit', () => rmSync(file, { force: true }));
    return true;
  } catch {
    if (isAlive(file)) return false;
    rmSync(file, { force: true });
    return reserve(base);
  }
}

function isAlive(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
