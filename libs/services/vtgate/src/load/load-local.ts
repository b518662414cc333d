import { VtError } from '@vt/base';
import { decodeText, type LoadData, print } from '@vt/sqlparser';
import { type BindValue, type Diagnostic, encodeValue, Type } from '@vt/sqltypes';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { ClientSink, StatementRun } from '../executor/statement.ts';
import { defaultBegin } from '../session/session.ts';
import { BatchGate } from './batch-gate.ts';
import { fieldWriting, insertHead, type LoadTarget, lastValues, layoutOf, setTexts, targetsOf } from './load-shape.ts';
import { nullToNotNull, ofFile, tooFew, tooMany } from './load-warnings.ts';
import { type FileField, type FileRow, RowReader } from './row-reader.ts';

const BATCH_CHARS_MAX = 256 * 1024;
const BATCH_ROWS_MAX = 2_000;
const ROW_BYTES_MAX = 64 * 1024 * 1024;
const WARNINGS_MAX = 1_024;
/** How often shards that have no row of the file to take are told that it still comes: tablets end what is silent. */
const KEEP_ALIVE_MS = 1_000;

/** A file may be long, and its client slow: it is loaded for as long as it comes. */
const begin = { ...defaultBegin, lastsWhileUsed: true };

/** LOAD DATA LOCAL INFILE: the client's file, as inserts of some rows each, all in one transaction. */
export async function loadLocal(run: StatementRun, asked: LoadData): Promise<void> {
  const sink: ClientSink = run.sink;
  if (asked.format === 'xml' || asked.bulk) throw VtError.of('VT12001', 'this form of LOAD DATA LOCAL');
  const statement = asked.charset ? asked : { ...asked, charset: await databaseCharset(run) };
  const table = statement.table && print(statement.table);
  const { fields } = await run.read(`select * from ${table} limit 0`);
  const targets = targetsOf(statement, fields);
  const load = new Load(run, statement, targets);
  const gate = new BatchGate(run.signal);
  if (!sink.requestLocalInfile?.(statement.file.value, gate.receiver)) throw localDisabled();
  await gate.whole(() => run.shards.atomically(() => load.takeAll(gate), run.signal, begin));
  load.answer();
}

/** What a file is written in that names no character set: that of the default database, whatever the connection's is. */
async function databaseCharset(run: StatementRun): Promise<string> {
  const { rows } = await run.ask('select @@character_set_database');
  const [value] = rows[0] ?? [];
  return value ? Buffer.from(value).toString() : '';
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
  readonly #setsVariables: boolean;
  readonly #reader: RowReader;
  readonly #head: string;
  /** Which of a row's values are inserted. */
  readonly #kept: readonly boolean[];
  /** Columns, in lower case, that get several of a row's values. */
  readonly #twice: ReadonlySet<string>;
  readonly #writing: ReturnType<typeof fieldWriting>;
  /** Rows that were read, and those of them that were inserted. */
  #rows = 0;
  #records = 0;
  /** The insert that is under way: the next rows are read meanwhile. */
  #inFlight: Promise<void> | undefined;
  #affected = 0n;
  #insertId = 0n;
  #unsaid = 0;
  #keptAliveMs = performance.now();

  constructor(run: StatementRun, statement: LoadData, targets: readonly LoadTarget[]) {
    this.#run = run;
    this.#statement = statement;
    this.#targets = targets;
    this.#setsVariables = targets.some(({ kind }) => kind === 'variable');
    this.#writing = fieldWriting(statement.charset);
    this.#reader = new RowReader(layoutOf(statement), targets.length, ROW_BYTES_MAX);
    const { kept, twice } = lastValues(statement, targets);
    this.#kept = kept;
    this.#twice = twice;
    this.#head = insertHead(statement, targets, this.#kept);
  }

  async takeAll(gate: BatchGate): Promise<void> {
    try {
      await this.#takeRows(gate);
    } catch (error) {
      // Whoever undoes the transaction finds nothing of it still running. Where that fails, too, it failed for earlier rows.
      await this.#settled();
      throw error;
    }
    await this.#settled();
  }

  async #takeRows(gate: BatchGate): Promise<void> {
    let texts: string[] = [];
    let chars = 0;
    for await (const chunk of gate.chunks()) {
      if (chunk) this.#reader.push(chunk);
      else this.#reader.end();
      await this.#keepAlive();
      for (let row = this.#next(); row; row = this.#next()) {
        const own: Diagnostic[] = [];
        const text = this.#rowText(row, ++this.#rows, own);
        if (own.length > 0) await this.#settled();
        const isAlone = own.length > 0 && this.#run.session.warnings.length < WARNINGS_MAX;
        if (own.length > 0 && !isAlone) this.#unsaid += own.length;
        if (isAlone) {
          // Only so is it known which of a mysqld's warnings are the row's. There are not many: so many warnings are kept.
          if (texts.length > 0) await this.#send(texts);
          await this.#send([text], own);
        } else {
          texts.push(text);
          chars += text.length;
          if (chars < BATCH_CHARS_MAX && texts.length < BATCH_ROWS_MAX) continue;
          await this.#send(texts);
        }
        texts = [];
        chars = 0;
      }
    }
    if (texts.length > 0) await this.#send(texts);
  }

  /** Starts an insert when the one before has ended. */
  async #send(texts: readonly string[], own?: readonly Diagnostic[]): Promise<void> {
    await this.#settled();
    const sent = this.#insert(texts, own);
    sent.catch(() => {});
    this.#inFlight = sent;
    // An insert may look at variables that the rows behind it set.
    if (this.#setsVariables) await this.#settled();
  }

  async #settled(): Promise<void> {
    const sent = this.#inFlight;
    this.#inFlight = undefined;
    await sent;
  }

  async #keepAlive(): Promise<void> {
    const now = performance.now();
    if (now - this.#keptAliveMs < KEEP_ALIVE_MS) return;
    this.#keptAliveMs = now;
    await this.#settled();
    await this.#run.shards.keepAlive(this.#run.signal);
  }

  #next(): FileRow | undefined {
    try {
      return this.#reader.next();
    } catch (error) {
      const { message } = error as Error;
      throw new VtError({ code: 'RESOURCE_EXHAUSTED', errno: 1153, state: '08S01', message });
    }
  }

  /** @param own gets what the row itself is warned of */
  #rowText({ fields, more }: FileRow, number: number, own: Diagnostic[]): string {
    if (more) own.push(tooMany(number));
    const values: string[] = [];
    const variables = new Map<string, string>();
    for (const [i, target] of this.#targets.entries()) {
      const field = fields[i];
      if (target.kind === 'column') {
        if (field === undefined && this.#twice.has(target.name.toLowerCase()))
          throw VtError.of('VT12001', `LOAD DATA that names column '${target.name}' twice, with rows too short for it`);
        if (field === undefined) own.push(tooFew(number));
        else if (field === null && target.mustHaveValue) own.push(nullToNotNull(target.name, number));
        values.push(this.#literal(field ?? null));
      } else {
        variables.set(target.name, field === undefined ? 'null' : this.#literal(field));
        this.#run.session.userVariables.set(target.name, variableValue(field));
      }
    }
    values.push(...setTexts(this.#statement, variables));
    const last = this.#twice.size > 0 ? values.filter((_, i) => this.#kept[i]) : values;
    return `(${last.join(', ')})`;
  }

  #literal(field: FileField): string {
    if (field === null) return 'null';
    const { introducer, form } = this.#writing;
    if (form === 'hex') return field.length === 0 ? `${introducer}''` : `${introducer}x'${field.toString('hex')}'`;
    const { noBackslashEscapes } = this.#run.mode;
    if (isPlain(field)) return `'${field.toString('latin1')}'`;
    return decodeText(encodeValue({ type: Type.VARCHAR, value: field }, { noBackslashEscapes }));
  }

  async #insert(texts: readonly string[], own: readonly Diagnostic[] = []): Promise<void> {
    const { warnings } = this.#run.session;
    // What is warned of is put in its row's place among those that are there: rows are numbered anew by each insert.
    const before = warnings.splice(0);
    const result = await this.#run.write(this.#head + texts.join(', ')).finally(() => {
      const said = warnings.splice(0);
      warnings.push(...before, ...ofFile(said, own, this.#targets, this.#records));
    });
    this.#unsaid += Math.max(0, warnings.length - WARNINGS_MAX);
    if (warnings.length > WARNINGS_MAX) warnings.length = WARNINGS_MAX;
    this.#records += texts.length;
    this.#affected += result.affectedRows;
    this.#insertId ||= result.insertId;
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

/** Bytes that are the same in a literal of any mode. */
const plain = Uint8Array.from({ length: 256 }, (_, c) =>
  c >= 0x20 && c < 0x7f && !`'"\\`.includes(String.fromCharCode(c)) ? 1 : 0,
);

function isPlain(field: Buffer): boolean {
  for (let i = 0; i < field.length; i++) if (plain[field[i] as number] === 0) return false;
  return true;
}

function variableValue(field: FileField | undefined): BindValue {
  return field ? { type: Type.VARCHAR, value: Buffer.from(field) } : { type: Type.NULL_TYPE, value: new Uint8Array(0) };
}
