/** A metric that is registered once and shown twice: as an expvar value and in Prometheus's text format. */
export type Metric = {
  readonly name: string;
  readonly help: string;
  /** The value in `/debug/vars`: a JSON-printable value (bigint allowed). */
  toVar(): unknown;
  /** Lines of Prometheus text without the HELP and TYPE lines; `name` is the prefixed snake-case name. */
  toLines(name: string): string[];
  readonly type: 'counter' | 'gauge' | 'histogram' | 'none';
};

/** Vitess's rules: `QueryTimesNs` → `query_times_ns`, `QPSByKeyspace` → `qps_by_keyspace`, `VSchemaErrors` → `vschema_errors`. */
export function snakeCase(name: string): string {
  return name
    .replace('VSchema', 'vschema')
    .replace('VtGate', 'vtgate')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9_]/g, '_')
    .toLowerCase();
}

/** `{a="x",b="y"}`, or nothing when there are no labels. */
export function labelText(labels: readonly string[], values: readonly string[], extra = ''): string {
  const parts = labels.map((label, index) => `${snakeCase(label)}="${escapeLabel(values[index] ?? '')}"`);
  if (extra !== '') parts.push(extra);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}

/** Label values are joined by dots in expvar keys, so a dot inside one is written as an underscore. */
export function joinLabels(values: readonly string[]): string {
  return values.map((value) => value.replaceAll('.', '_')).join('.');
}

export type CombineLabels = (values: readonly string[]) => readonly string[];

const asTheyAre: CombineLabels = (values) => values;

/** Has the values of some labels counted together, as `all`. */
export function combining(labels: readonly string[], combined: ReadonlySet<string>): CombineLabels {
  if (!labels.some((label) => combined.has(label))) return asTheyAre;
  return (values) => values.map((value, index) => (combined.has(labels[index] ?? '') ? 'all' : value));
}

/** Numbers with labels, added up by the label at `index`. */
export function sumBy(
  index: number,
  entries: Iterable<readonly [readonly string[], number]>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [labels, value] of entries) {
    const name = labels[index] ?? '';
    sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}
