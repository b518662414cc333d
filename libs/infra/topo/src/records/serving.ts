import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions } from '../conn/conn.ts';
import { orAbsent } from '../errors.ts';
import type { CellConnections } from '../server/cell-connections.ts';
import { paths } from './paths.ts';
import { namesIn, records } from './record.ts';

export type SrvKeyspace = Message<'topodata.SrvKeyspace'>;
export type SrvVSchema = Message<'vschema.SrvVSchema'>;

/** The serving graph: what each cell's gates read. Derived from the global records by the rebuild functions. */
export class Serving {
  readonly #conns: CellConnections;

  constructor(conns: CellConnections) {
    this.#conns = conns;
  }

  /** Keyspaces served in the cell, sorted. */
  async keyspaceNames(cell: string, options?: CallOptions): Promise<string[]> {
    const conn = await this.#conns.get(cell, options);
    const names = await namesIn(conn, paths.keyspaces, options);
    // A cell that shares its root's prefix with nobody still has ShardReplication records under the same directory.
    const found = await Promise.all(
      names.map((name) => records.srvKeyspace.find(conn, paths.srvKeyspace(name), options)),
    );
    return names.filter((_, i) => found[i] !== undefined);
  }

  async keyspace(cell: string, keyspace: string, options?: CallOptions): Promise<SrvKeyspace> {
    const conn = await this.#conns.get(cell, options);
    return (await records.srvKeyspace.get(conn, paths.srvKeyspace(keyspace), options)).value;
  }

  async saveKeyspace(
    cell: string,
    keyspace: string,
    value: MessageInput<'topodata.SrvKeyspace'>,
    options?: CallOptions,
  ): Promise<void> {
    const conn = await this.#conns.get(cell, options);
    await records.srvKeyspace.save(conn, paths.srvKeyspace(keyspace), value, options);
  }

  /** Fine where there is none. */
  async deleteKeyspace(cell: string, keyspace: string, options?: CallOptions): Promise<void> {
    const conn = await this.#conns.get(cell, options);
    await orAbsent(conn.delete(paths.srvKeyspace(keyspace), undefined, options));
  }

  async vschema(cell: string, options?: CallOptions): Promise<SrvVSchema> {
    const conn = await this.#conns.get(cell, options);
    return (await records.srvVSchema.get(conn, paths.srvVSchema, options)).value;
  }

  /** Writes what `make` makes of the global records; of several who do so at once, nobody's older state stays. */
  async deriveVSchema(
    cell: string,
    make: () => Promise<MessageInput<'vschema.SrvVSchema'>>,
    options?: CallOptions,
  ): Promise<void> {
    const conn = await this.#conns.get(cell, options);
    await records.srvVSchema.derive(conn, paths.srvVSchema, make, options);
  }

  /** Fine where there is none. */
  async deleteVSchema(cell: string, options?: CallOptions): Promise<void> {
    const conn = await this.#conns.get(cell, options);
    await orAbsent(conn.delete(paths.srvVSchema, undefined, options));
  }
}
