import { equals, type PartitionDef, type PartitionOption, type PartitionSpec, type TableSpec } from '@vt/sqlparser';
import type { DiffHints } from '../hints.ts';
import { sameName } from '../names.ts';

export type PartitionChanges = {
  /** A new partitioning, for the end of the table's own statement. */
  readonly partition: PartitionOption | null;
  /** REMOVE PARTITIONING, likewise. */
  readonly remove: PartitionSpec | null;
  /** Single changes, each a statement of its own. */
  readonly later: readonly PartitionSpec[];
};

const none: PartitionChanges = { partition: null, remove: null, later: [] };

/** What makes the partitioning of `from` that of `to`. */
export function diffPartitions(from: TableSpec, to: TableSpec, hints: DiffHints): PartitionChanges {
  const a = from.partition;
  const b = to.partition;
  if (a === null && b === null) return none;
  if (b === null) return { ...none, remove: change('remove', {}) };
  if (a === null) return { ...none, partition: b };
  if (samePartitioning(a, b)) return none;
  const rotation = rotationOf(a, b);
  if (rotation === undefined || hints.rangeRotation === 'full spec') return { ...none, partition: b };
  return hints.rangeRotation === 'ignore' ? none : { ...none, later: statementsOf(rotation) };
}

function change(action: PartitionSpec['action'], fields: Partial<PartitionSpec>): PartitionSpec {
  return {
    kind: 'PartitionSpec',
    action,
    ifExists: false,
    noWriteToBinlog: false,
    names: [],
    all: false,
    count: '',
    definitions: [],
    table: null,
    validation: '',
    flags: [],
    ...fields,
  };
}

/** The engine of a partition is its table's. */
const withoutEngine = (def: PartitionDef): PartitionDef => {
  if (def.options === null) return def;
  const options = { ...def.options, engine: '', storage: false };
  const empty = Object.values(options).every(
    (value) => value === '' || value === null || value === false || value === options.kind,
  );
  return { ...def, options: empty ? null : options };
};

function samePartitioning(a: PartitionOption, b: PartitionOption): boolean {
  return equals(
    { ...a, partitions: a.partitions.map(withoutEngine) },
    { ...b, partitions: b.partitions.map(withoutEngine) },
  );
}

const sameDef = (a: PartitionDef, b: PartitionDef) =>
  sameName(a.name, b.name) && equals({ ...withoutEngine(a), name: '' }, { ...withoutEngine(b), name: '' });

type Rotation = { readonly dropped: readonly PartitionDef[]; readonly added: readonly PartitionDef[] };

/**
 * Range partitions that only go and come, the new ones above those that stay: what DROP and ADD PARTITION can do.
 * At least one must stay, and none may change.
 */
function rotationOf(a: PartitionOption, b: PartitionOption): Rotation | undefined {
  if (!a.by.type.startsWith('range') || a.by.linear !== b.by.linear) return undefined;
  if (!equals(a.by, b.by) || !same(a.subpartition, b.subpartition)) return undefined;
  const kept = b.partitions.filter((def) => a.partitions.some((old) => sameDef(old, def)));
  if (kept.length === 0) return undefined;
  const dropped = a.partitions.filter((def) => !kept.some((each) => sameDef(each, def)));
  const added = b.partitions.slice(kept.length);
  const inFront = b.partitions.slice(0, kept.length).every((def) => kept.includes(def));
  const staysNamed = added.every((def) => !kept.some((old) => sameName(old.name, def.name)));
  return inFront && staysNamed && !added.some((def) => dropped.some((old) => sameName(old.name, def.name)))
    ? { dropped, added }
    : undefined;
}

function same(a: PartitionOption['subpartition'], b: PartitionOption['subpartition']): boolean {
  return a === null || b === null ? a === b : equals(a, b);
}

function statementsOf({ dropped, added }: Rotation): PartitionSpec[] {
  const drops = dropped.length === 0 ? [] : [change('drop', { names: dropped.map((def) => def.name) })];
  return [...drops, ...added.map((def) => change('add', { definitions: [def] }))];
}
