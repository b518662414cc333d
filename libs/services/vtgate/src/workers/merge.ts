/** What is the same in all processes of a gate, or makes no sum. */
const OF_MAIN = new Set(['BuildVersion', 'Uptime', 'cmdline']);

type Vars = Readonly<Record<string, unknown>>;

/** `/debug/vars` of several processes as of one: numbers are added, all else is the first's. */
export function mergeVars(all: readonly Vars[]): Vars {
  const merged: Record<string, unknown> = {};
  for (const vars of all) {
    for (const [name, value] of Object.entries(vars)) {
      merged[name] = name in merged ? (OF_MAIN.has(name) ? merged[name] : added(merged[name], value)) : value;
    }
  }
  return merged;
}

function added(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (isNumbers(a) && isNumbers(b)) return addedRates(a, b);
  if (!isObject(a) || !isObject(b)) return a;
  const sum: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name] = name in sum ? added(sum[name], value) : value;
  return sum;
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
const PER_PROCESS = /^\w+?_(?:process|nodejs)_/;

type Family = { readonly head: readonly string[]; readonly samples: Map<string, number> };

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
        family = families.get(name) ?? { head, samples: new Map() };
        families.set(name, family);
      } else if (family) addSample(family, line, worker);
    }
  }
  return `${[...families.values()].flatMap(({ head, samples }) => [...head, ...[...samples].map(([key, value]) => `${key} ${value}`)]).join('\n')}\n`;
}

function addSample({ samples }: Family, line: string, worker: number): void {
  const space = line.lastIndexOf(' ');
  const name = line.slice(0, space);
  const key = PER_PROCESS.test(name) ? labelled(name, worker) : name;
  samples.set(key, (samples.get(key) ?? 0) + Number(line.slice(space + 1)));
}

function labelled(name: string, worker: number): string {
  const label = `worker="${worker}"`;
  return name.endsWith('}') ? `${name.slice(0, -1)},${label}}` : `${name}{${label}}`;
}
