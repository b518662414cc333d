import { decode, encode, type Message, type MessageInput, type MessageName } from '@vt/proto';
import type { CallOptions, TopoConn, TopoValue, Version } from '../conn/conn.ts';
import { isTopoError, orAbsent, TopoError } from '../errors.ts';
import { sleep } from '../kv/abort.ts';

export type Versioned<T> = { readonly value: T; readonly version: Version };

/** Changes `value` in place, or throws `NoUpdateNeeded` to leave it; may run several times. */
export type Change<T> = (value: T) => void;

/** Each lost race was won by somebody else, so this many in a row means something is wrong. */
const UPDATE_TRIES_MAX = 100;
const UPDATE_PAUSE_MS_MAX = 50;

/** How one kind of record is read and written: a binary protobuf under a path. */
export class RecordKind<N extends MessageName> {
  readonly #name: N;

  constructor(name: N) {
    this.#name = name;
  }

  /** Throws `NoNode`, `BadRecord`. */
  async get(conn: TopoConn, path: string, options?: CallOptions): Promise<Versioned<Message<N>>> {
    return this.parse(path, await conn.get(path, options));
  }

  async find(conn: TopoConn, path: string, options?: CallOptions): Promise<Versioned<Message<N>> | undefined> {
    return orAbsent(this.get(conn, path, options));
  }

  parse(path: string, stored: TopoValue): Versioned<Message<N>> {
    try {
      return { value: decode(this.#name, stored.contents), version: stored.version };
    } catch (err) {
      throw new TopoError('BadRecord', `${path} is not a ${this.#name}`, { cause: err });
    }
  }

  encode(value: MessageInput<N> | Message<N>): Buffer {
    return encode(this.#name, value as MessageInput<N>);
  }

  create(conn: TopoConn, path: string, value: MessageInput<N>, options?: CallOptions): Promise<Version> {
    return conn.create(path, this.encode(value), options);
  }

  /** Writes whatever is there. */
  save(conn: TopoConn, path: string, value: MessageInput<N>, options?: CallOptions): Promise<Version> {
    return conn.update(path, this.encode(value), undefined, options);
  }

  /**
   * Writes what `make` makes of other records, until nobody has written here since before it read them: what is stored is then as new as what any writer has read.
   */
  async derive(
    conn: TopoConn,
    path: string,
    make: () => Promise<MessageInput<N>>,
    options: CallOptions = {},
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const found = await orAbsent(conn.get(path, options));
      const contents = this.encode(await make());
      try {
        await (found ? conn.update(path, contents, found.version, options) : conn.create(path, contents, options));
        return;
      } catch (err) {
        if (!isTopoError(err, 'BadVersion', 'NodeExists') || attempt >= UPDATE_TRIES_MAX) throw err;
      }
      await sleep(Math.random() * Math.min(UPDATE_PAUSE_MS_MAX, attempt), options.signal, path);
    }
  }

  /**
   * Reads, changes and writes back until nobody came in between. Throws `NoNode`; with `orCreate`, starts from an empty
   * record instead. Answers with what is stored then.
   */
  async change(
    conn: TopoConn,
    path: string,
    change: Change<Message<N>>,
    options: CallOptions & { readonly orCreate?: boolean } = {},
  ): Promise<Versioned<Message<N>>> {
    for (let attempt = 1; ; attempt++) {
      const found = options.orCreate ? await this.find(conn, path, options) : await this.get(conn, path, options);
      const value = found?.value ?? decode(this.#name, Buffer.alloc(0));
      try {
        change(value);
        const contents = this.encode(value);
        const version =
          found === undefined
            ? await conn.create(path, contents, options)
            : await conn.update(path, contents, found.version, options);
        return { value, version };
      } catch (err) {
        if (isTopoError(err, 'NoUpdateNeeded')) return found ?? { value, version: 0n };
        if (!isTopoError(err, 'BadVersion', 'NodeExists') || attempt >= UPDATE_TRIES_MAX) throw err;
      }
      await sleep(Math.random() * Math.min(UPDATE_PAUSE_MS_MAX, attempt), options.signal, path);
    }
  }
}

/** Every kind of record there is. */
export const records = {
  cellInfo: new RecordKind('topodata.CellInfo'),
  cellsAlias: new RecordKind('topodata.CellsAlias'),
  externalCluster: new RecordKind('topodata.ExternalVitessCluster'),
  keyspace: new RecordKind('topodata.Keyspace'),
  keyspaceRoutingRules: new RecordKind('vschema.KeyspaceRoutingRules'),
  mirrorRules: new RecordKind('vschema.MirrorRules'),
  routingRules: new RecordKind('vschema.RoutingRules'),
  shard: new RecordKind('topodata.Shard'),
  shardReplication: new RecordKind('topodata.ShardReplication'),
  shardRoutingRules: new RecordKind('vschema.ShardRoutingRules'),
  srvKeyspace: new RecordKind('topodata.SrvKeyspace'),
  srvVSchema: new RecordKind('vschema.SrvVSchema'),
  tablet: new RecordKind('topodata.Tablet'),
  vschema: new RecordKind('vschema.Keyspace'),
} as const;

/** The names in a directory that hold something; none where the directory is not there. */
export async function namesIn(conn: TopoConn, dir: string, options?: CallOptions): Promise<string[]> {
  const entries = (await orAbsent(conn.listDir(dir, options))) ?? [];
  return entries.map(({ name }) => name);
}
