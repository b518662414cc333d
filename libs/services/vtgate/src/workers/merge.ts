import { snakeCase } from '@vt/servenv';

/** What is the same in all processes of a gate, or makes no sum. */
const OF_MAIN = new Set(['BuildVersion', 'Uptime', 'cmdline']);

/** What every process sees of the world: the most that one has seen is what there is. */
const SEEN_BY_ALL = [
  'BufferLastFailoverDurationMs',
  'BufferLastRequestsInFlightMax',
  'BufferFailoverDurationSumMs',
  'BufferStarts',
  'HealthcheckConnections',
  'HealthcheckPrimaryPromoted',
  'MaxFds',
  'TopologyWatcherErrors',
  'TopologyWatcherOperations',
  'VindexUnknownParameters',
  'VtgateVSchemaCounts',
];
const seenVars = new Set(SEEN_BY_ALL);
const seenFamily = new RegExp(`_?(?:${SEEN_BY_ALL.map(snakeCase).join('|')})$`);

type Combine = (a: number, b: number) => number;
const sum: Combine = (a, b) => a + b;

type Vars = Readonly<Record<string, unknown>>;

/** `/debug/vars` of several processes as of one: numbers are added unless all have seen the same, all else is the first's. */
export function mergeVars(all: readonly Vars[]): Vars {
  const merged: Record<string, unknown> = {};
  for (const vars of all) {
    for (const [name, value] of Object.entries(vars)) {
      const combine = seenVars.has(name) ? Math.max : sum;
      merged[name] =
        name in merged && !OF_MAIN.has(name) ? combined(merged[name], value, combine) : (merged[name] ?? value);
    }
  }
  return merged;
}

function combined(a: unknown, b: unknown, combine: Combine): unknown {
  if (typeof a === 'number' && typeof b === 'number') return combine(a, b);
  if (isNumbers(a) && isNumbers(b)) return addedRates(a, b);
  if (!isObject(a) || !isObject(b)) return a;
  const all: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) all[name] = name in all ? combined(all[name], value, combine) : value;
  return all;
}

/** Rates of the same intervals, the newest last; a process that began later has fewer. */
function addedRates(a: readonly number[], b: readonly number[]): number[] {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  const from = long.length - short.length;
  return long.map((rate, i) => Math.round((rate + (short[i - from] ?? 0)) * 10) / 10);
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of each process its own: they get a label instead of being added. */
const PER_PROCESS = /^(?:process|nodejs)_/;

type Family = { readonly head: readonly string[]; readonly samples: Map<string, number>; readonly combine: Combine };

/** `/metrics` of several processes as of one, in Prometheus's text format. */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, Family>();
  for (const [worker, text] of texts.entries()) {
    let head: string[] = [];
    let family: Family | undefined;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      if (line.startsWith('#')) {
        if (line.startsWith('# HELP')) head = [];
        head.push(line);
        const name = line.split(' ')[2] as string;
        family = families.get(name) ?? { head, samples: new Map(), combine: seenFamily.test(name) ? Math.max : sum };
        families.set(name, family);
      } else if (family) addSample(family, line, worker);
    }
  }
  return `${[...families.values()].flatMap(({ head, samples }) => [...head, ...[...samples].map(([key, value]) => `${key} ${value}`)]).join('\n')}\n`;
}

function addSample({ samples, combine }: Family, line: string, worker: number): void {
  const space = line.lastIndexOf(' ');
  const name = line.slice(0, space);
  const key = PER_PROCESS.test(name) ? labelled(name, worker) : name;
  samples.set(key, combine(samples.get(key) ?? 0, Number(line.slice(space + 1))));
}

function labelled(name: string, worker: number): string {
  const label = `worker="${worker}"`;
  return name.endsWith('}') ? `${name.slice(0, -1)},${label}}` : `${name}{${label}}`;
}
