import type { Random } from '../harness/random.ts';
import type { DrillChange } from './changes.ts';

const types = [
  'int',
  'bigint unsigned not null default 7',
  'varchar(20)',
  "varchar(300) character set latin1 not null default 'é'",
  'decimal(20, 6)',
  'double',
  'datetime(3)',
  'timestamp null default current_timestamp',
  'json',
  'blob',
  "enum('a', 'b', 'c') not null default 'b'",
  "set('x', 'y')",
  'bit(9)',
  'year',
  'char(7) character set utf8mb4 collate utf8mb4_bin',
] as const;
const notes = ['varchar(64)', 'varchar(90)', 'text', 'varchar(64) character set utf8mb4 collate utf8mb4_bin'] as const;

/** What there is of the table beside the columns that writers know. */
type Model = {
  readonly columns: string[];
  readonly keys: string[];
  hasPartitions: boolean;
  /** Of the names given so far. */
  count: number;
};

type Draw = (model: Model, random: Random) => string | undefined;

const pick = <T>(list: readonly T[], random: Random): T | undefined => list[random.below(list.length)];

function taken<T>(list: T[], random: Random): T | undefined {
  return list.length === 0 ? undefined : list.splice(random.below(list.length), 1)[0];
}

function added(list: string[], model: Model, prefix: string): string {
  const name = `${prefix}${model.count++}`;
  list.push(name);
  return name;
}

const place = (random: Random): string => pick(['', '', ' first', ' after writer'], random) ?? '';

/** One alteration each; undefined where there is nothing to do it to. */
const draws: readonly Draw[] = [
  (m, r) => `add column ${added(m.columns, m, 'c')} ${pick(types, r)}${place(r)}`,
  (m, r) => `add column ${added(m.columns, m, 'c')} ${pick(types, r)}`,
  (m, r) => {
    const name = taken(m.columns, r);
    return name && `drop column ${name}`;
  },
  (m, r) => {
    const name = taken(m.columns, r);
    return name && `rename column ${name} to ${added(m.columns, m, 'r')}`;
  },
  (m, r) => `add column ${added(m.columns, m, 'g')} bigint generated always as (id * ${1 + r.below(9)}) stored`,
  (_, r) => `modify note ${pick(notes, r)}`,
  (m, r) => `add key ${added(m.keys, m, 'k')} (${pick(['note(10)', 'writer, id', 'note(5), writer'], r)})`,
  (m) => `add unique key ${added(m.keys, m, 'u')} (writer, id)`,
  (m, r) => {
    const name = taken(m.keys, r);
    return name && `drop key ${name}`;
  },
  (m) => {
    m.hasPartitions = !m.hasPartitions;
    return m.hasPartitions ? 'partition by hash (id) partitions 3' : 'remove partitioning';
  },
  // Never dropped: a copied table's constraints have names of their own.
  (m) => `add constraint ck_${m.count++} check (writer >= -1)`,
  (_, r) => `convert to character set ${pick(['latin1', 'utf8mb4', 'utf8mb3'], r)}`,
  (_, r) => `engine = innodb, comment = '${r.below(1_000)}'`,
];

/** Changes of the drill's table that a seed decides, each for the table as the one before left it; some are taken back. */
export function randomChanges(count: number, random: Random): readonly DrillChange[] {
  const model: Model = { columns: [], keys: [], hasPartitions: false, count: 0 };
  const changes: DrillChange[] = [];
  while (changes.length < count) {
    const draw = pick(draws, random) as Draw;
    const spare = structuredClone(model);
    const alteration = draw(model, random);
    if (alteration === undefined) continue;
    const reverts = random.below(3) === 0;
    if (reverts) Object.assign(model, spare, { count: model.count });
    const strategy = pick(['vitess', 'vitess', 'vitess --prefer-instant-ddl'], random);
    changes.push({
      sql: `alter table ledger ${alteration}`,
      ...(strategy && { strategy }),
      ...(reverts && { reverts }),
    });
  }
  return changes;
}
