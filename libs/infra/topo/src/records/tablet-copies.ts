import type { Message, MessageInput } from '@vt/proto';
import type { TabletAliasLike } from '../alias.ts';
import type { CallOptions, TopoConn, Version } from '../conn/conn.ts';
import { isTopoError, orAbsent } from '../errors.ts';
import { paths } from './paths.ts';
import { records } from './record.ts';

type Tablet = Message<'topodata.Tablet'>;

/** Versions of copies, by alias. */
export type CopyVersions = ReadonlyMap<string, Version>;

const WHOLE = Buffer.from('1');

/**
 * Copies of tablet records in the global topology: who is in a cell while the cell's own topology is away. Their types may be old.
 * INVARIANT: a tablet is in here before it may acknowledge a write (it writes its copy after its record and before it replicates), and leaves only after its record has. So a shard can be fenced with what is in
 * here; too many are harmless.
 */
export class TabletCopies {
  readonly #global: TopoConn;

  constructor(global: TopoConn) {
    this.#global = global;
  }

  /** Undefined: nobody has seen the whole cell yet, so that there may be more tablets than are in here. */
  async inCell(cell: string, options?: CallOptions): Promise<readonly Tablet[] | undefined> {
    const isWhole = await orAbsent(this.#global.get(paths.tabletCopiesWhole(cell), options));
    if (!isWhole) return undefined;
    return (await this.#entries(cell, options)).map((entry) => records.tablet.parse(entry.path, entry).value);
  }

  /** Writes nothing where the copy is as it should be. */
  async save(tablet: MessageInput<'topodata.Tablet'>, options?: CallOptions): Promise<void> {
    const path = paths.tabletCopy(requiredAlias(tablet));
    const contents = records.tablet.encode(tablet);
    const stored = await orAbsent(this.#global.get(path, options));
    if (!stored?.contents.equals(contents)) await this.#global.update(path, contents, undefined, options);
  }

  async versions(cell: string, options?: CallOptions): Promise<CopyVersions> {
    const entries = await this.#entries(cell, options);
    return new Map(entries.map(({ path, version }) => [path.split('/')[2] ?? '', version]));
  }

  /**
   * Removes the copy of a tablet whose record was seen to be gone after this version of the copy was read. Does nothing where the copy is newer: the tablet has come back.
   */
  async remove(alias: TabletAliasLike, version: Version, options?: CallOptions): Promise<void> {
    try {
      await this.#global.delete(paths.tabletCopy(alias), version, options);
    } catch (error) {
      if (!isTopoError(error, 'BadVersion', 'NoNode')) throw error;
    }
  }

  /** From now on the copies of a cell are all there are. */
  async setWhole(cell: string, options?: CallOptions): Promise<void> {
    const path = paths.tabletCopiesWhole(cell);
    if (!(await orAbsent(this.#global.get(path, options)))) await this.#global.update(path, WHOLE, undefined, options);
  }

  /** All of a cell that was given up. */
  async forget(cell: string, options?: CallOptions): Promise<void> {
    await orAbsent(this.#global.delete(paths.tabletCopiesWhole(cell), undefined, options));
    for (const { path } of await this.#entries(cell, options)) {
      await orAbsent(this.#global.delete(path, undefined, options));
    }
  }

  async #entries(cell: string, options?: CallOptions) {
    const found = (await orAbsent(this.#global.list(paths.tabletCopies(cell), options))) ?? [];
    return found.filter(({ path }) => path.endsWith('/Tablet'));
  }
}

function requiredAlias({ alias }: MessageInput<'topodata.Tablet'>): TabletAliasLike {
  const { cell = '', uid = 0 } = alias ?? {};
  return { cell, uid };
}
