import { binlogError } from './binlog-error.ts';
import { ByteCursor } from './byte-cursor.ts';
import { isCharacter, isEnumOrSet, isNumeric, readMetadata } from './column-metadata.ts';
import { ColumnType } from './event-type.ts';

/** A column as a row event has it. What the source does not tell is undefined. */
export type BinlogColumn = {
  /** ColumnType; ENUM and SET are told apart from STRING. */
  readonly type: number;
  /** As the type defines it: length, precision and scale, fraction digits, or bytes of a length. */
  readonly metadata: number;
  readonly nullable: boolean;
  readonly unsigned: boolean;
  /** Collation id of character columns, enums and sets. */
  readonly collation: number | undefined;
  readonly name: string | undefined;
  /** Members of an enum or set, in their column's character set. */
  readonly members: readonly Buffer[] | undefined;
  readonly visible: boolean;
};

export type TableMap = {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly columns: readonly BinlogColumn[];
  /** Indexes of the primary key's columns; undefined where not told. */
  readonly primaryKey: readonly number[] | undefined;
};

const Field = {
  SIGNEDNESS: 1,
  DEFAULT_CHARSET: 2,
  COLUMN_CHARSET: 3,
  COLUMN_NAME: 4,
  SET_MEMBERS: 5,
  ENUM_MEMBERS: 6,
  SIMPLE_PRIMARY_KEY: 8,
  PRIMARY_KEY_WITH_PREFIX: 9,
  ENUM_SET_DEFAULT_CHARSET: 10,
  ENUM_SET_COLUMN_CHARSET: 11,
  VISIBILITY: 12,
} as const;

export function tableIdOf(bytes: Buffer): number {
  return new ByteCursor(bytes).u48();
}

/*
  table_id 6 · flags 2 · database length 1, text, 0 · table length 1, text, 0 · columns lenenc · a type byte each ·
  metadata lenenc length, bytes · nullable bits · optional { field 1 · length lenenc · bytes }*
*/
export function readTableMap(cursor: ByteCursor): TableMap {
  const id = cursor.u48();
  cursor.skip(2);
  const database = zeroEnded(cursor);
  const name = zeroEnded(cursor);
  const count = cursor.lenenc();
  const types = cursor.take(count);
  const metadata = new ByteCursor(cursor.take(cursor.lenenc()));
  const basic = Array.from(types, (type) => readMetadata(type, metadata));
  const nullable = cursor.take((count + 7) >> 3);
  const optional = readOptional(cursor);
  const details = new Details(basic, optional);
  const columns = basic.map(({ type, metadata: meta }, i) => ({
    type,
    metadata: meta,
    nullable: ((nullable[i >> 3] as number) & (1 << (i & 7))) !== 0,
    unsigned: details.unsigned[i] ?? false,
    collation: details.collations[i],
    name: details.names[i],
    members: details.members[i],
    visible: details.visible[i] ?? true,
  }));
  return { id, database, name, columns, primaryKey: details.primaryKey };
}

function zeroEnded(cursor: ByteCursor): string {
  const text = cursor.text(cursor.u8());
  cursor.skip(1);
  return text;
}

function readOptional(cursor: ByteCursor): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  while (cursor.left > 0) {
    const field = cursor.u8();
    fields.set(field, cursor.take(cursor.lenenc()));
  }
  return fields;
}

/** What the optional fields tell of each column; they count only the columns that they are about. */
class Details {
  readonly unsigned: boolean[] = [];
  readonly collations: (number | undefined)[] = [];
  readonly names: string[] = [];
  readonly members: (readonly Buffer[])[] = [];
  readonly visible: boolean[] = [];
  primaryKey: readonly number[] | undefined = undefined;

  constructor(columns: readonly { readonly type: number }[], fields: ReadonlyMap<number, Buffer>) {
    const indexes = (test: (type: number) => boolean): number[] =>
      columns.flatMap(({ type }, i) => (test(type) ? [i] : []));
    const numbers = indexes(isNumeric);
    const texts = indexes(isCharacter);
    const choices = indexes(isEnumOrSet);
    for (const [field, bytes] of fields) {
      const cursor = new ByteCursor(bytes);
      switch (field) {
        case Field.SIGNEDNESS:
          numbers.forEach((column, i) => {
            this.unsigned[column] = highBit(bytes, i);
          });
          break;
        case Field.DEFAULT_CHARSET:
          this.#defaults(texts, cursor);
          break;
        case Field.COLUMN_CHARSET:
          for (const column of texts) this.collations[column] = cursor.lenenc();
          break;
        case Field.ENUM_SET_DEFAULT_CHARSET:
          this.#defaults(choices, cursor);
          break;
        case Field.ENUM_SET_COLUMN_CHARSET:
          for (const column of choices) this.collations[column] = cursor.lenenc();
          break;
        case Field.COLUMN_NAME:
          for (let i = 0; cursor.left > 0; i++) this.names[i] = cursor.text(cursor.lenenc());
          break;
        case Field.SET_MEMBERS:
          this.#members(
            indexes((type) => type === ColumnType.SET),
            cursor,
          );
          break;
        case Field.ENUM_MEMBERS:
          this.#members(
            indexes((type) => type === ColumnType.ENUM),
            cursor,
          );
          break;
        case Field.SIMPLE_PRIMARY_KEY:
          this.primaryKey = keyColumns(cursor, false);
          break;
        case Field.PRIMARY_KEY_WITH_PREFIX:
          this.primaryKey = keyColumns(cursor, true);
          break;
        case Field.VISIBILITY:
          columns.forEach((_, i) => {
            this.visible[i] = highBit(bytes, i);
          });
          break;
        default: // of no use to us, or newer than we are
      }
    }
  }

  /** The collation of most columns, then the others': { index among these columns · collation }. */
  #defaults(columns: readonly number[], cursor: ByteCursor): void {
    const usual = cursor.lenenc();
    for (const column of columns) this.collations[column] = usual;
    while (cursor.left > 0) {
      const column = columns[cursor.lenenc()];
      const collation = cursor.lenenc();
      if (column === undefined) throw binlogError('a character set for a column that is not there');
      this.collations[column] = collation;
    }
  }

  #members(columns: readonly number[], cursor: ByteCursor): void {
    for (const column of columns) {
      const count = cursor.lenenc();
      this.members[column] = Array.from({ length: count }, () => cursor.take(cursor.lenenc()));
    }
  }
}

function keyColumns(cursor: ByteCursor, prefixes: boolean): number[] {
  const columns: number[] = [];
  while (cursor.left > 0) {
    columns.push(cursor.lenenc());
    if (prefixes) cursor.lenenc();
  }
  return columns;
}

function highBit(bytes: Buffer, i: number): boolean {
  return ((bytes[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0;
}
