import type { VtError } from '@vt/base';
import { decodeColumnDefinition, type OkInfo } from '@vt/sqltypes';
import { PacketReader } from '../../packets/packet-reader.ts';
import type { Connection } from '../connection.ts';
import { DelegatingSink } from '../delegating-sink.ts';
import type { Reply } from '../reply.ts';
import { withCollation } from '../result-collation.ts';

/** A default value in the definitions that only this command sends: NULL. */
const NULL_DEFAULT = Buffer.of(0xfb);

/*
  COM_FIELD_LIST => command int<1> 0x04 · table string<NUL> · wildcard string<EOF>
  Answered with the columns' definitions (each followed by its default value) and an EOF. They are those of an empty select.
*/
export function fieldList<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  const reader = new PacketReader(payload, 'COM_FIELD_LIST', 1);
  const table = reader.nulUtf8();
  const wildcard = reader.rest().toString('utf8');
  const sql = Buffer.from(`select * from \`${table.replaceAll('`', '``')}\` limit 0`);
  conn.context.handler.query(
    conn,
    conn.session,
    sql,
    new FieldListSink(conn.startReply('text'), wildcard, conn.resultCollation),
  );
}

class FieldListSink extends DelegatingSink {
  readonly #wanted: (name: string) => boolean;
  readonly #collation: number;
  #definitions: Uint8Array[] = [];

  constructor(reply: Reply, wildcard: string, collation: number) {
    super(reply);
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
    for (const definition of this.#definitions) {
      const own = this.#collation === 0 ? definition : withCollation(definition, this.#collation);
      this.reply.definition(Buffer.concat([own, NULL_DEFAULT]));
    }
    this.reply.endRows(ok, 0);
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
