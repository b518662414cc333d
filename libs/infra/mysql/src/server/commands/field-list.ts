import { toVtError, type VtError } from '@vt/base';
import {
  collectResult,
  decodeColumnDefinition,
  encodeTextRow,
  HEADER_BYTES,
  type OkInfo,
  type Row,
  type RowFormat,
} from '@vt/sqltypes';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { DelegatingSink } from '../delegating-sink.ts';
import type { Reply } from '../reply.ts';
import { withCollation } from '../result-collation.ts';
import { defaultOf } from './field-default.ts';

/** As many as MySQL's tables may have. */
const COLUMNS_MAX = 4_096;

/*
  COM_FIELD_LIST => command int<1> 0x04 · table string<NUL> · wildcard string<EOF>
  Answered with the columns' definitions (each followed by its default value) and an EOF. They are those of an empty select; what their defaults
  are tells a SHOW.
*/
export function fieldList<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const reader = new PacketReader(payload, 'COM_FIELD_LIST', 1);
  const table = reader.nulUtf8();
  const wildcard = reader.rest().toString('utf8');
  const name = `\`${table.replaceAll('`', '``')}\``;
  const reply = conn.startReply('text');
  const ask = (sql: string, sink: DelegatingSink) =>
    conn.context.handler.query(conn, conn.session, Buffer.from(sql), sink);
  const askDefaults = (use: (rows: readonly Row[]) => void) =>
    ask(`show columns from ${name}`, new DefaultsSink(reply, use));
  ask(`select * from ${name} limit 0`, new FieldListSink(reply, wildcard, conn.resultCollation, askDefaults));
}

/** The rows of a SHOW beside a reply. */
class DefaultsSink extends DelegatingSink {
  readonly #seen = collectResult({ rowsMax: COLUMNS_MAX });

  constructor(reply: Reply, use: (rows: readonly Row[]) => void) {
    super(reply);
    this.#seen.result.then(
      ({ rows }) => use(rows),
      (error: unknown) => reply.error(toVtError(error)),
    );
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#seen.columns(definitions, format);
  }

  override rows(packets: Buffer): boolean {
    return this.#seen.rows(packets);
  }

  override end(ok: OkInfo, more: boolean): void {
    this.#seen.end(ok, more);
  }

  override error(error: VtError): void {
    this.#seen.error(error);
  }
}

class FieldListSink extends DelegatingSink {
  readonly #wanted: (name: string) => boolean;
  readonly #collation: number;
  readonly #askDefaults: (use: (rows: readonly Row[]) => void) => void;
  #definitions: Uint8Array[] = [];

  constructor(
    reply: Reply,
    wildcard: string,
    collation: number,
    askDefaults: (use: (rows: readonly Row[]) => void) => void,
  ) {
    super(reply);
    this.#askDefaults = askDefaults;
    this.#collation = collation;
    this.#wanted = matcher(wildcard);
  }

  override columns(definitions: readonly Uint8Array[]): void {
    this.#definitions = definitions.filter((definition) => this.#wanted(decodeColumnDefinition(definition).name));
  }

  override rows(): boolean {
    return true;
  }

  override end(ok: OkInfo): void {
    this.#askDefaults((rows) => {
      for (const definition of this.#definitions) {
        const own = this.#collation === 0 ? definition : withCollation(definition, this.#collation);
        this.reply.definition(
          Buffer.concat([own, encodeTextRow([defaultOf(definition, rows)]).subarray(HEADER_BYTES)]),
        );
      }
      this.reply.endRows(ok, 0);
    });
  }

  override error(error: VtError): void {
    this.reply.error(error);
  }
}

/** LIKE's wildcards, without regard to case; empty: everything. */
function matcher(wildcard: string): (name: string) => boolean {
  if (wildcard === '') return () => true;
  const source = wildcard.replace(/\\?[\s\S]/g, (token) => {
    if (token === '%') return '.*';
    if (token === '_') return '.';
    return token.slice(-1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  const pattern = new RegExp(`^${source}$`, 'isu');
  return (name) => pattern.test(name);
}
