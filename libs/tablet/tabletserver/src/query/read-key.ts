import type { TabletRequest } from '@vt/proto/hot';
import { type BindValue, defaultLiteralMode } from '@vt/sqltypes';
import type { ReadKey } from '../protect/consolidator.ts';
import { readOptions } from '../request.ts';
import { settingsOf } from '../session-settings.ts';
import { withSchemaName } from '../statement/schema-name.ts';
import { type Statement, statementText } from '../statement/statement.ts';

const noValues: readonly BindValue[] = [];
const noText = Buffer.alloc(0);
/** So much of each value tells keys apart beforehand. */
const HASHED_BYTES_MAX = 32;

/**
 * Equal for reads that would get the same answer at the same time. INVARIANT: what differs in anything that mysqld sees makes another key, and so does another limit of time:
 * who may wait much longer is not told that the time of the one who asked is over. What callers of gRPC have left is never quite the same: half as much is another limit.
 * It refers to the request's own bytes: to put them together into a text costs more than all else that consolidation does.
 */
export class RequestKey implements ReadKey {
  readonly hash: number;
  readonly #statementId: number;
  readonly #kind: number;
  readonly #settings: string;
  readonly #patience: number;
  readonly #values: readonly BindValue[];
  /** The whole text, of a request whose values have names. */
  readonly #text: Buffer;

  constructor(request: TabletRequest, statement: Statement) {
    const { values, rowFormat, wantsDiagnostics, stream } = request;
    const options = readOptions(request.options);
    this.#statementId = statement.id;
    this.#kind =
      (rowFormat === 'binary' ? 1 : 0) +
      (wantsDiagnostics ? 2 : 0) +
      (stream ? 4 : 0) +
      (values ? 8 : 0) +
      // Only of this one are rows, and time, limited.
      (options.workload === 'OLTP' ? 16 : 0);
    this.#settings = settingsOf(request.settings)?.key ?? '';
    const timeoutMs = options.authoritativeTimeoutMs ?? request.timeoutMs ?? 0;
    this.#patience = Math.ceil(Math.log2(timeoutMs || Number.POSITIVE_INFINITY));
    this.#values = values ?? noValues;
    this.#text = values || statement.binds.length === 0 ? noText : textOf(request, statement);
    this.hash = this.#hash();
  }

  #hash(): number {
    const values = this.#values;
    let hash = hashed(Math.imul(this.#statementId, 31) + this.#kind, this.#text);
    for (let i = 0; i < values.length; i++) hash = hashed(hash, (values[i] as BindValue).value);
    return hash ^ (hash >>> 15);
  }

  equals(other: ReadKey): boolean {
    return (
      other instanceof RequestKey &&
      this.hash === other.hash &&
      this.#statementId === other.#statementId &&
      this.#kind === other.#kind &&
      this.#settings === other.#settings &&
      this.#patience === other.#patience &&
      areSame(this.#values, other.#values) &&
      this.#text.equals(other.#text)
    );
  }
}

function textOf(request: TabletRequest, statement: Statement): Buffer {
  return Buffer.from(statementText(statement, withSchemaName(request.binds, ''), defaultLiteralMode));
}

function hashed(from: number, bytes: Uint8Array): number {
  let hash = Math.imul(from, 31) + bytes.length;
  const end = Math.min(bytes.length, HASHED_BYTES_MAX);
  for (let i = 0; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  return hash;
}

function areSame(a: readonly BindValue[], b: readonly BindValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i] as BindValue;
    const right = b[i] as BindValue;
    if (left.type !== right.type || Buffer.compare(left.value, right.value) !== 0) return false;
  }
  return true;
}
