import { charsetByName, collationById } from '@vt/collations';
import type { MysqlConnection } from '@vt/mysql';
import type { Message, MessageInput } from '@vt/proto';
import { encodeValue, fromProtoRow, isBinary, type Row, Type } from '@vt/sqltypes';
import { backticked } from '../schema/quote.ts';
import type { VEvent } from '../stream/events.ts';

type Field = MessageInput<'query.Field'>;
type Change = MessageInput<'binlogdata.RowChange'>;

/** Applies a stream's rows to tables of the same names in another database, as a consumer would: by the key, and only what is told. */
export class Applier {
  readonly #db: MysqlConnection;
  readonly #key: string;
  readonly #fields = new Map<string, readonly Field[]>();
  /** Applied transactions may come again after a resume. */
  readonly #isRepeatable: boolean;

  /** @param db a session in the target's database. @param key column of every table's key. */
  constructor(db: MysqlConnection, key: string, isRepeatable = false) {
    this.#db = db;
    this.#key = key;
    this.#isRepeatable = isRepeatable;
  }

  async prepare(): Promise<void> {
    for (const sql of ["set session time_zone = '+00:00'", "set session sql_mode = 'ALLOW_INVALID_DATES'"])
      await this.#db.execute(sql);
  }

  async apply(event: VEvent): Promise<void> {
    const { field_event: field, row_event: row } = event;
    if (field) this.#fields.set(field.table_name ?? '', field.fields as Field[]);
    for (const change of row?.row_changes ?? []) await this.#change(row?.table_name ?? '', change);
  }

  async #change(table: string, { before, after, data_columns }: Change): Promise<void> {
    const fields = this.#fields.get(table);
    if (!fields) throw new Error(`rows of ${table} before its fields`);
    const old = before ? rowOf(before) : undefined;
    const now = after ? rowOf(after) : undefined;
    if (!now) return await this.#run(`delete from ${backticked(table)} where `, this.#where(fields, old as Row));
    const there = fields.map((_, i) => !data_columns || isSet(data_columns, i));
    const columns = fields.flatMap((field, i) =>
      there[i] ? [{ name: field.name ?? '', value: literal(field, now[i] ?? null) }] : [],
    );
    if (!old) {
      const names = columns.map(({ name }) => backticked(name)).join();
      const verb = this.#isRepeatable ? 'replace' : 'insert';
      return await this.#run(
        `${verb} into ${backticked(table)} (${names}) values (`,
        ...columns.flatMap(({ value }, i) => (i === 0 ? [value] : [',', value])),
        ')',
      );
    }
    const sets = columns.flatMap(({ name, value }, i) => [`${i === 0 ? '' : ','}${backticked(name)} = `, value]);
    await this.#run(`update ${backticked(table)} set `, ...sets, ' where ', this.#where(fields, old));
  }

  #where(fields: readonly Field[], row: Row): Uint8Array {
    const at = fields.findIndex(({ name }) => name === this.#key);
    const value = row[at] ?? null;
    return Buffer.concat([Buffer.from(`${backticked(this.#key)} = `), literal(fields[at] as Field, value)]);
  }

  async #run(...parts: (string | Uint8Array)[]): Promise<void> {
    const sql = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    await this.#db.execute(sql);
  }
}

function rowOf(row: MessageInput<'query.Row'>): Row {
  return fromProtoRow(row as Message<'query.Row'>);
}

function isSet({ cols }: MessageInput<'binlogdata.RowChange.Bitmap'>, column: number): boolean {
  return ((Buffer.from(cols ?? [])[column >> 3] ?? 0) & (1 << (column & 7))) !== 0;
}

/** A value in its column's character set. */
function literal(field: Field, value: Uint8Array | null): Uint8Array {
  const type = field.type as number;
  if (value === null) return Buffer.from('null');
  const hex = `x'${Buffer.from(value).toString('hex')}'`;
  if (type === Type.JSON) return Buffer.from(`_utf8mb4 ${hex}`);
  const isText = ([Type.CHAR, Type.VARCHAR, Type.TEXT, Type.ENUM, Type.SET] as readonly number[]).includes(type);
  if (isText) return Buffer.from(`_${charsetByName(collationById(field.charset ?? 0)?.charset ?? '')?.name} ${hex}`);
  if (isBinary(type) || type === Type.GEOMETRY || type === Type.VECTOR) return Buffer.from(`_binary ${hex}`);
  return encodeValue({ type, value }, { noBackslashEscapes: false });
}
