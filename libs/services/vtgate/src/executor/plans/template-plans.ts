import { decodeText, encodeText, Fingerprint, fingerprintInto } from '@vt/sqlparser';
import type { BindVariables } from '@vt/sqltypes';
import type { VSchema } from '@vt/vschema';
import { FastCache } from '../../fast/fast-cache.ts';
import { type FastEntry, longWay } from '../../fast/fast-plan.ts';
import { isPlain, standsAlone } from '../../fast/plain-text.ts';
import type { StatementRun } from '../statement.ts';
import { bindsOf, kindsOf, literalValues } from './literal-values.ts';
import { makeTemplate, type PlannedTemplate } from './template.ts';

const TEXT_CHARS_MAX = 16 * 1024;
/** Characters of all contexts' keys together: clients choose how many literals they write. */
const CONTEXT_CHARS_MAX = 4 * 1024 * 1024;
const kinds: ReadonlySet<string> = new Set(['delete', 'insert', 'replace', 'select', 'update']);
/** sql_modes that change what a text means. */
export const OTHER_SYNTAX =
  /ANSI|NO_BACKSLASH|PIPES|IGNORE_SPACE|HIGH_NOT|ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB|EMPTY_STRING/i;

/** A statement as the plan of all that differ from it in their literals only, and its own. */
export type Templated = {
  readonly template: PlannedTemplate;
  readonly binds: BindVariables;
  /** Planned just now. */
  readonly isNew?: boolean;
};

/** Plans by fingerprint, kinds of literals, and what else they depend on; bounded in bytes. */
export class TemplatePlans {
  readonly cache: FastCache;
  readonly #found = new Fingerprint();
  readonly #contexts = new Map<string, number>();
  #contextChars = 0;
  #nextContext = 1;

  constructor(bytesMax: number) {
    this.cache = new FastCache(bytesMax);
  }

  /** Undefined: it is to be planned by its text. */
  of(run: StatementRun, sql: string, vschema: VSchema): Templated | undefined {
    const { session, classified } = run;
    if (sql.length > TEXT_CHARS_MAX || !kinds.has(classified.kind) || session.selectLimit !== undefined)
      return undefined;
    if (OTHER_SYNTAX.test(session.sqlMode) || goesVerbatim(session, vschema)) return undefined;
    const found = this.#found;
    const bytes = encodeText(sql);
    if (!fingerprintInto(bytes, 0, bytes.length, 0, found) || !standsAlone(bytes, found)) return undefined;
    const values = literalValues(found, bytes);
    const valueKinds = values && kindsOf(values);
    if (!values || valueKinds === undefined) return undefined;
    const context = this.#context(run, valueKinds);
    const known = this.cache.get(found, bytes, context, vschema);
    const entry = known ?? this.#learn(run, bytes, valueKinds, context);
    const binds = entry.kind === 'planned' ? bindsOf(entry, values) : undefined;
    return entry.kind === 'planned' && binds ? { template: entry, binds, isNew: known === undefined } : undefined;
  }

  /** Its plan refused what it was made for: from now on each is planned by its text. */
  forget(run: StatementRun, sql: string, { template }: Templated): void {
    const bytes = encodeText(sql);
    if (fingerprintInto(bytes, 0, bytes.length, 0, this.#found))
      this.cache.add(this.#found, bytes, this.#context(run, template.kinds), longWay);
  }

  #learn(run: StatementRun, bytes: Buffer, valueKinds: string, context: number): FastEntry {
    const found = this.#found;
    const entry = isPlain(bytes, found) ? this.#make(run, bytes, valueKinds) : longWay;
    this.cache.add(found, bytes, context, entry);
    return entry;
  }

  #make(run: StatementRun, bytes: Buffer, valueKinds: string): FastEntry {
    const found = this.#found;
    const sql = decodeText(bytes.subarray(found.textStart, found.textEnd));
    // A name of the client's own that looks like a place.
    if (/_l\d/.test(sql)) return longWay;
    const template = templateOf(found, bytes);
    try {
      return makeTemplate({ run, statement: run.classified.kind, sql, template, kinds: valueKinds }) ?? longWay;
    } catch {
      // The plan of its text says what is wrong with it.
      return longWay;
    }
  }

  #context({ session }: StatementRun, valueKinds: string): number {
    const { keyspace, tabletType, destination } = session.target;
    const checks = session.settings.get('foreign_key_checks') ?? '';
    const key = `${keyspace}|${tabletType}|${destination ? JSON.stringify(destination) : ''}|${checks}|${session.sqlModeNames}|${valueKinds}`;
    const found = this.#contexts.get(key);
    if (found !== undefined) return found;
    this.#contextChars += key.length;
    if (this.#contextChars > CONTEXT_CHARS_MAX) {
      this.#contexts.clear();
      this.#contextChars = key.length;
    }
    const made = this.#nextContext++;
    this.#contexts.set(key, made);
    return made;
  }
}

/** In one shard's hands a statement is best left as it is. */
function goesVerbatim({ target }: StatementRun['session'], vschema: VSchema): boolean {
  return target.destination !== undefined || vschema.keyspaces.get(target.keyspace)?.sharded === false;
}

/** The statement with places `:_l1`, `:_l2` … instead of its literals. */
export function templateOf(found: Fingerprint, sql: Buffer): string {
  let template = '';
  let from = found.textStart;
  for (let i = 0; i < found.literals; i++) {
    template += `${sql.toString('latin1', from, found.starts[i])}:_l${i + 1}`;
    from = found.ends[i] as number;
  }
  return template + sql.toString('latin1', from, found.textEnd);
}
