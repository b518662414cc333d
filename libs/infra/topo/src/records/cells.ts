import type { Message, MessageInput } from '@vt/proto';
import type { CallOptions, TopoConn } from '../conn/conn.ts';
import { TopoError } from '../errors.ts';
import { paths } from './paths.ts';
import { type Change, namesIn, records, type Versioned } from './record.ts';

type CellInfo = Message<'topodata.CellInfo'>;

/** The cells there are, where their topologies live, and the aliases that group them. */
export class Cells {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  /** Sorted. */
  async names(options?: CallOptions): Promise<string[]> {
    return namesIn(this.#global, paths.cells, options);
  }

  get(cell: string, options?: CallOptions): Promise<Versioned<CellInfo>> {
    return records.cellInfo.get(this.#global, paths.cellInfo(cell), options);
  }

  async create(cell: string, info: MessageInput<'topodata.CellInfo'>, options?: CallOptions): Promise<void> {
    await records.cellInfo.create(this.#global, paths.cellInfo(cell), info, options);
  }

  /** Creates it where it is not there. */
  update(cell: string, change: Change<CellInfo>, options?: CallOptions): Promise<Versioned<CellInfo>> {
    return records.cellInfo.change(this.#global, paths.cellInfo(cell), change, { ...options, orCreate: true });
  }

  /** Only the record; whether the cell is still used is for the caller to look at. */
  delete(cell: string, options?: CallOptions): Promise<void> {
    return this.#global.delete(paths.cellInfo(cell), undefined, options);
  }

  /** By name, sorted. */
  async aliases(options?: CallOptions): Promise<Map<string, readonly string[]>> {
    const aliases = new Map<string, readonly string[]>();
    for (const name of await namesIn(this.#global, paths.cellsAliases, options)) {
      const found = await records.cellsAlias.find(this.#global, paths.cellsAlias(name), options);
      if (found !== undefined) aliases.set(name, found.value.cells);
    }
    return aliases;
  }

  /** Throws `Invalid` when one of the cells is in another alias already, or the name is a cell's. */
  async createAlias(name: string, cells: readonly string[], options?: CallOptions): Promise<void> {
    await this.#checkAlias(name, cells, options);
    await records.cellsAlias.create(this.#global, paths.cellsAlias(name), { cells: [...cells] }, options);
  }

  async updateAlias(name: string, cells: readonly string[], options?: CallOptions): Promise<void> {
    await this.#checkAlias(name, cells, options);
    const path = paths.cellsAlias(name);
    const change: Change<Message<'topodata.CellsAlias'>> = (alias) => {
      alias.cells = [...cells];
    };
    await records.cellsAlias.change(this.#global, path, change, { ...options, orCreate: true });
  }

  deleteAlias(name: string, options?: CallOptions): Promise<void> {
    return this.#global.delete(paths.cellsAlias(name), undefined, options);
  }

  /** Cell names, with aliases replaced by their cells; each once, in order. Throws `NoNode` for what is neither. */
  async expand(cellsOrAliases: readonly string[], options?: CallOptions): Promise<string[]> {
    const cells = new Set(await this.names(options));
    const aliases = await this.aliases(options);
    const expanded = cellsOrAliases.flatMap((name) => {
      if (cells.has(name)) return [name];
      const members = aliases.get(name);
      if (members === undefined) throw new TopoError('NoNode', `cell or cells alias '${name}'`);
      return members;
    });
    return [...new Set(expanded)];
  }

  async #checkAlias(name: string, cells: readonly string[], options?: CallOptions): Promise<void> {
    for (const [other, members] of await this.aliases(options)) {
      const shared = other === name ? undefined : cells.find((cell) => members.includes(cell));
      if (shared !== undefined) throw new TopoError('Invalid', `cell '${shared}' is in cells alias '${other}' already`);
    }
  }
}
