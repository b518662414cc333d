import type { Row } from '@vt/sqltypes';
import { cutRows } from './cut-rows.ts';
import { Merger, mergedRows } from './merger.ts';
import { PARTITIONS, Partitions } from './partitions.ts';
import { batchesOf } from './row-file.ts';
import type { SpillPort } from './spill-port.ts';

/** The number of a row among those that were put aside: unsigned, big-endian, so that its bytes are in its order. */
const PLACE_BYTES = 6;

/** Rows in partitions that know their place among all, in a column behind the others. The file is there only once there is one. */
export class PlacedRows {
  /** With the place. */
  readonly columns: number;
  readonly #port: SpillPort | undefined;
  #partitions: Partitions | undefined;
  #count = 0;

  constructor(port: SpillPort | undefined, columns: number) {
    this.#port = port;
    this.columns = columns + 1;
  }

  /** Gives the row the next place. A promise only where something must be written before the next row. */
  add(partition: number, row: Row): Promise<void> | undefined {
    const place = Buffer.allocUnsafe(PLACE_BYTES);
    place.writeUIntBE(this.#count++, 0, PLACE_BYTES);
    return this.addPlaced(partition, [...row, place]);
  }

  /** As `add`, of a row that has its place. */
  addPlaced(partition: number, row: Row): Promise<void> | undefined {
    return this.#partitions ? this.#partitions.put(partition, row) : this.#addFirst(partition, row);
  }

  get isEmpty(): boolean {
    return this.#partitions === undefined;
  }

  async finish(): Promise<void> {
    await this.#partitions?.finish();
  }

  /** The rows of one partition, once it is finished. */
  async *batches(partition: number): AsyncGenerator<readonly Row[]> {
    if (this.#partitions?.rows(partition)) yield* batchesOf(this.#partitions.read(partition), this.columns);
  }

  /** All rows, without their places. In each partition they must be in the order of those. */
  async *inOrder(): AsyncGenerator<readonly Row[]> {
    const partitions = this.#partitions;
    if (!partitions) return;
    const place = this.columns - 1;
    const readers = Array.from({ length: PARTITIONS }, (_, nth) => partitions.read(nth));
    const merger = new Merger(readers, (a, b) => Buffer.compare(a[place] as Buffer, b[place] as Buffer));
    for await (const batch of mergedRows(merger, this.columns)) yield cutRows(batch, place);
  }

  async close(): Promise<void> {
    await this.#partitions?.close();
    this.#partitions = undefined;
  }

  async #addFirst(partition: number, row: Row): Promise<void> {
    if (!this.#port) throw new TypeError('rows are put aside where there is no place for them');
    this.#partitions = await Partitions.create(this.#port, this.columns);
    await this.#partitions.put(partition, row);
  }
}
