import { ownCopy } from '@vt/base';
import { WireReader } from '@vt/proto';
import { type ReadColumns, readColumns } from '@vt/proto/hot';
import { isSameAt } from '@vt/sqltypes';

/** Longer ones are read anew each time. */
const BODY_BYTES_MAX = 4_096;
const BODIES_MAX = 1_024;

type Known = { readonly body: Buffer; readonly columns: ReadColumns };

/** Column definitions as they came on a stream: those of a statement are nearly always the same again, and then so is the list. */
export class KnownColumns {
  readonly #known = new Map<number, Known>();

  /** What stands in a message of columns after the request's number. The list is never changed, and holds on to no message. */
  read({ buffer, at, end }: WireReader): ReadColumns {
    const key = keyOf(buffer, at, end);
    const known = this.#known.get(key);
    if (known !== undefined && isSameAt(known.body, buffer, at, end)) return known.columns;
    const body = ownCopy(buffer.subarray(at, end));
    const columns = readColumns(new WireReader(body));
    if (body.length <= BODY_BYTES_MAX) {
      if (this.#known.size >= BODIES_MAX) this.#known.clear();
      this.#known.set(key, { body, columns });
    }
    return columns;
  }
}

/** Tells most lists apart; that they are equal is looked at. */
function keyOf(buffer: Buffer, at: number, end: number): number {
  const length = end - at;
  let key = length;
  for (let i = 1; i < 8; i += 1) key = Math.imul(key, 31) + (buffer[at + ((length * i) >> 3)] ?? 0);
  return key & 0x3fffffff;
}
