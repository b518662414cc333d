import { VtError } from '@vt/base';
import type { Row } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';

/** An array and what points to it; for each value a view of bytes and its place in the array. As V8 has them. */
const ROW_BYTES = 72;
const VALUE_BYTES = 112;

export function rowBytes(row: Row): number {
  let bytes = ROW_BYTES;
  for (const value of row) bytes += VALUE_BYTES + (value?.length ?? 0);
  return bytes;
}

/** Counts what one statement holds in memory, against its bounds. */
export class Held {
  readonly #ctx: ExecutionContext;
  #rows = 0;
  #bytes = 0;

  constructor(ctx: ExecutionContext) {
    this.#ctx = ctx;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws VtError when it is too much. */
  add(row: Row): void {
    this.#rows++;
    this.#bytes += rowBytes(row);
    const { memoryRowsMax, memoryBytesMax } = this.#ctx;
    if (this.#rows > memoryRowsMax)
      throw new MemoryExceededError(`in-memory row count exceeded allowed limit of ${memoryRowsMax}`);
    if (memoryBytesMax !== undefined && this.#bytes > memoryBytesMax)
      throw new MemoryExceededError(`in-memory rows exceeded allowed limit of ${memoryBytesMax} bytes`);
  }

  clear(): void {
    this.#rows = 0;
    this.#bytes = 0;
  }
}

/** A statement held more than it may. */
export class MemoryExceededError extends VtError {
  constructor(message: string) {
    super({ code: 'RESOURCE_EXHAUSTED', errno: 1153, state: '08S01', message });
  }
}
