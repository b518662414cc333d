import type { Message, MessageInput } from '@vt/proto';
import { parseTabletAlias, type TabletAliasLike, tabletAliasString } from '../alias.ts';
import type { CallOptions } from '../conn/conn.ts';
import { isTopoError, orAbsent, TopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { createRecord, parseRecord, readRecord, updateRecord } from './record.ts';
import { addShardReplicationNode, removeShardReplicationNode } from './shards.ts';
import type { TopoServer } from './topo-server.ts';

export type Tablet = Message<'topodata.Tablet'>;

export async function getTablet(topo: TopoServer, alias: TabletAliasLike, options?: CallOptions): Promise<Tablet> {
  const conn = await topo.cell(alias.cell, options);
  return (await readRecord(conn, 'topodata.Tablet', paths.tablet(tabletAliasString(alias)), options)).value;
}

/** Every tablet of a cell, in the order of their aliases; none when the cell has none. */
export async function getTabletsOfCell(topo: TopoServer, cell: string, options?: CallOptions): Promise<Tablet[]> {
  const conn = await topo.cell(cell, options);
  const entries = (await orAbsent(conn.list('tablets/', options))) ?? [];
  return entries
    .filter((e) => e.path.endsWith('/Tablet'))
    .map((e) => parseRecord('topodata.Tablet', e.path, e.contents));
}

/** Every tablet of these cells. A cell that does not answer makes a PartialResult, unless all do not. */
export async function getTablets(
  topo: TopoServer,
  cells: readonly string[],
  options?: CallOptions,
): Promise<{ tablets: Tablet[]; failed: Map<string, Error> }> {
  const failed = new Map<string, Error>();
  const lists = await Promise.all(
    cells.map(async (cell) => {
      try {
        return await getTabletsOfCell(topo, cell, options);
      } catch (error) {
        failed.set(cell, error instanceof Error ? error : new Error(String(error)));
        return [];
      }
    }),
  );
  return { tablets: lists.flat(), failed };
}

/** Writes a tablet's record when it starts: new, or over what an earlier run of the same tablet left. */
export async function registerTablet(
  topo: TopoServer,
  tablet: MessageInput<'topodata.Tablet'>,
  options?: CallOptions,
): Promise<void> {
  const { alias } = tablet;
  if (!alias?.cell) throw new TopoError('Invalid', 'a tablet without an alias');
  const full = { cell: alias.cell, uid: alias.uid ?? 0 };
  const conn = await topo.cell(full.cell, options);
  const path = paths.tablet(tabletAliasString(full));
  try {
    await createRecord(conn, 'topodata.Tablet', path, tablet, options);
  } catch (error) {
    if (!isTopoError(error, 'NodeExists')) throw error;
    await updateRecord(conn, 'topodata.Tablet', path, (old) => takeOver(old, tablet), options);
  }
  await addShardReplicationNode(topo, tablet.keyspace ?? '', tablet.shard ?? '', full, options);
}

function takeOver(old: Tablet, tablet: MessageInput<'topodata.Tablet'>): MessageInput<'topodata.Tablet'> {
  if (old.keyspace !== tablet.keyspace || old.shard !== tablet.shard) {
    const was = `${old.keyspace}/${old.shard}`;
    throw new TopoError(
      'Invalid',
      `tablet ${old.alias ? tabletAliasString(old.alias) : ''} belongs to ${was}, not to ${tablet.keyspace}/${tablet.shard}`,
    );
  }
  return tablet;
}

export async function updateTablet(
  topo: TopoServer,
  alias: TabletAliasLike,
  change: (value: Tablet) => MessageInput<'topodata.Tablet'> | undefined,
  options?: CallOptions,
): Promise<Tablet> {
  const conn = await topo.cell(alias.cell, options);
  return updateRecord(conn, 'topodata.Tablet', paths.tablet(tabletAliasString(alias)), change, options);
}

export async function deleteTablet(topo: TopoServer, alias: TabletAliasLike, options?: CallOptions): Promise<void> {
  const tablet = await getTablet(topo, alias, options);
  const conn = await topo.cell(alias.cell, options);
  await conn.delete(paths.tablet(tabletAliasString(alias)), undefined, options);
  await removeShardReplicationNode(topo, tablet.keyspace, tablet.shard, alias, options);
}

/** Every state of the cell's list of tablets: what is there first, then after each change. Goes on through outages. */
export async function* watchTablets(
  topo: TopoServer,
  cell: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Tablet[], void, void> {
  const conn = await topo.cell(cell, { signal });
  const known = new Map<string, Tablet>();
  for await (const changes of conn.watchRecursive('tablets', { signal })) {
    for (const { path, contents } of changes) {
      if (!path.endsWith('/Tablet')) continue;
      // Parsing only proves that the path names a tablet.
      parseTabletAlias(path.split('/').at(-2) ?? '');
      if (contents === undefined) known.delete(path);
      else known.set(path, parseRecord('topodata.Tablet', path, contents));
    }
    yield [...known.values()];
  }
}
