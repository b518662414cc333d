import type { Message } from '@vt/proto';
import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { isTopoError, orAbsent } from '../errors.ts';
import { paths } from './paths.ts';
import { readRecord } from './record.ts';

export type CellInfo = Message<'topodata.CellInfo'>;
export type CellConnector = (cell: string, info: CellInfo) => TopoConn;

/**
 * The topology as a whole: the global records' connection, and one for each cell, opened when first needed from the cell's own record.
 * What is stored where is in `paths.ts`; the functions that read and write each kind of record take a TopoServer.
 */
export class TopoServer {
  readonly global: TopoConn;
  readonly #connect: CellConnector;
  readonly #cells = new Map<string, { readonly key: string; readonly conn: TopoConn }>();

  constructor(global: TopoConn, connect: CellConnector) {
    this.global = global;
    this.#connect = connect;
  }

  /** The connection to a cell's records. A cell whose record moved elsewhere is connected anew. Throws NoNode for an unknown cell. */
  async cell(cell: string, options?: CallOptions): Promise<TopoConn> {
    const known = this.#cells.get(cell);
    const info = await this.#cellInfo(cell, known !== undefined, options);
    if (info === undefined && known !== undefined) return known.conn;
    const { value } = info ?? (await readRecord(this.global, 'topodata.CellInfo', paths.cellInfo(cell), options));
    const key = `${value.server_address} ${value.root}`;
    if (known?.key === key) return known.conn;
    await known?.conn.close();
    const conn = this.#connect(cell, value);
    this.#cells.set(cell, { key, conn });
    return conn;
  }

  /** A known cell's connection without asking anybody, for paths that must not wait for the topology. */
  knownCell(cell: string): TopoConn | undefined {
    return this.#cells.get(cell)?.conn;
  }

  async cellNames(options?: CallOptions): Promise<string[]> {
    const entries = (await orAbsent(this.global.listDir('cells', options))) ?? [];
    return entries.map((e) => e.name);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#cells.values()].map(({ conn }) => conn.close()));
    await this.global.close();
  }

  /** Undefined when the global topology is away but the cell is known: its last address is the best knowledge. */
  async #cellInfo(cell: string, known: boolean, options?: CallOptions) {
    try {
      return await readRecord(this.global, 'topodata.CellInfo', paths.cellInfo(cell), options);
    } catch (error) {
      if (known && isTopoError(error, 'Unavailable', 'Timeout')) return undefined;
      throw error;
    }
  }
}
