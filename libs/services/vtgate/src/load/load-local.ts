import { VtError } from '@vt/base';
import { decodeText, type LoadData, print } from '@vt/sqlparser';
import { type BindValue, type Diagnostic, encodeValue, Type } from '@vt/sqltypes';
import { answerOk } from '../executor/local-result.ts';
import type { ClientSink, StatementRun } from '../executor/statement.ts';
import { BatchGate } from './batch-gate.ts';
import { fieldWriting, insertHead, type LoadTarget, layoutOf, setTexts, targetsOf } from './load-shape.ts';
import { type FileField, type FileRow, RowReader } from './row-reader.ts';

const BATCH_CHARS_MAX = 256 * 1024;
const BATCH_ROWS_MAX = 2_000;
const ROW_BYTES_MAX = 64 * 1024 * 1024;
const WARNINGS_MAX = 1_024;
const NULL_TO_NOT_NULL = 1263;
/** What a mysqld says of the same in an insert. */
const CANNOT_BE_NULL = 1048;
const TOO_FEW = 1261;
const TOO_MANY = 1262;

/** LOAD DATA LOCAL INFILE: the client's file, as inserts of some rows each, all in one transaction. */
export async function loadLocal(run: StatementRun, statement: LoadData): Promise<void> {
  const sink: ClientSink = run.sink;
  if (statement.format === 'xml' || statement.bulk) throw VtError.of('VT12001', 'this form of LOAD DATA LOCAL');
  const table = statement.table && print(statement.table);
  const { fields } = await run.read(`select * from ${table} limit 0`);
  const targets = targetsOf(statement, fields);
  const load = new Load(run, statement, targets);
  const gate = new BatchGate();
  if (!sink.requestLocalInfile?.(statement.file.value, gate.receiver)) throw localDisabled();
  await gate.whole(run.signal, () => run.shards.atomically(() => load.takeAll(gate), run.signal));
  load.answer();
}

/** MySQL's word where client or server do not allow it. */
export function localDisabled(): VtError {
  return new VtError({
    code: 'PERMISSION_DENIED',
    errno: 3948,
    state: '42000',
    message: 'Loading local data is disabled; this must be enabled on both the client and server sides',
  });
}

/** One statement's way through its file. */
class Load {
  readonly #run: StatementRun;
  readonly #statement: LoadData;
  readonly #targets: readonly LoadTarget[];
  readonly #reader: RowReader;
  readonly #head: string;
  readonly #writing: ReturnType<typeof fieldWriting>;
  #records = 0;
  #affected = 0n;
  #insertId = 0n;
  #unsaid = 0;
  /** Warnings of the rows that are inserted. */
  #warned = 0;

  constructor(run: StatementRun, statement: LoadData, targets: readonly LoadTarget[]) {
    this.#run = run;
    this.#statement = statement;
    this.#targets = targets;
    this.#writing = fieldWriting(statement.charset);
    this.#reader = new RowReader(layoutOf(statement), targets.length, ROW_BYTES_MAX);
    this.#head = insertHead(statement, targets);
  }

  async takeAll(gate: BatchGate): Promise<void> {
    let texts: string[] = [];
    let chars = 0;
    for await (const chunk of gate.chunks()) {
      if (chunk) this.#reader.push(chunk);
      else this.#reader.end();
      for (let row = this.#next(); row; row = this.#next()) {
        const text = this.#rowText(row, this.#records + texts.length + 1);
        texts.push(text);
        chars += text.length;
        if (chars < BATCH_CHARS_MAX && texts.length < BATCH_ROWS_MAX) continue;
        await this.#insert(texts);
        texts = [];
        chars = 0;
      }
    }
    if (texts.length > 0) await this.#insert(texts);
  }

  #next(): FileRow | undefined {
    try {
      return this.#reader.next();
    } catch (error) {
      const { message } = error as Error;
      throw new VtError({ code: 'RESOURCE_EXHAUSTED', errno: 1153, state: '08S01', message });
    }
  }

  #rowText({ fields, more }: FileRow, number: number): string {
    if (more) this.#warn(TOO_MANY, `Row ${number} was truncated; it contained more data than there were input columns`);
    const values: string[] = [];
    const variables = new Map<string, string>();
    for (const [i, target] of this.#targets.entries()) {
      const field = fields[i];
      if (field === undefined) this.#warn(TOO_FEW, `Row ${number} doesn't contain data for all columns`);
      else if (field === null && target.kind === 'column' && target.mustHaveValue)
        this.#warn(
          NULL_TO_NOT_NULL,
          `Column set to default value; NULL supplied to NOT NULL column '${target.name}' at row ${number}`,
        );
      if (target.kind === 'column') values.push(this.#literal(field ?? null));
      else {
        variables.set(target.name, field === undefined ? 'null' : this.#literal(field));
        this.#run.session.userVariables.set(target.name, variableValue(field));
      }
    }
    return `(${[...values, ...setTexts(this.#statement, variables)].join(', ')})`;
  }

  #literal(field: FileField): string {
    if (field === null) return 'null';
    const { introducer, form } = this.#writing;
    if (form === 'hex') return field.length === 0 ? `${introducer}''` : `${introducer}x'${field.toString('hex')}'`;
    const { noBackslashEscapes } = this.#run.mode;
    return decodeText(encodeValue({ type: Type.VARCHAR, value: field }, { noBackslashEscapes }));
  }

  async #insert(texts: readonly string[]): Promise<void> {
    const { warnings } = this.#run.session;
    const own = warnings.splice(this.#warned);
    const result = await this.#run.write(this.#head + texts.join(', '));
    // mysqld counts the rows of the insert, and the client those of the file.
    const said = warnings
      .splice(this.#warned)
      .filter(({ code }) => code !== CANNOT_BE_NULL)
      .map(({ level, code, message }) => ({
        level,
        code,
        message: message.replace(/ at row (\d+)$/, (_, row) => ` at row ${Number(row) + this.#records}`),
      }));
    warnings.push(...(own.length === 0 ? said : [...said, ...own].toSorted((a, b) => rowOf(a) - rowOf(b))));
    this.#unsaid += Math.max(0, warnings.length - WARNINGS_MAX);
    if (warnings.length > WARNINGS_MAX) warnings.length = WARNINGS_MAX;
    this.#warned = warnings.length;
    this.#records += texts.length;
    this.#affected += result.affectedRows;
    this.#insertId ||= result.insertId;
  }

  #warn(code: number, message: string): void {
    const { session } = this.#run;
    if (session.warnings.length < WARNINGS_MAX) session.warn(code, message);
    else this.#unsaid++;
  }

  answer(): void {
    const records = BigInt(this.#records);
    const isReplace = this.#statement.onDuplicate === 'replace';
    const deleted = isReplace ? this.#affected - records : 0n;
    const skipped = isReplace ? 0n : records - this.#affected;
    const warnings = this.#run.session.warnings.length + this.#unsaid;
    answerOk(this.#run.sink, {
      affectedRows: this.#affected,
      insertId: this.#insertId,
      warnings: this.#unsaid,
      info: `Records: ${records}  Deleted: ${deleted}  Skipped: ${skipped}  Warnings: ${warnings}`,
    });
  }
}

/** The row that a warning is about, as far as it says. */
function rowOf({ message }: Diagnostic): number {
  return Number(/\brow (\d+)\b/i.exec(message)?.[1] ?? 0);
}

function variableValue(field: FileField | undefined): BindValue {
  return field ? { type: Type.VARCHAR, value: field } : { type: Type.NULL_TYPE, value: new Uint8Array(0) };
}
