/** One metric of a `/metrics` page. */
export type Family = { readonly type: string; readonly labels: readonly string[] };

/** Families of a page in Prometheus's text format, by name. Labels are those of all samples, without a histogram's own. */
export function families(page: string): ReadonlyMap<string, Family> {
  const found = new Map<string, { type: string; labels: Set<string> }>();
  for (const line of page.split('\n')) {
    const typed = /^# TYPE (\S+) (\S+)/.exec(line);
    if (typed) found.set(typed[1] ?? '', { type: typed[2] ?? '', labels: new Set() });
    const sample = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})? /.exec(line);
    if (!sample) continue;
    const name = sample[1] ?? '';
    const family = found.get(name) ?? found.get(name.replace(/_(bucket|sum|count)$/, ''));
    for (const [, label] of (sample[2] ?? '').matchAll(/([A-Za-z_]\w*)="(?:[^"\\]|\\.)*"/g)) {
      if (label !== undefined && label !== 'le' && label !== 'quantile') family?.labels.add(label);
    }
  }
  return new Map([...found].map(([name, { type, labels }]) => [name, { type, labels: [...labels].sort() }]));
}

export type Difference = { readonly name: string; readonly what: string };

/** What a page of theirs has that ours has not, or has otherwise. A family without samples has no labels to compare. */
export function familyDifferences(theirs: string, ours: string): readonly Difference[] {
  const [wanted, had] = [families(theirs), families(ours)];
  return [...wanted].flatMap(([name, { type, labels }]): Difference[] => {
    const own = had.get(name);
    if (own === undefined) return [{ name, what: `missing (${type} {${labels.join()}})` }];
    if (own.type !== type) return [{ name, what: `is a ${own.type}, theirs a ${type}` }];
    const isKnown = labels.length > 0 && own.labels.length > 0;
    if (isKnown && own.labels.join() !== labels.join())
      return [{ name, what: `has labels {${own.labels.join()}}, theirs {${labels.join()}}` }];
    return [];
  });
}

const shapeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list';
  if (value === null || typeof value !== 'object') return typeof value;
  const keys = Object.keys(value);
  return keys.includes('TotalCount') ? 'timings' : 'object';
};

/** The same of two `/debug/vars` pages. */
export function varDifferences(
  theirs: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  return Object.entries(theirs).flatMap(([name, value]): Difference[] => {
    if (!Object.hasOwn(ours, name)) return [{ name, what: `missing (${shapeOf(value)} ${sampleOf(value)})` }];
    const [wanted, had] = [shapeOf(value), shapeOf(ours[name])];
    return wanted === had ? [] : [{ name, what: `is a ${had}, theirs a ${wanted} ${sampleOf(value)}` }];
  });
}

const SAMPLE_CHARS = 160;
const sampleOf = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, SAMPLE_CHARS);
