import { createServer } from 'node:net';

/** A cluster takes ports from its base up to base + 3,000 and a little. Bases stay below Linux's ephemeral range (32768). */
const bases = [18_000, 19_000, 20_000, 21_000, 22_000, 23_000, 24_000, 25_000, 26_000, 27_000, 28_000];

/** Offsets that a cluster surely uses: vtctld HTTP, vtgate HTTP, MySQL and gRPC, vtctld gRPC, first tablets and mysqlds, topology. */
const probes = [0, 1, 100, 101, 200, 300, 306, 991, 999, 1_100, 1_101, 1_200, 2_100, 2_101, 2_200, 2_300];

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port base whose ports nobody listens on. `taken` holds the bases that this process gave out before. */
export async function freePortBase(taken: Set<number> = new Set()): Promise<number> {
  for (const base of bases) {
    if (taken.has(base)) continue;
    const free = await Promise.all(probes.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) {
      taken.add(base);
      return base;
    }
  }
  throw new Error(`no free range of ports among the bases ${bases.join(', ')}`);
}
