import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { TopoError } from '../errors.ts';
import type { Cells } from '../records/cells.ts';

/** Opens the topology server at an address (`host:port`, several with commas), below a root, for a cell or `global`. */
export type ConnFactory = (serverAddress: string, root: string, cell: string) => TopoConn;

type Open = { readonly key: string; readonly conn: TopoConn };

/** The name that means the global topology wherever a cell is asked for. */
export const GLOBAL_CELL = 'global';

/** How often it is looked whether the servers of cells are to be found elsewhere. */
const LOOK_MS = 30_000;

/** One connection a cell, made when first needed and made anew when the cell's record says something else; the one before is closed then. */
export class CellConnections {
  readonly #cells: Cells;
  readonly #global: TopoConn;
  readonly #connect: ConnFactory;
  readonly #open = new Map<string, Open>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(cells: Cells, global: TopoConn, connect: ConnFactory) {
    this.#cells = cells;
    this.#global = global;
    this.#connect = connect;
  }

  /** Throws `NoNode` for a cell that is not there. While the global topology is away a cell known before still opens. */
  async get(cell: string, options?: CallOptions): Promise<TopoConn> {
    if (cell === GLOBAL_CELL) return this.#global;
    const known = this.#open.get(cell);
    return known?.conn ?? (await this.#look(cell, options));
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ conn }) => conn.close()));
  }

  #opened(cell: string, serverAddress: string, root: string): TopoConn {
    if (this.#closed) throw new TopoError('Interrupted', `cell ${cell}: the topology is closed`);
    const key = `${serverAddress} ${root}`;
    const known = this.#open.get(cell);
    if (known?.key === key) return known.conn;
    const conn = this.#connect(serverAddress, root, cell);
    this.#open.set(cell, { key, conn });
    void known?.conn.close();
    this.#timer ??= setInterval(() => this.#lookAgain(), LOOK_MS).unref();
    return conn;
  }

  /** While the global topology is away, and of a cell that is not there any more, what is known stays. */
  #lookAgain(): void {
    for (const cell of this.#open.keys()) void this.#look(cell).catch(() => {});
  }

  async #look(cell: string, options?: CallOptions): Promise<TopoConn> {
    const { server_address, root } = (await this.#cells.get(cell, options)).value;
    return this.#opened(cell, server_address, root);
  }
}
