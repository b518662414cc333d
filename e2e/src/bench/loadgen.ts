import { RawClient, type RawTarget } from './raw-client.ts';
import { type Unit, workloads } from './workloads.ts';

/** What the parent sends on argv, as JSON. */
export type LoadRequest = {
  readonly target: RawTarget;
  readonly workload: string;
  readonly connections: number;
  readonly warmupMs: number;
  readonly durationMs: number;
};

/** What is printed on stdout, as JSON. Latencies are of whole units, in microseconds. */
export type LoadResult = {
  readonly units: number;
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly seconds: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUs: number;
};

const SAMPLES_MAX = 2_000_000;

class Tally {
  units = 0;
  errors = 0;
  firstError: string | undefined;
  readonly latencies: number[] = [];

  add(latencyUs: number, error: string | undefined): void {
    if (error !== undefined) {
      this.errors++;
      this.firstError ??= error;
      return;
    }
    this.units++;
    if (this.latencies.length < SAMPLES_MAX) this.latencies.push(latencyUs);
  }

  percentile(p: number): number {
    const sorted = Float64Array.from(this.latencies).sort();
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0);
  }
}

async function main(request: LoadRequest): Promise<LoadResult> {
  const workload = workloads.find((w) => w.name === request.workload);
  if (!workload) throw new Error(`no workload '${request.workload}'`);
  const clients: RawClient[] = [];
  const units: Unit[] = [];
  for (let i = 0; i < request.connections; i++) {
    const client = await RawClient.connect(request.target);
    clients.push(client);
    units.push(await workload.prepare(client));
  }
  let tally = new Tally();
  let running = true;
  const loops = clients.map((client, i) => drive(client, units[i] as Unit, () => (running ? tally : undefined)));
  await sleep(request.warmupMs);
  tally = new Tally();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await sleep(request.durationMs);
  const seconds = (performance.now() - start) / 1_000;
  const used = process.cpuUsage(cpu);
  running = false;
  const counted = tally;
  await Promise.race([Promise.all(loops), sleep(5_000)]);
  for (const client of clients) client.close();
  const { units: n, errors, firstError } = counted;
  return {
    units: n,
    errors,
    firstError,
    seconds,
    p50Us: counted.percentile(0.5),
    p99Us: counted.percentile(0.99),
    cpuUs: used.user + used.system,
  };
}

/** Sends unit after unit on one connection until there is no tally any more. */
function drive(client: RawClient, unit: Unit, current: () => Tally | undefined): Promise<void> {
  return new Promise((resolve) => {
    let packets: readonly Buffer[] = [];
    let next = 0;
    let start = 0;
    let failed: string | undefined;
    const step = (error: string | undefined): void => {
      failed ??= error;
      const following = failed === undefined ? packets[next++] : undefined;
      if (following) return client.send(following, (outcome) => step(outcome.error));
      const tally = current();
      if (!tally) return resolve();
      if (start > 0) tally.add((performance.now() - start) * 1_000, failed);
      if (failed === 'connection closed') return resolve();
      failed = undefined;
      packets = unit();
      next = 0;
      start = performance.now();
      step(undefined);
    };
    step(undefined);
  });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? '{}') as LoadRequest))}\n`);
process.exit(0);
