import { toVtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import { collectResult, type Result } from '@vt/sqltypes';
import { StatementSplitter } from './split.ts';
import { batchText, tableText, verticalText } from './table.ts';

export type OutputForm = 'table' | 'batch';

export type SqlSessionOptions = {
  readonly form: OutputForm;
  /** Column names above the values. */
  readonly names: boolean;
  /** Counts and times after each statement. */
  readonly interactive: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
};

/** A shell holds a whole result to draw it. */
const ROWS_MAX = 1_000_000;

/** Statements in, results printed; one connection. */
export class SqlSession {
  readonly #connection: MysqlConnection;
  readonly #options: SqlSessionOptions;
  readonly #splitter = new StatementSplitter();

  constructor(connection: MysqlConnection, options: SqlSessionOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#splitter.isOpen;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  clear(): void {
    this.#splitter.clear();
  }

  /** Runs what `text` completes; with `last`, the rest too. False when a statement failed; without `force` none follows it. */
  async run(text: string, last: boolean, force: boolean): Promise<boolean> {
    const statements = [...this.#splitter.push(text), ...(last ? this.#splitter.end() : [])];
    let ok = true;
    for (const { sql, line, vertical } of statements) {
      const from = performance.now();
      try {
        this.#print(await this.#execute(sql), vertical, performance.now() - from);
      } catch (error) {
        this.#options.writeError(errorText(error, this.#options.interactive ? undefined : line));
        ok = false;
        if (!force) return false;
      }
    }
    return ok;
  }

  #execute(sql: string): Promise<Result> {
    const sink = collectResult({ rowsMax: ROWS_MAX });
    this.#connection.query(sql, sink);
    return sink.result;
  }

  #print(result: Result, vertical: boolean, elapsedMs: number): void {
    const { form, names, interactive, write } = this.#options;
    const took = `(${(elapsedMs / 1000).toFixed(2)} sec)`;
    if (result.fields.length === 0) {
      if (interactive) write(`Query OK, ${plural(result.affectedRows, 'row')} affected ${took}\n\n`);
      return;
    }
    if (result.rows.length > 0 || (form === 'batch' && names)) {
      const text = vertical ? verticalText(result) : form === 'table' ? tableText(result) : batchText(result, names);
      if (text !== '') write(`${text}\n`);
    }
    if (interactive) write(`${plural(BigInt(result.rows.length), 'row')} in set ${took}\n\n`);
  }
}

function plural(count: bigint, noun: string): string {
  return `${count} ${noun}${count === 1n ? '' : 's'}`;
}

/** `ERROR 1064 (42000) at line 3: …`, as the MySQL client says it. */
function errorText(error: unknown, line: number | undefined): string {
  const { errno, state, message } = toVtError(error);
  const where = line === undefined ? '' : ` at line ${line}`;
  const plain = message.replace(/ \(errno \d+\) \(sqlstate \w{5}\)$/, '');
  return errno === undefined ? `ERROR${where}: ${message}\n` : `ERROR ${errno} (${state})${where}: ${plain}\n`;
}
