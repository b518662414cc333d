import type { Message } from '@vt/proto';
import { keyRangesIntersect, parseShardName } from '@vt/vschema';
import type { CallOptions, LockOptions, TopoConn, TopoLock } from '../conn/conn.ts';
import { isTopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { type Change, namesIn, records, type Versioned } from './record.ts';

export type Shard = Message<'topodata.Shard'>;
export type ShardInfo = Versioned<Shard> & { readonly keyspace: string; readonly name: string };

/** Global shard records. */
export class Shards {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  /** Sorted. Throws `NoNode` for a keyspace that is not there. */
  async names(keyspace: string, options?: CallOptions): Promise<string[]> {
    const names = await namesIn(this.#global, paths.shardsDir(keyspace), options);
    if (names.length === 0) await this.#global.get(paths.keyspace(keyspace), options);
    return names;
  }

  async get(keyspace: string, shard: string, options?: CallOptions): Promise<ShardInfo> {
    const found = await records.shard.get(this.#global, paths.shard(keyspace, shard), options);
    return { keyspace, name: shard, ...found };
  }

  /** All of a keyspace, sorted by name. */
  async all(keyspace: string, options?: CallOptions): Promise<ShardInfo[]> {
    const names = await this.names(keyspace, options);
    const found = names.map((name) => records.shard.find(this.#global, paths.shard(keyspace, name), options));
    return (await Promise.all(found)).flatMap((shard, i) =>
      shard === undefined ? [] : [{ keyspace, name: names[i] as string, ...shard }],
    );
  }

  /**
   * Makes a shard under the keyspace's lock: it serves unless another already holds part of its range.
   * Throws `NodeExists`, and VtError for a bad name.
   */
  async create(keyspace: string, shard: string, options?: CallOptions): Promise<ShardInfo> {
    const { name, keyRange } = parseShardName(shard);
    const lock = await this.#global.lock(paths.keyspaceDir(keyspace), {
      action: `CreateShard(${keyspace}/${name})`,
      ...(options?.signal === undefined ? {} : { signal: options.signal }),
    });
    try {
      await this.#global.get(paths.keyspace(keyspace), options);
      // A shard without a range holds the whole key space.
      const overlaps = (await this.all(keyspace, options)).some(
        ({ value }) => !keyRange || !value.key_range || keyRangesIntersect(value.key_range, keyRange),
      );
      const key_range =
        keyRange === undefined ? null : { start: Buffer.from(keyRange.start), end: Buffer.from(keyRange.end) };
      const record = { key_range, is_primary_serving: !overlaps };
      await records.shard.create(this.#global, paths.shard(keyspace, name), record, options);
    } finally {
      await lock.unlock();
    }
    return this.get(keyspace, name, options);
  }

  async getOrCreate(keyspace: string, shard: string, options?: CallOptions): Promise<ShardInfo> {
    const { name } = parseShardName(shard);
    const found = await records.shard.find(this.#global, paths.shard(keyspace, name), options);
    if (found !== undefined) return { keyspace, name, ...found };
    return this.create(keyspace, name, options).catch((err: unknown) => {
      if (isTopoError(err, 'NodeExists')) return this.get(keyspace, name, options);
      throw err;
    });
  }

  /** Reads, changes and writes until nobody interferes. Throws `NoNode`; `NoUpdateNeeded` thrown by `change` leaves it. */
  async updateFields(
    keyspace: string,
    shard: string,
    change: Change<Shard>,
    options?: CallOptions,
  ): Promise<ShardInfo> {
    const changed = await records.shard.change(this.#global, paths.shard(keyspace, shard), change, options);
    return { keyspace, name: shard, ...changed };
  }

  delete(keyspace: string, shard: string, options?: CallOptions): Promise<void> {
    return this.#global.delete(paths.shard(keyspace, shard), undefined, options);
  }

  lock(keyspace: string, shard: string, action: string, options?: LockOptions): Promise<TopoLock> {
    return this.#global.lock(paths.shardDir(keyspace, shard), { action, ...options });
  }

  tryLock(keyspace: string, shard: string, action: string, options?: LockOptions): Promise<TopoLock> {
    return this.#global.tryLock(paths.shardDir(keyspace, shard), { action, ...options });
  }
}
