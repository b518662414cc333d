import { type TabletAliasLike, tabletAliasEqual } from '../alias.ts';
import type { CallOptions } from '../conn/conn.ts';
import { isTopoError, orAbsent, TopoError } from '../errors.ts';
import type { CellConnections } from '../server/cell-connections.ts';
import { paths } from './paths.ts';
import { records } from './record.ts';

/** Which tablets of a shard are in a cell: an index that saves reading every tablet record. */
export class ShardReplications {
  readonly #conns: CellConnections;

  constructor(conns: CellConnections) {
    this.#conns = conns;
  }

  async nodes(cell: string, keyspace: string, shard: string, options?: CallOptions): Promise<TabletAliasLike[]> {
    const conn = await this.#conns.get(cell, options);
    const found = await records.shardReplication.find(conn, paths.shardReplication(keyspace, shard), options);
    return (found?.value.nodes ?? []).flatMap(({ tablet_alias: alias }) => (alias === null ? [] : [alias]));
  }

  async add(keyspace: string, shard: string, alias: TabletAliasLike, options?: CallOptions): Promise<void> {
    const conn = await this.#conns.get(alias.cell, options);
    const path = paths.shardReplication(keyspace, shard);
    const add = (record: { nodes: { tablet_alias: TabletAliasLike | null }[] }): void => {
      const others = record.nodes.filter((node) => !tabletAliasEqual(node.tablet_alias ?? undefined, alias));
      if (others.length === record.nodes.length - 1) throw new TopoError('NoUpdateNeeded', path);
      // A tablet that stands there twice is the work of two that did not see each other.
      record.nodes = [...others, { tablet_alias: { cell: alias.cell, uid: alias.uid } }];
    };
    await records.shardReplication.change(conn, path, add, { ...options, orCreate: true });
  }

  /** Fine where it is not in there. */
  async remove(keyspace: string, shard: string, alias: TabletAliasLike, options?: CallOptions): Promise<void> {
    const conn = await this.#conns.get(alias.cell, options);
    const path = paths.shardReplication(keyspace, shard);
    const remove = (record: { nodes: { tablet_alias: TabletAliasLike | null }[] }): void => {
      const others = record.nodes.filter((node) => !tabletAliasEqual(node.tablet_alias ?? undefined, alias));
      if (others.length === record.nodes.length) throw new TopoError('NoUpdateNeeded', path);
      record.nodes = others;
    };
    await records.shardReplication.change(conn, path, remove, options).catch((err: unknown) => {
      if (!isTopoError(err, 'NoNode')) throw err;
    });
  }

  /** The whole record of a cell, when the shard is deleted. Fine where there is none. */
  async delete(cell: string, keyspace: string, shard: string, options?: CallOptions): Promise<void> {
    const conn = await this.#conns.get(cell, options);
    await orAbsent(conn.delete(paths.shardReplication(keyspace, shard), undefined, options));
  }
}
