import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VtError } from '@vt/base';
import { collationById } from '@vt/collations';
import { type Expr, parse } from '@vt/sqlparser';

import { compileExpression } from '../compile/compile.ts';
import type { CompileEnv } from '../compile/environment.ts';
import { UnsupportedError } from '../errors.ts';
import { Frame, rowReader } from '../frame.ts';
import { jsonType } from '../type/eval-type.ts';
import { notation } from './notation.ts';

const root = process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora');

/** The lines of a corpus file; none, with a word on stderr, when it is not on this machine. */
export function readLines<T>(file: string): T[] {
  const full = path.join(root, file);
  if (!existsSync(full)) {
    process.stderr.write(`skipped: no corpus at ${full} (set VT_CORPORA)\n`);
    return [];
  }
  return readFileSync(full, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export type TypedValue = { readonly type: string; readonly value?: string | { $hex: string } };
export type ExpressionCase = {
  readonly id: string;
  readonly fn: string;
  readonly expr: string;
  readonly row?: readonly TypedValue[];
  readonly schema?: readonly { name: string; column_type: string }[];
  readonly skip_collation_check?: boolean;
  readonly mysql97_value?: string;
  readonly mysql97_error?: number;
  readonly mysql97_collation?: string;
  readonly mysql97_decimals?: number;
};

/** The moment at which the corpus was recorded, as far as dates of the day show it. */
export const RECORDED_MICROS = Date.UTC(2026, 10, 22, 12, 0, 0) * 1000;

export type Outcome =
  | { readonly kind: 'value'; readonly text: string; readonly collation: string; readonly decimals: number }
  | { readonly kind: 'error'; readonly errno: number; readonly message: string }
  | { readonly kind: 'unsupported'; readonly reason: string };

export function selectExpr(sql: string): Expr {
  const statement = parse(sql);
  if (statement.kind !== 'Select') throw new Error(`no SELECT: ${sql}`);
  const [first] = statement.columns;
  if (first?.kind !== 'AliasedExpr') throw new Error(`no expression: ${sql}`);
  return first.expr;
}

export function evaluateSql(sql: string, env: CompileEnv = {}, row: readonly (Uint8Array | null)[] = []): Outcome {
  try {
    const compiled = compileExpression(selectExpr(sql), env);
    if (compiled.kind === 'Unsupported') return { kind: 'unsupported', reason: compiled.reason };
    const frame = new Frame({ nowMicros: RECORDED_MICROS });
    frame.row = rowReader(row);
    const text = compiled.text(frame);
    const { type } = compiled;
    return {
      kind: 'value',
      text: notation(type, text),
      collation: collationById(type.collation)?.name ?? '',
      decimals: type.decimals,
    };
  } catch (error) {
    if (error instanceof UnsupportedError) return { kind: 'unsupported', reason: error.message };
    if (error instanceof VtError) return { kind: 'error', errno: error.errno ?? 0, message: error.message };
    if (error instanceof Error && 'errno' in error)
      return { kind: 'error', errno: Number(error.errno), message: error.message };
    throw error;
  }
}

export function typedBytes(value: TypedValue): Uint8Array | null {
  if (value.type === 'NULL') return null;
  return typeof value.value === 'object' ? Buffer.from(value.value.$hex, 'hex') : Buffer.from(value.value ?? '');
}

export function runCase(test: ExpressionCase): Outcome {
  const columns = new Map((test.schema ?? []).map(({ name }, index) => [name, { index, type: jsonType(true) }]));
  const env: CompileEnv = { column: (column) => columns.get(column.name) };
  return evaluateSql(`select ${test.expr}`, env, (test.row ?? []).map(typedBytes));
}

/** Empty when the outcome is MySQL's, else what differs. */
export function difference(test: ExpressionCase, outcome: Outcome): string {
  if (outcome.kind === 'unsupported') return '';
  // What MySQL's grammar refuses and ours takes is the parser's matter.
  if (test.mysql97_error === 1064) return '';
  if (test.mysql97_error !== undefined) {
    return outcome.kind === 'error' ? '' : `error ${test.mysql97_error} expected, got ${outcome.text}`;
  }
  if (test.mysql97_value === undefined || /unix_timestamp\(\)/i.test(test.expr)) return '';
  if (outcome.kind === 'error') return `${test.mysql97_value} expected, got error ${outcome.errno} ${outcome.message}`;
  if (!sameValue(outcome.text, test.mysql97_value)) return `${test.mysql97_value} expected, got ${outcome.text}`;
  if (test.skip_collation_check || test.mysql97_collation === undefined) return '';
  if (test.mysql97_collation !== outcome.collation)
    return `collation ${test.mysql97_collation} expected, got ${outcome.collation} ${outcome.text}`;
  const decimals = test.mysql97_decimals;
  if (decimals !== undefined && decimals !== outcome.decimals)
    return `decimals ${decimals} expected, got ${outcome.decimals} ${outcome.text}`;
  return '';
}

const RELATIVE = 1e-14;

function sameValue(ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  const float = /^FLOAT64\((.*)\)$/;
  const a = float.exec(ours);
  const b = float.exec(theirs);
  if (!a || !b) return false;
  const x = Number(a[1]);
  const y = Number(b[1]);
  return x === y || Math.abs(x - y) <= RELATIVE * Math.max(Math.abs(x), Math.abs(y));
}
