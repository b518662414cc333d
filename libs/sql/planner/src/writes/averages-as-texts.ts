import { type Expr, parse, rewrite } from '@vt/sqlparser';

/*
 * A text that an average is stored in gets what the server computes with, which is neither what it shows nor rounded: whole words of nine digits
 * behind the point, and `0` for zero.
 */

const DIGITS = 'cast(x as decimal(65,30))';
const SHOWN = "(char_length(cast(x as char)) - locate('.', cast(x as char)))";
const TEXT = `if(x = 0, '0', left(${DIGITS}, locate('.', ${DIGITS}) + ceiling(${SHOWN} / 9) * 9))`;

/** The value itself, or all that IF and CASE choose among. */
export function choicesOf(value: Expr): readonly Expr[] {
  if (value.kind === 'FuncExpr' && value.name.toLowerCase() === 'if') return value.args.slice(1).flatMap(choicesOf);
  if (value.kind !== 'CaseExpr') return [value];
  return [...value.whens.map((when) => when.value), ...(value.else ? [value.else] : [])].flatMap(choicesOf);
}

export function isAverage(value: Expr): boolean {
  return value.kind === 'AggregateExpr' && value.name === 'avg' && !value.over;
}

/** An average, or a quotient by an integer, as it is stored in a text. */
export function asStoredText(value: Expr): Expr {
  return withValue(TEXT, value);
}

/** What is an average, or chooses one, as it is stored in a text. */
export function averageAsText(value: Expr): Expr {
  if (isAverage(value)) return asStoredText(value);
  if (value.kind === 'FuncExpr') {
    const [condition, ...choices] = value.args;
    return { ...value, args: [condition as Expr, ...choices.map(averageAsText)] };
  }
  if (value.kind !== 'CaseExpr') return value.kind === 'NullVal' ? value : withValue('cast(x as char)', value);
  const whens = value.whens.map((when) => ({ ...when, value: averageAsText(when.value) }));
  return { ...value, whens, else: value.else && averageAsText(value.else) };
}

/** An expression over `x` with a value in the places of that. */
export function withValue(pattern: string, value: Expr): Expr {
  const made = parse(`select ${pattern}`);
  const item = made.kind === 'Select' ? made.columns[0] : undefined;
  if (item?.kind !== 'AliasedExpr') return value;
  return rewrite(item.expr, (node) => (node.kind === 'ColName' ? value : node));
}
