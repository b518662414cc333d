import type { NamedParamType } from '../packets/statement-params.ts';
import type { Cursor } from './cursor.ts';
import { serverErrors } from './errors.ts';

/** A prepared statement of one connection. `handle` is the handler's. */
export type Statement<P> = {
  readonly id: number;
  readonly handle: P;
  readonly paramCount: number;
  /** As the last execute declared them. */
  types: readonly NamedParamType[];
  longData: LongData | undefined;
  cursor: Cursor | undefined;
};

/** Parameter values that came in pieces ahead of the execute. */
export class LongData {
  readonly #bytesMax: number;
  #parts = new Map<number, Buffer[]>();
  #bytes = 0;
  /** The next execute fails with it. */
  tooLarge = false;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** `piece` is copied. */
  append(param: number, piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) {
      this.tooLarge = true;
      this.#parts.clear();
      return;
    }
    const parts = this.#parts.get(param);
    if (parts) parts.push(Buffer.from(piece));
    else this.#parts.set(param, [Buffer.from(piece)]);
  }

  values(): ReadonlyMap<number, Uint8Array> {
    return new Map([...this.#parts].map(([param, parts]) => [param, Buffer.concat(parts)]));
  }
}

/** The prepared statements of a connection, by their ids on the wire. */
export class Statements<P> {
  readonly #max: number;
  #byId: Map<number, Statement<P>> | undefined;
  #lastId = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get full(): boolean {
    return (this.#byId?.size ?? 0) >= this.#max;
  }

  add(handle: P, paramCount: number): Statement<P> {
    if (this.full) throw serverErrors.tooManyStatements(this.#max);
    this.#lastId = (this.#lastId + 1) >>> 0 || 1;
    const statement: Statement<P> = {
      id: this.#lastId,
      handle,
      paramCount,
      types: [],
      longData: undefined,
      cursor: undefined,
    };
    this.#byId ??= new Map();
    this.#byId.set(statement.id, statement);
    return statement;
  }

  find(id: number): Statement<P> | undefined {
    return this.#byId?.get(id);
  }

  /** `caller` is named in the error, as MySQL does. */
  get(id: number, caller: string): Statement<P> {
    const found = this.#byId?.get(id);
    if (!found) throw serverErrors.unknownStatement(id, caller);
    return found;
  }

  delete(id: number): void {
    this.#byId?.delete(id);
  }

  clear(each: (statement: Statement<P>) => void): void {
    const all = this.#byId;
    this.#byId = undefined;
    if (all) for (const statement of all.values()) each(statement);
  }
}
