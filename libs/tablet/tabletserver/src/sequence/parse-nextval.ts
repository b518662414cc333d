import { VtError } from '@vt/base';
import { type BindVariables, isIntegral } from '@vt/sqltypes';

/** What `select next … values from sequence` asks for. */
export type Nextval = { readonly sequence: string; readonly count: bigint };

const COMMENT = String.raw`(?:\s*/\*(?!!)[^]*?\*/\s*)`;
const NAME = '(`(?:[^`]|``)+`|[\\w$\\u0080-\\uffff]+)';
const NEXTVAL = new RegExp(
  `^${COMMENT}*\\s*select\\s+${COMMENT}*next\\s+(?:value|(\\d+|:\\w+)${COMMENT}*\\s+values)\\s+(?:from|for)\\s+(?:${NAME}\\s*\\.\\s*)?${NAME}\\s*(?:;\\s*)?${COMMENT}*$`,
  'i',
);

/** @throws VtError INVALID_ARGUMENT for a statement of another form, or a count that is no positive number. */
export function parseNextval(sql: string, binds: BindVariables): Nextval {
  const match = NEXTVAL.exec(sql);
  const name = match?.[3];
  if (!match || name === undefined) throw invalid(`cannot read this request for sequence values: ${sql.slice(0, 200)}`);
  const sequence = name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
  const count = readCount(match[1] ?? '1', binds, sequence);
  return { sequence, count };
}

function readCount(text: string, binds: BindVariables, sequence: string): bigint {
  const bind = text.startsWith(':') ? binds[text.slice(1)] : undefined;
  if (text.startsWith(':') && !bind) throw invalid(`missing bind var ${text.slice(1)}`);
  const digits = bind ? Buffer.from(bind.value).toString('latin1') : text;
  if ((bind && !isIntegral(bind.type)) || !/^[1-9]\d{0,18}$/.test(digits)) {
    throw invalid(`invalid increment for sequence ${sequence}: ${digits}`);
  }
  return BigInt(digits);
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
