import { cpuUs } from './cpu.ts';
import { executePacket, queryPacket } from './packets.ts';
import { RawClient, type RawTarget } from './raw-client.ts';
import { textOf, type Workload, workloads } from './workloads.ts';

export type Form = 'text' | 'prepared';

/** What the parent sends on argv, as JSON. */
export type LoadRequest = {
  readonly target: RawTarget;
  readonly workload: string;
  readonly form: Form;
  readonly connections: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Processes whose CPU is read at both ends of the measured time. */
  readonly pids: Readonly<Record<string, number>>;
};

/** What is printed on stdout, as JSON. Latencies are of whole units, in microseconds. */
export type LoadResult = {
  readonly units: number;
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly seconds: number;
  readonly p50Us: number;
  readonly p99Us: number;
  /** CPU of each process of `pids`, and of this one as `generator`, for the whole measured time. */
  readonly cpuUs: Readonly<Record<string, number>>;
};

const SAMPLES_MAX = 2_000_000;
/** Of each connection, before anything is measured. */
const WARMUP_UNITS = 4;
const WARMUP_STEP_MS = 100;
const WARMUP_MS_MAX = 60_000;

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

  sorted(): Float64Array {
    return Float64Array.from(this.latencies).sort();
  }
}

/** `BEGIN` and `COMMIT` stay text in the prepared form too, as drivers send them. */
async function preparedEncoder(client: RawClient, workload: Workload): Promise<() => readonly Buffer[]> {
  const ids = new Map<string, number>();
  const texts = [...new Set(workload.unit().flatMap(({ sql, params }) => (params.length > 0 ? [sql] : [])))];
  for (const sql of texts) ids.set(sql, (await client.prepare(sql)).id);
  return () =>
    workload.unit().map(({ sql, params }) => {
      const id = ids.get(sql);
      return id === undefined ? queryPacket(sql) : executePacket(id, params);
    });
}

async function main(request: LoadRequest): Promise<LoadResult> {
  const workload = workloads.find((w) => w.name === request.workload);
  if (!workload) throw new Error(`no workload '${request.workload}'`);
  const clients: { client: RawClient; next: () => readonly Buffer[] }[] = [];
  for (let i = 0; i < request.connections; i++) {
    const client = await RawClient.connect(request.target);
    const text = (): readonly Buffer[] => workload.unit().map((step) => queryPacket(textOf(step)));
    clients.push({ client, next: request.form === 'text' ? text : await preparedEncoder(client, workload) });
  }
  let tally = new Tally();
  let running = true;
  const loops = clients.map(({ client, next }) => drive(client, next, () => (running ? tally : undefined)));
  await sleep(request.warmupMs);
  // Pools open their connections in this time, and code is compiled.
  const until = performance.now() + WARMUP_MS_MAX;
  while (tally.units < WARMUP_UNITS * request.connections && performance.now() < until) await sleep(WARMUP_STEP_MS);
  tally = new Tally();
  const before = await cpuOf(request.pids);
  const start = performance.now();
  await sleep(request.durationMs);
  const seconds = (performance.now() - start) / 1_000;
  const after = await cpuOf(request.pids);
  running = false;
  const counted = tally;
  await Promise.race([Promise.all(loops), sleep(5_000)]);
  for (const { client } of clients) client.close();
  const sorted = counted.sorted();
  const at = (p: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0);
  return {
    units: counted.units,
    errors: counted.errors,
    firstError: counted.firstError,
    seconds,
    p50Us: at(0.5),
    p99Us: at(0.99),
    cpuUs: Object.fromEntries(Object.entries(after).map(([name, us]) => [name, us - (before[name] ?? 0)])),
  };
}

async function cpuOf(pids: Readonly<Record<string, number>>): Promise<Record<string, number>> {
  const own = process.cpuUsage();
  const all: Record<string, number> = { generator: own.user + own.system };
  for (const [name, pid] of Object.entries(pids)) all[name] = await cpuUs(pid);
  return all;
}

/** Sends unit after unit on one connection until there is no tally any more. */
function drive(client: RawClient, unit: () => readonly Buffer[], current: () => Tally | undefined): Promise<void> {
  return new Promise((resolve) => {
    let packets: readonly Buffer[] = [];
    let next = 0;
    let start = 0;
    let failed: string | undefined;
    const onDone = ({ error }: { readonly error: string | undefined }): void => step(error);
    const step = (error: string | undefined): void => {
      failed ??= error;
      const following = failed === undefined ? packets[next++] : undefined;
      if (following) return client.send(following, onDone);
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
