import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions, LockOptions, TopoConn, TopoLock } from '../conn/conn.ts';
import { orAbsent, TopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { type Change, namesIn, records, type Versioned } from './record.ts';

type Keyspace = Message<'topodata.Keyspace'>;
type VSchema = Message<'vschema.Keyspace'>;

/** Keyspaces and their vschemas. */
export class Keyspaces {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  /** Sorted. */
  names(options?: CallOptions): Promise<string[]> {
    return namesIn(this.#global, paths.keyspaces, options);
  }

  get(keyspace: string, options?: CallOptions): Promise<Versioned<Keyspace>> {
    return records.keyspace.get(this.#global, paths.keyspace(keyspace), options);
  }

  async create(keyspace: string, value: MessageInput<'topodata.Keyspace'> = {}, options?: CallOptions): Promise<void> {
    await records.keyspace.create(this.#global, paths.keyspace(keyspace), value, options);
  }

  /** Hold the keyspace's lock. */
  update(keyspace: string, change: Change<Keyspace>, options?: CallOptions): Promise<Versioned<Keyspace>> {
    return records.keyspace.change(this.#global, paths.keyspace(keyspace), change, options);
  }

  /** The record and the vschema. Throws `NodeNotEmpty` while there are shards. */
  async delete(keyspace: string, options?: CallOptions): Promise<void> {
    const names = await namesIn(this.#global, paths.shardsDir(keyspace), options);
    // A shard that is gone leaves its directory as long as somebody holds or awaits its lock.
    const found = await Promise.all(
      names.map((name) => records.shard.find(this.#global, paths.shard(keyspace, name), options)),
    );
    const shards = found.filter((shard) => shard !== undefined);
    if (shards.length > 0) throw new TopoError('NodeNotEmpty', `keyspace '${keyspace}' has ${shards.length} shards`);
    await this.#global.delete(paths.keyspace(keyspace), undefined, options);
    await orAbsent(this.#global.delete(paths.vschema(keyspace), undefined, options));
  }

  /** Throws `NoNode` where the keyspace has none. */
  vschema(keyspace: string, options?: CallOptions): Promise<Versioned<VSchema>> {
    return records.vschema.get(this.#global, paths.vschema(keyspace), options);
  }

  async saveVSchema(keyspace: string, vschema: MessageInput<'vschema.Keyspace'>, options?: CallOptions): Promise<void> {
    await records.vschema.save(this.#global, paths.vschema(keyspace), vschema, options);
  }

  updateVSchema(keyspace: string, change: Change<VSchema>, options?: CallOptions): Promise<Versioned<VSchema>> {
    const path = paths.vschema(keyspace);
    return records.vschema.change(this.#global, path, change, { ...options, orCreate: true });
  }

  lock(keyspace: string, action: string, options?: LockOptions): Promise<TopoLock> {
    return this.#global.lock(paths.keyspaceDir(keyspace), { action, ...options });
  }
}
