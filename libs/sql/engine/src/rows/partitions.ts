import type { Row } from '@vt/sqltypes';
import { RunReader } from './run-reader.ts';
import { RunWriter } from './run-writer.ts';
import type { Extent, SpillFile, SpillPort } from './spill-port.ts';

const PARTITION_BITS = 5;
export const PARTITIONS = 1 << PARTITION_BITS;

type Partition = { readonly extents: Extent[]; readonly writer: RunWriter; rows: number };

/** By the high bits: the low ones choose the bucket in memory. */
export const partitionOf = (hash: number): number => hash >>> (32 - PARTITION_BITS);

/** Rows that are put aside by the hash of their key, all in one file. */
export class Partitions {
  readonly #file: SpillFile;
  readonly #columns: number;
  readonly #partitions: (Partition | undefined)[] = [];
  #at = 0;

  private constructor(file: SpillFile, columns: number) {
    this.#file = file;
    this.#columns = columns;
  }

  static async create(port: SpillPort, columns: number): Promise<Partitions> {
    return new Partitions(await port.create(), columns);
  }

  rows(partition: number): number {
    return this.#partitions[partition]?.rows ?? 0;
  }

  /** Puts a row where the hash of its key says. A promise only where something must be written before the next row. */
  add(hash: number, row: Row): Promise<void> | undefined {
    return this.put(partitionOf(hash), row);
  }

  /** As `add`, into the partition that is named. */
  put(nth: number, row: Row): Promise<void> | undefined {
    const partition = (this.#partitions[nth] ??= this.#partition());
    partition.rows++;
    return partition.writer.add(row);
  }

  /** Writes what is gathered, and gives its memory back. */
  async finish(): Promise<void> {
    for (const partition of this.#partitions) await partition?.writer.finish();
  }

  /** The rows of one partition from its first one, once it is finished. */
  read(partition: number): RunReader {
    return new RunReader(this.#file, this.#columns, this.#partitions[partition]?.extents ?? []);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #partition(): Partition {
    const extents: Extent[] = [];
    const writer = new RunWriter(async (bytes) => {
      await this.#file.write(bytes);
      extents.push({ at: this.#at, length: bytes.length });
      this.#at += bytes.length;
    });
    return { extents, writer, rows: 0 };
  }
}
