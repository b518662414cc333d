import type { Row } from '@vt/sqltypes';
import { encodedBytes, encodeRow, encodeRun, RunReader } from './run-reader.ts';
import type { Extent, SpillFile, SpillPort } from './spill-port.ts';

const PARTITION_BITS = 5;
export const PARTITIONS = 1 << PARTITION_BITS;
/** What is gathered of one partition before it is written. */
const BUFFER_BYTES = 64 * 1024;

type Partition = { readonly extents: Extent[]; readonly buffer: Buffer; filled: number; rows: number };

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

  /** A promise only where something must be written before the next row. */
  add(hash: number, row: Row): Promise<void> | undefined {
    const partition = (this.#partitions[partitionOf(hash)] ??= {
      extents: [],
      buffer: Buffer.allocUnsafeSlow(BUFFER_BYTES),
      filled: 0,
      rows: 0,
    });
    partition.rows++;
    if (partition.filled + encodedBytes(row) > BUFFER_BYTES) return this.#addAfterWrite(partition, row);
    partition.filled = encodeRow(partition.buffer, partition.filled, row);
    return undefined;
  }

  /** Writes what is gathered, and gives its memory back. */
  async finish(): Promise<void> {
    for (const [i, partition] of this.#partitions.entries()) {
      if (!partition) continue;
      await this.#write(partition, partition.buffer.subarray(0, partition.filled));
      this.#partitions[i] = { ...partition, buffer: Buffer.alloc(0), filled: 0 };
    }
  }

  /** The rows of one partition from its first one, once it is finished. */
  read(partition: number): RunReader {
    return new RunReader(this.#file.read(this.#partitions[partition]?.extents ?? []), this.#columns);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #addAfterWrite(partition: Partition, row: Row): Promise<void> {
    await this.#write(partition, partition.buffer.subarray(0, partition.filled));
    partition.filled = 0;
    if (encodedBytes(row) > BUFFER_BYTES) await this.#write(partition, encodeRun([row]));
    else partition.filled = encodeRow(partition.buffer, 0, row);
  }

  async #write(partition: Partition, bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    await this.#file.write(bytes);
    partition.extents.push({ at: this.#at, length: bytes.length });
    this.#at += bytes.length;
  }
}
