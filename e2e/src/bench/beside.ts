import { readFileSync } from 'node:fs';
import type { Form } from './loadgen.ts';
import { runLoad } from './measure.ts';
import type { RawTarget } from './raw-client.ts';
import { median } from './report.ts';
import { workloads } from './workloads.ts';

const WARMUP_MS = 1_500;
const usage = `node e2e/dist/bench/beside.js FILE [SECONDS [REPEATS [WORKLOAD:FORM:CONNECTIONS …]]]

Measures systems that run already, one after the other in each repeat, with the same load: a direct connection, this system,
another one. FILE is JSON: a list of { "name", "target": { "host", "port", "user", "database" }, "pids": { "gate": 1, … } }.
Each has the table sbtest1 of \`npm run bench\` with its 100,000 rows. The first is what the others are compared with.
`;

type System = {
  readonly name: string;
  readonly target: RawTarget;
  readonly pids: Readonly<Record<string, number>>;
};
type Case = { readonly workload: string; readonly form: Form; readonly connections: number };

const usual = ['point_select:text:1', 'point_select:text:8', 'point_select:text:64', 'point_select:prepared:64'];

function readCase(text: string): Case {
  const [workload = '', form = 'text', connections = '64'] = text.split(':');
  if (!workloads.some(({ name }) => name === workload)) throw new Error(`no workload '${workload}'\n${usage}`);
  if (form !== 'text' && form !== 'prepared') throw new Error(`no form '${form}'\n${usage}`);
  return { workload, form, connections: Number(connections) };
}

type Figure = { readonly perSecond: number; readonly p50: number; readonly p99: number; readonly busy: number } & {
  readonly cpu: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly firstError: string | undefined;
};

async function figure({ target, pids }: System, what: Case, seconds: number): Promise<Figure> {
  const result = await runLoad({ target, ...what, warmupMs: WARMUP_MS, durationMs: seconds * 1_000, pids });
  const statements = result.units * (workloads.find(({ name }) => name === what.workload)?.statements ?? 1);
  const { generator = 0, ...servers } = result.cpuUs;
  return {
    perSecond: result.units / result.seconds,
    p50: result.p50Us,
    p99: result.p99Us,
    busy: generator / (result.seconds * 1_000_000),
    cpu: Object.fromEntries(Object.entries(servers).map(([name, us]) => [name, us / Math.max(1, statements)])),
    errors: result.errors,
    firstError: result.firstError,
  };
}

function line(name: string, figures: readonly Figure[], base: number): string {
  const of = (value: (figure: Figure) => number): number => median(figures.map(value));
  const cpu = Object.keys(figures[0]?.cpu ?? {}).map((process) => {
    return `${process} ${of((f) => f.cpu[process] ?? 0).toFixed(1)}`;
  });
  const perSecond = of((f) => f.perSecond);
  const errors = figures.reduce((sum, f) => sum + f.errors, 0);
  const first = figures.find((f) => f.firstError !== undefined)?.firstError;
  return `  ${name.padEnd(10)} ${perSecond.toFixed(0).padStart(7)}/s ${(perSecond / base).toFixed(2)}  p50 ${of((f) => f.p50).toFixed(0)} p99 ${of((f) => f.p99).toFixed(0)} us  CPU us: ${cpu.join(', ')}; generator ${of((f) => f.busy).toFixed(2)}${errors > 0 ? `  ${errors} errors: ${first}` : ''}\n`;
}

async function main([file, seconds = '3', repeats = '5', ...cases]: readonly string[]): Promise<void> {
  if (file === undefined) throw new Error(usage);
  const systems = JSON.parse(readFileSync(file, 'utf8')) as readonly System[];
  for (const what of (cases.length > 0 ? cases : usual).map(readCase)) {
    process.stdout.write(`${what.workload}, ${what.form}, ${what.connections} connections\n`);
    const figures = systems.map((): Figure[] => []);
    for (let repeat = 0; repeat < Number(repeats); repeat++) {
      for (const [i, system] of systems.entries()) figures[i]?.push(await figure(system, what, Number(seconds)));
    }
    const base = median((figures[0] ?? []).map((f) => f.perSecond));
    for (const [i, { name }] of systems.entries()) process.stdout.write(line(name, figures[i] ?? [], base));
  }
}

await main(process.argv.slice(2));
