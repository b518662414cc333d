import { ask } from '../../ask.ts';
import type { Context } from '../../context.ts';
import type { Migration } from '../migration.ts';
import { type ReadType, reverseName } from '../names.ts';
import type { Primary } from '../shards.ts';
import { each } from '../tablet-calls.ts';

const uid = ({ tablet }: Primary): string => `tablet:${tablet.alias?.uid ?? 0}`;

const list = (values: Iterable<string>): string => `[${[...values].join(',')}]`;

/** What switching reads would do. */
export function readSteps(migration: Migration, types: readonly ReadType[], side: 'source' | 'target'): string[] {
  const { kind, sourceKeyspace: source, targetKeyspace: target, sources, targets, tables } = migration;
  const isBack = side === 'source';
  const names = list(types);
  if (kind === 'shards') {
    const [old, young] = [list(sources.keys()), list(targets.keys())];
    const [from, to] = isBack ? [young, old] : [old, young];
    return [
      `Lock keyspace ${source}`,
      `Switch reads from keyspace ${source} to keyspace ${target} for shards ${from} to shards ${to} for tablet types ${names}`,
      `Unlock keyspace ${source}`,
    ];
  }
  return [
    `Lock keyspace ${source}`,
    `Mirroring 0.00 percent of traffic from keyspace ${source} to keyspace ${target} for tablet types ${names}`,
    `Switch reads for tables ${list(tables)} to keyspace ${isBack ? source : target} for tablet types ${names}`,
    `Routing rules for tables ${list(tables)} will be updated`,
    `Unlock keyspace ${source}`,
  ];
}

/** What switching writes would do. */
export async function writeSteps(
  context: Context,
  migration: Migration,
  {
    timeoutMs,
    enableReverse,
    initializeSequences,
  }: { timeoutMs: number; enableReverse: boolean; initializeSequences: boolean },
  signal: AbortSignal,
): Promise<string[]> {
  const { kind, sourceKeyspace: source, targetKeyspace: target, sources, targets, tables, workflow } = migration;
  const isTables = kind === 'tables';
  const primaries = [...targets.values()].map(({ primary }) => primary);
  const same = source === target;
  const locks = same ? [`Lock keyspace ${source}`] : [`Lock keyspace ${source}`, `Lock keyspace ${target}`];
  const positions = await each(sources.values(), async (primary) => {
    const { position } = await ask(context, primary.tablet, 'PrimaryPosition', {}, signal);
    return `keyspace:${primary.keyspace};shard:${primary.shard};position:${position}`;
  });
  const what = isTables ? ` for tables ${list(tables)}` : '';
  const frozen = primaries.map(
    (primary) =>
      `keyspace:${primary.keyspace};shard:${primary.shard};${uid(primary)};workflow:${workflow};dbname:${primary.database}`,
  );
  return [
    ...locks,
    ...(isTables
      ? [`Mirroring 0.00 percent of traffic from keyspace ${source} to keyspace ${target} for tablet types [PRIMARY]`]
      : []),
    `Stop writes on keyspace ${source}${what}: ${list(positions)}`,
    `Wait for vreplication on stopped streams to catchup for up to ${timeoutMs / 1000}s`,
    `Create reverse vreplication workflow ${reverseName(workflow)}`,
    ...(initializeSequences ? ['The sequence backing tables of the moved tables will be initialized'] : []),
    'Create journal entries on source databases',
    isTables
      ? `Enable writes on keyspace ${target} for tables ${list(tables)}`
      : `Enable writes on keyspace ${target} for shards ${list(targets.keys())}`,
    ...(isTables
      ? [
          `Switch routing from keyspace ${source} to keyspace ${target}`,
          `Routing rules for tables ${list(tables)} will be updated`,
        ]
      : [
          `Shards ${list(sources.keys())} of keyspace ${source} will stop serving, and shards ${list(targets.keys())} will serve`,
        ]),
    `Switch writes completed, freeze and delete vreplication streams on: ${list(primaries.map(uid))}`,
    ...(enableReverse ? [`Start reverse vreplication streams on: ${list([...sources.values()].map(uid))}`] : []),
    `Mark vreplication streams frozen on: ${list(frozen)}`,
    ...locks.map((text) => text.replace('Lock', 'Unlock')).reverse(),
  ];
}
