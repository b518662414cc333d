import type { Message, MessageInput } from '@vt/proto';
import { compareTabletAlias, type TabletAliasLike, tabletAliasEqual, tabletAliasString } from '../alias.ts';
import type { CallOptions } from '../conn/conn.ts';
import { isTopoError, orAbsent, TopoError } from '../errors.ts';
import type { CellConnections } from '../server/cell-connections.ts';
import type { Cells } from './cells.ts';
import { paths } from './paths.ts';
import { type Change, records, type Versioned } from './record.ts';
import type { ShardReplications } from './shard-replications.ts';

export type Tablet = Message<'topodata.Tablet'>;
export type TabletInfo = Versioned<Tablet>;

/** What was found, and which cells (or tablets) could not be asked. */
export type PartialResult<T> = { readonly found: T; readonly errors: ReadonlyMap<string, Error> };

/** Tablet records, each in its own cell, and their entries in the replication graph. */
export class Tablets {
  readonly #conns: CellConnections;
  readonly #cells: Cells;
  readonly #replications: ShardReplications;

  constructor(conns: CellConnections, cells: Cells, replications: ShardReplications) {
    this.#conns = conns;
    this.#cells = cells;
    this.#replications = replications;
  }

  async get(alias: TabletAliasLike, options?: CallOptions): Promise<TabletInfo> {
    return records.tablet.get(await this.#conns.get(alias.cell, options), paths.tablet(alias), options);
  }

  /** Throws `NodeExists`. Adds the tablet to its shard's replication graph. */
  async create(tablet: MessageInput<'topodata.Tablet'>, options?: CallOptions): Promise<void> {
    const alias = aliasOf(tablet);
    await records.tablet.create(await this.#conns.get(alias.cell, options), paths.tablet(alias), tablet, options);
    await this.#addToGraph(tablet, alias, options);
  }

  /** As a tablet does at start: makes the record or replaces it. */
  async createOrReplace(tablet: MessageInput<'topodata.Tablet'>, options?: CallOptions): Promise<void> {
    const alias = aliasOf(tablet);
    await records.tablet.save(await this.#conns.get(alias.cell, options), paths.tablet(alias), tablet, options);
    await this.#addToGraph(tablet, alias, options);
  }

  async updateFields(alias: TabletAliasLike, change: Change<Tablet>, options?: CallOptions): Promise<TabletInfo> {
    return records.tablet.change(await this.#conns.get(alias.cell, options), paths.tablet(alias), change, options);
  }

  /** Takes it out of the replication graph too. */
  async delete(alias: TabletAliasLike, options?: CallOptions): Promise<void> {
    const { value } = await this.get(alias, options);
    await (await this.#conns.get(alias.cell, options)).delete(paths.tablet(alias), undefined, options);
    if (value.keyspace !== '') await this.#replications.remove(value.keyspace, value.shard, alias, options);
  }

  /** All of one cell, sorted by alias. */
  async inCell(cell: string, options?: CallOptions): Promise<TabletInfo[]> {
    const conn = await this.#conns.get(cell, options);
    const entries = (await orAbsent(conn.list(`${paths.tablets}/`, options))) ?? [];
    return entries
      .filter(({ path }) => path.endsWith('/Tablet'))
      .map((entry) => records.tablet.parse(entry.path, entry));
  }

  /** All of the given cells (default: every cell). Cells that do not answer are named in `errors`. */
  async inCells(cells?: readonly string[], options?: CallOptions): Promise<PartialResult<TabletInfo[]>> {
    const names = cells ?? (await this.#cells.names(options));
    return gather(names, (cell) => this.inCell(cell, options));
  }

  /** All of one shard, in the given cells (default: every cell), sorted by alias. */
  async inShard(
    keyspace: string,
    shard: string,
    cells?: readonly string[],
    options?: CallOptions,
  ): Promise<PartialResult<TabletInfo[]>> {
    const names = cells ?? (await this.#cells.names(options));
    const result = await gather(names, (cell) => this.#inShardAndCell(keyspace, shard, cell, options));
    return { ...result, found: result.found.sort(byAlias) };
  }

  /** Tablets by alias text; one that is gone is left out. */
  async getMany(aliases: readonly TabletAliasLike[], options?: CallOptions): Promise<Map<string, TabletInfo>> {
    const found = await Promise.all(aliases.map((alias) => orAbsent(this.get(alias, options))));
    const named = aliases.map((alias, i) => [tabletAliasString(alias), found[i]] as const);
    return new Map(named.filter((entry): entry is readonly [string, TabletInfo] => entry[1] !== undefined));
  }

  async #inShardAndCell(keyspace: string, shard: string, cell: string, options?: CallOptions): Promise<TabletInfo[]> {
    const nodes = await this.#replications.nodes(cell, keyspace, shard, options);
    const tablets = await this.getMany(nodes, options);
    // The graph may be behind: the tablet's own record decides.
    return [...tablets.values()].filter(({ value }) => value.keyspace === keyspace && value.shard === shard);
  }

  async #addToGraph(
    tablet: MessageInput<'topodata.Tablet'>,
    alias: TabletAliasLike,
    options?: CallOptions,
  ): Promise<void> {
    if (!tablet.keyspace || !tablet.shard) return;
    await this.#replications.add(tablet.keyspace, tablet.shard, alias, options);
  }
}

function aliasOf(tablet: MessageInput<'topodata.Tablet'>): TabletAliasLike {
  const { cell, uid } = tablet.alias ?? {};
  if (cell === undefined || uid === undefined) throw new TopoError('Invalid', 'tablet without an alias');
  return { cell, uid };
}

function byAlias(a: TabletInfo, b: TabletInfo): number {
  if (a.value.alias === null || b.value.alias === null) return 0;
  return tabletAliasEqual(a.value.alias, b.value.alias) ? 0 : compareTabletAlias(a.value.alias, b.value.alias);
}

/** Asks every cell at once. Throws only when none answers. */
async function gather<T>(cells: readonly string[], ask: (cell: string) => Promise<T[]>): Promise<PartialResult<T[]>> {
  const outcomes = await Promise.allSettled(cells.map(ask));
  const errors = new Map<string, Error>();
  const found: T[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') found.push(...outcome.value);
    else errors.set(cells[i] as string, outcome.reason as Error);
  }
  const first = [...errors.values()][0];
  if (first !== undefined && errors.size === cells.length) {
    throw isTopoError(first) ? first : new TopoError('Unavailable', cells.join(', '), { cause: first });
  }
  return { found, errors };
}
