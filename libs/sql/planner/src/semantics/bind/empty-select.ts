import { type AliasedExpr, type Expr, print, type Select } from '@vt/sqlparser';
import { introducedName, literalName, systemText } from './literal-name.ts';

export const emptySelect: Select = {
  kind: 'Select',
  comments: [],
  with: null,
  options: [],
  columns: [],
  from: [],
  where: null,
  groupBy: null,
  having: null,
  windows: [],
  qualify: null,
  orderBy: [],
  limit: null,
  locks: [],
  into: null,
};

const NAME_BYTES_MAX = 255;

/** The name MySQL gives a column of the result. */
export function columnName({ as, expr, text }: AliasedExpr): string {
  if (as === '' && expr.kind === 'NullVal') return 'NULL';
  if (as === '' && isNameless(expr)) return '';
  return as || (expr.kind === 'ColName' ? expr.name : cutName(text || print(expr)));
}

/** A text without a visible character. */
function isNameless(expr: Expr): boolean {
  if (expr.kind === 'IntroducerExpr') return introducedName(expr) === '';
  return (
    expr.kind === 'Literal' && (expr.type === 'String' || expr.type === 'NString') && literalName(expr.value) === ''
  );
}

/** What an expression's text is too long for is left out, by whole characters. */
export function cutName(written: string): string {
  const text = systemText(written);
  if (text.length * 3 <= NAME_BYTES_MAX) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= NAME_BYTES_MAX) return text;
  let end = NAME_BYTES_MAX;
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
