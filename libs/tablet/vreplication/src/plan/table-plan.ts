import { VtError } from '@vt/base';
import { type Expr, print, quoteName } from '@vt/sqlparser';
import { type Field, type Row, Type } from '@vt/sqltypes';
import type { SqlBuffer } from '../db/sql-buffer.ts';
import { listTest } from './members.ts';
import type { PlannedColumn, StreamPlan } from './stream-plan.ts';
import type { TargetColumn } from './target-table.ts';
import { charsetOf, textLiteral, type ValueWriter, valueWriter } from './value-writer.ts';

/** Which of the source's columns an image has. */
export type Presence = (field: number) => boolean;

type Piece = Uint8Array | Value;
type Value = { readonly field: number; readonly write: ValueWriter };

/** A target column, ready to be written from a row of the stream. */
type Output = {
  readonly column: TargetColumn;
  readonly name: Buffer;
  readonly kind: PlannedColumn['kind'];
  readonly pieces: readonly Piece[];
  readonly fields: readonly number[];
  readonly isGrouped: boolean;
};

/** A key column of the target, for finding a row. */
type KeyPart = { readonly output: Output; readonly test: Buffer; readonly isNull: Buffer; readonly close: Buffer };

const COMMA = Buffer.from(', ');
const OPEN = Buffer.from('(');
const CLOSE = Buffer.from(')');
const EQUAL = Buffer.from(' = ');
const AND = Buffer.from(' AND ');
const WHERE = Buffer.from(' WHERE ');
const ONE = Buffer.from('1');

export type PlanOptions = {
  readonly isMariadb: boolean;
  /** '' where datetimes are not converted. */
  readonly sourceTimeZone: string;
  readonly targetTimeZone: string;
};

/**
 * Statements for one target table and one set of the source's columns. Rows are those of the stream.
 * INVARIANT: every value is written so that the column gets exactly what the source had, whatever its character set.
 */
export class TablePlan {
  readonly stream: StreamPlan;
  readonly fields: readonly Field[];
  readonly isMerged: boolean;
  readonly #outputs: readonly Output[];
  readonly #key: readonly KeyPart[];
  readonly #keyFields: ReadonlySet<number>;
  readonly #isKeyless: boolean;
  readonly #options: PlanOptions;
  readonly #table: Buffer;
  readonly #insertEnd: Buffer;
  /** Before the rows of an insert of whole images. */
  readonly insertStart: Buffer;

  constructor(stream: StreamPlan, fields: readonly Field[], options: PlanOptions) {
    this.stream = stream;
    this.fields = fields;
    this.#options = options;
    this.#outputs = this.#planOutputs();
    this.isMerged = stream.mode !== 'plain';
    this.#table = Buffer.from(quoteName(stream.target.name));
    const key = this.#keyNames();
    this.#isKeyless = key.length === 0;
    this.#key = this.#isKeyless
      ? this.#outputs.map((output) => this.#keyPart(output))
      : key.map((name) => this.#keyPart(this.#outputNamed(name)));
    this.#keyFields = new Set(this.#key.flatMap(({ output }) => output.fields));
    this.insertStart = this.#startInsert(this.#outputs);
    this.#insertEnd = this.#endInsert();
  }

  #planOutputs(): Output[] {
    const { columns, target } = this.stream;
    const byName = new Map(target.columns.map((column) => [column.name.toLowerCase(), column]));
    const find = (name: string): TargetColumn => {
      const column = byName.get(name.toLowerCase());
      if (column) return column;
      throw failed(`column ${name} not found in table ${target.name} of the target`);
    };
    if (columns === '*') {
      return this.fields.flatMap((field, i) => {
        const column = find(field.name);
        return column.isGenerated ? [] : [this.#plainOutput(column, field, i)];
      });
    }
    return columns.flatMap((planned) => {
      const column = find(planned.name);
      return column.isGenerated ? [] : [this.#plannedOutput(column, planned)];
    });
  }

  #plainOutput(column: TargetColumn, field: Field, index: number): Output {
    const pieces = this.#columnPieces(column, field, index);
    return {
      column,
      name: Buffer.from(quoteName(column.name)),
      kind: 'expression',
      pieces,
      fields: [index],
      isGrouped: false,
    };
  }

  #plannedOutput(column: TargetColumn, planned: PlannedColumn): Output {
    const { kind, expr, isGrouped } = planned;
    const base = { column, name: Buffer.from(quoteName(column.name)), kind, isGrouped };
    if (kind === 'count') return { ...base, pieces: [ONE], fields: [] };
    if (expr.kind === 'ColName') {
      const index = this.#fieldNamed(expr.name);
      const field = this.fields[index] as Field;
      return { ...base, pieces: this.#columnPieces(column, field, index), fields: [index] };
    }
    return { ...base, ...this.#expressionPieces(expr) };
  }

  /** A source column into a target column: with what the rule says about conversions. */
  #columnPieces(column: TargetColumn, field: Field, index: number): Piece[] {
    const { rule } = this.stream;
    const { sourceTimeZone, targetTimeZone } = this.#options;
    const ref = { field: index, write: valueWriter(field) };
    if (rule.convert_int_to_enum[field.name]) return [{ field: index, write: quotedNumber }];
    if (field.type === Type.DATETIME && sourceTimeZone !== '' && column.type === 'datetime') {
      const zones = `${textLiteral(sourceTimeZone)}, ${textLiteral(targetTimeZone || 'UTC')}`;
      return [{ field: index, write: zoned(ref.write, zones) }];
    }
    return [
      column.type === 'enum' || column.type === 'set'
        ? { field: index, write: watched(column, field, ref.write) }
        : ref,
    ];
  }

  #expressionPieces(expr: Expr): { pieces: Piece[]; fields: number[] } {
    const fields: number[] = [];
    const text = print(expr, {
      intercept: (node, printer) => {
        if (node.kind !== 'ColName') return false;
        fields.push(this.#fieldNamed(node.name));
        printer.raw(`\0${fields.length - 1}\0`);
        return true;
      },
    });
    const pieces = text.split('\0').flatMap((part, i): Piece[] => {
      if (i % 2 === 0) return part === '' ? [] : [Buffer.from(part)];
      const field = fields[Number(part)] as number;
      return [{ field, write: valueWriter(this.fields[field] as Field) }];
    });
    return { pieces, fields };
  }

  #fieldNamed(name: string): number {
    const index = this.fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
    if (index < 0) throw failed(`column ${name} not found in table ${this.stream.sourceTable} of the source`);
    return index;
  }

  #keyNames(): readonly string[] {
    const { rule, target } = this.stream;
    if (rule.target_unique_key_columns !== '') return rule.target_unique_key_columns.split(',').map(decodeURIComponent);
    return target.key;
  }

  #outputNamed(name: string): Output {
    const found = this.#outputs.find(({ column }) => column.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    throw failed(`primary key column ${name} not found in select list of table ${this.stream.target.name}`);
  }

  /** Without a key, rows are told apart by all their bytes, not by what collations call equal. */
  #keyPart(output: Output): KeyPart {
    const { column, name } = output;
    const [only] = output.fields;
    const field = only === undefined ? undefined : this.fields[only];
    const isNull = Buffer.concat([name, Buffer.from(' IS NULL')]);
    const part = (before: string, after: string, close: string): KeyPart => ({
      output,
      isNull,
      test: Buffer.concat([Buffer.from(before), name, Buffer.from(after)]),
      close: Buffer.from(close),
    });
    const { isMariadb } = this.#options;
    if (column.type === 'float') return part('', ' = CAST(', ' AS FLOAT)');
    if (column.type === 'json' && !isMariadb) return part('', ' = CAST(', ' AS JSON)');
    const isText = field !== undefined && column.charset !== '' && charsetOf(field) !== undefined;
    if (this.#isKeyless && isText) return part('BINARY ', ` = BINARY CONVERT(`, ` USING ${column.charset})`);
    return part('', ' = ', '');
  }

  #startInsert(outputs: readonly Output[]): Buffer {
    const ignore = this.stream.mode === 'ignore' ? 'INSERT IGNORE INTO ' : 'INSERT INTO ';
    const names = outputs.flatMap(({ name }, i) => (i === 0 ? [name] : [COMMA, name]));
    return Buffer.concat([Buffer.from(ignore), this.#table, Buffer.from(' ('), ...names, Buffer.from(') VALUES ')]);
  }

  #endInsert(): Buffer {
    if (this.stream.mode !== 'merge') return Buffer.alloc(0);
    const parts = this.#outputs
      .filter(({ kind, isGrouped, column }) => kind !== 'expression' || !(isGrouped || this.#isKey(column)))
      .map(({ name, kind }) => {
        const column = name.toString();
        return kind === 'expression' ? `${column} = VALUES(${column})` : `${column} = ${column} + VALUES(${column})`;
      });
    return Buffer.from(` ON DUPLICATE KEY UPDATE ${parts.join(', ')}`);
  }

  #isKey(column: TargetColumn): boolean {
    return this.#key.some(({ output }) => output.column === column);
  }

  /** After the rows of an insert. */
  get insertEnd(): Buffer {
    return this.#insertEnd;
  }

  /** A row between parentheses, for an insert of whole images. */
  writeValues(out: SqlBuffer, row: Row): void {
    out.bytes(OPEN);
    const outputs = this.#outputs;
    for (let i = 0; i < outputs.length; i++) {
      if (i > 0) out.bytes(COMMA);
      this.#writeInserted(out, outputs[i] as Output, row);
    }
    out.bytes(CLOSE);
  }

  #writeInserted(out: SqlBuffer, output: Output, row: Row): void {
    if (output.kind !== 'sum') return write(out, output, row);
    out.text('IFNULL(');
    write(out, output, row);
    out.text(', 0)');
  }

  /** An insert of an image that lacks columns: those get their defaults. */
  writePartialInsert(out: SqlBuffer, row: Row, has: Presence): void {
    this.#refuseMerged();
    const outputs = this.#outputs.filter(({ fields, column }) => isWhole(fields, has, column));
    out.bytes(this.#startInsert(outputs));
    out.bytes(OPEN);
    outputs.forEach((output, i) => {
      if (i > 0) out.bytes(COMMA);
      write(out, output, row);
    });
    out.bytes(CLOSE);
  }

  /** Whether an update moves the row to another key. Columns that are missing did not change. */
  changesKey(before: Row, after: Row, has: Presence): boolean {
    for (const field of this.#keyFields) {
      if (has(field) && !sameValue(before[field] ?? null, after[field] ?? null)) return true;
    }
    return false;
  }

  /** False: there is nothing to do. */
  writeUpdate(out: SqlBuffer, before: Row, after: Row, has: Presence): boolean {
    if (this.stream.mode === 'ignore') return false;
    const movesKey = this.changesKey(before, after, has);
    const sets = this.#outputs.filter(
      ({ fields, column, kind }) =>
        kind !== 'count' && (movesKey || !this.#isKey(column)) && isWhole(fields, has, column),
    );
    if (sets.length === 0) return false;
    out.text('UPDATE ');
    out.bytes(this.#table);
    out.text(' SET ');
    sets.forEach((output, i) => {
      if (i > 0) out.bytes(COMMA);
      out.bytes(output.name);
      out.bytes(EQUAL);
      if (output.kind === 'sum') this.#writeSumChange(out, output, before, after);
      else write(out, output, after);
    });
    this.#writeWhere(out, before);
    return true;
  }

  #writeSumChange(out: SqlBuffer, output: Output, before: Row | undefined, after: Row | undefined): void {
    out.bytes(output.name);
    for (const [sign, row] of [
      [' - IFNULL(', before],
      [' + IFNULL(', after],
    ] as const) {
      if (!row) continue;
      out.text(sign);
      write(out, output, row);
      out.text(', 0)');
    }
  }

  /** False: there is nothing to do. */
  writeDelete(out: SqlBuffer, before: Row): boolean {
    if (this.stream.mode === 'ignore') return false;
    if (this.stream.mode === 'merge') return this.#writeTakenAway(out, before);
    out.text('DELETE FROM ');
    out.bytes(this.#table);
    this.#writeWhere(out, before);
    return true;
  }

  /** A row that leaves its group. */
  #writeTakenAway(out: SqlBuffer, before: Row): boolean {
    const sums = this.#outputs.filter(({ kind }) => kind !== 'expression');
    out.text('UPDATE ');
    out.bytes(this.#table);
    out.text(' SET ');
    sums.forEach((output, i) => {
      if (i > 0) out.bytes(COMMA);
      out.bytes(output.name);
      out.bytes(EQUAL);
      if (output.kind === 'sum') this.#writeSumChange(out, output, before, undefined);
      else {
        out.bytes(output.name);
        out.text(' - 1');
      }
    });
    this.#writeWhere(out, before);
    return true;
  }

  #writeWhere(out: SqlBuffer, row: Row): void {
    out.bytes(WHERE);
    this.#key.forEach(({ output, test, isNull, close }, i) => {
      if (i > 0) out.bytes(AND);
      const [only] = output.fields;
      if (only !== undefined && output.fields.length === 1 && row[only] === null) return out.bytes(isNull);
      out.bytes(test);
      write(out, output, row);
      out.bytes(close);
    });
    // Rows that are equal in everything are told apart by nobody: one of them it is.
    if (this.#isKeyless) out.text(' LIMIT 1');
  }

  #refuseMerged(): void {
    if (this.isMerged) throw failed(`table ${this.stream.target.name} needs whole row images: binlog_row_image=FULL`);
  }
}

function write(out: SqlBuffer, { pieces }: Output, row: Row): void {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) out.bytes(piece);
    else piece.write(out, row[piece.field] ?? null);
  }
}

const DAY = /^\d+-(?!00)\d\d-(?!00)\d\d/;

/** What is no day of any zone, as a zero date, stays as it is. */
function zoned(write: ValueWriter, zones: string): ValueWriter {
  return (out, value) => {
    if (value === null || !DAY.test(Buffer.from(value).toString('latin1'))) return write(out, value);
    out.text('CONVERT_TZ(');
    write(out, value);
    out.text(`, ${zones})`);
  };
}

/** Marks values that an ENUM or SET of the target does not list: not strict, a session would store nothing in their stead. */
function watched(column: TargetColumn, field: Field, write: ValueWriter): ValueWriter {
  const isListed = listTest(column, field);
  if (!isListed) return write;
  return (out, value) => {
    if (value !== null && !isListed(value)) out.unlisted.add(column.name);
    write(out, value);
  };
}

/** A number as text: an ENUM takes it as the name of a member, not as its index. */
const quotedNumber: ValueWriter = (out, value) => (value === null ? out.text('NULL') : out.quoted(value));

function isWhole(fields: readonly number[], has: Presence, { name }: TargetColumn): boolean {
  const present = fields.filter(has).length;
  if (present === fields.length) return true;
  if (present === 0) return false;
  throw failed(`column ${name} needs columns that the row image lacks: binlog_row_image=FULL`);
}

function sameValue(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}

function failed(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
