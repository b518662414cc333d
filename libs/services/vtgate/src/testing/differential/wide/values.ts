import type { Dice } from './dice.ts';
import { type Kind, literal } from './schema.ts';

export type Source = {
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
  /** What tells its rows apart. */
  readonly key?: readonly string[] | undefined;
};
export type Typed = { readonly sql: string; readonly kind: Kind };

export const EXACT: readonly Kind[] = ['int', 'uint', 'dec', 'year'];
export const TEXTS: readonly Kind[] = ['text', 'btext', 'ltext'];
export const TIMES: readonly Kind[] = ['date', 'dtm'];

export function columnOf(sources: readonly Source[], dice: Dice, kinds?: readonly Kind[]): Typed {
  const every = sources.flatMap(({ alias, columns }) =>
    columns.map(({ name, kind }) => ({ sql: alias === '' ? name : `${alias}.${name}`, kind })),
  );
  const fit = kinds ? every.filter(({ kind }) => kinds.includes(kind)) : every;
  if (fit.length > 0) return dice.pick(fit);
  const kind = kinds?.[0] ?? 'int';
  return { sql: literal(kind, dice), kind };
}

/** Expressions of columns, of the functions that applications use. */
export function valueOf(sources: readonly Source[], dice: Dice): Typed {
  if (dice.chance(0.55)) return columnOf(sources, dice);
  const number = () => columnOf(sources, dice, EXACT).sql;
  const int = () => columnOf(sources, dice, ['int']).sql;
  const text = () => columnOf(sources, dice, TEXTS).sql;
  const day = () => columnOf(sources, dice, TIMES).sql;
  const any = () => columnOf(sources, dice).sql;
  const make: readonly (() => Typed)[] = [
    () => ({ sql: `${number()} + ${int()}`, kind: 'dec' }),
    () => ({ sql: `${int()} * ${dice.below(9)} - ${int()}`, kind: 'int' }),
    () => ({ sql: `${number()} / ${int()}`, kind: 'dec' }),
    () => ({ sql: `${int()} div ${1 + dice.below(4)}`, kind: 'int' }),
    () => ({ sql: `${number()} % ${1 + dice.below(5)}`, kind: 'dec' }),
    () => ({ sql: `-${int()}`, kind: 'int' }),
    () => ({ sql: `round(${number()}, 1)`, kind: 'dec' }),
    () => ({ sql: `floor(${number()})`, kind: 'int' }),
    () => ({ sql: `abs(${int()})`, kind: 'int' }),
    () => ({ sql: `greatest(${int()}, ${int()})`, kind: 'int' }),
    () => ({ sql: `coalesce(${int()}, ${int()}, ${dice.below(5)})`, kind: 'int' }),
    () => ({ sql: `ifnull(${text()}, 'none')`, kind: 'some' }),
    () => ({ sql: `nullif(${int()}, ${dice.below(4)})`, kind: 'int' }),
    () => ({ sql: `concat(${text()}, '-', ${int()})`, kind: 'some' }),
    () => ({ sql: `upper(${text()})`, kind: 'some' }),
    () => ({ sql: `substring(${text()}, 1, 2)`, kind: 'some' }),
    () => ({ sql: `char_length(${text()})`, kind: 'int' }),
    () => ({ sql: `left(${text()}, 1)`, kind: 'some' }),
    () => ({ sql: `replace(${text()}, 'a', 'q')`, kind: 'some' }),
    () => ({ sql: `${any()} is ${dice.pick(['null', 'not null'])}`, kind: 'int' }),
    () => ({ sql: `${int()} ${dice.pick(['=', '<', '<=>', '<>', '>='])} ${int()}`, kind: 'int' }),
    () => ({ sql: `case when ${conditionOf(sources, dice)} then ${int()} else ${number()} end`, kind: 'dec' }),
    () => ({ sql: `case ${int()} when 1 then 'one' when 2 then ${text()} end`, kind: 'some' }),
    () => ({ sql: `if(${conditionOf(sources, dice)}, ${int()}, ${dice.below(9)})`, kind: 'int' }),
    () => ({ sql: `year(${day()})`, kind: 'int' }),
    () => ({ sql: `date_add(${day()}, interval ${dice.below(40)} day)`, kind: 'some' }),
    () => ({ sql: `datediff(${day()}, ${day()})`, kind: 'int' }),
    () => ({ sql: `date_format(${day()}, '%Y-%m')`, kind: 'some' }),
    () => ({ sql: `cast(${number()} as signed)`, kind: 'int' }),
    () => ({ sql: `cast(${number()} as decimal(12,2))`, kind: 'dec' }),
    () => ({ sql: `cast(${int()} as char)`, kind: 'some' }),
    () => ({ sql: `json_extract(${columnOf(sources, dice, ['json']).sql}, '$.a')`, kind: 'json' }),
    () => ({ sql: `json_unquote(${columnOf(sources, dice, ['json']).sql})`, kind: 'some' }),
    () => ({ sql: `hex(${columnOf(sources, dice, ['bin', 'int']).sql})`, kind: 'some' }),
    () => ({ sql: `${columnOf(sources, dice, ['enum', 'set', 'bit']).sql} + 0`, kind: 'int' }),
    () => ({ sql: literal(dice.pick(['int', 'dec', 'text']), dice), kind: 'some' }),
    () => ({ sql: 'null', kind: 'some' }),
  ];
  return dice.pick(make)();
}

/** A condition without subqueries. */
export function conditionOf(sources: readonly Source[], dice: Dice): string {
  const roll = dice.below(100);
  if (roll < 8) return `(${conditionOf(sources, dice)} or ${conditionOf(sources, dice)})`;
  if (roll < 13) return `not (${conditionOf(sources, dice)})`;
  if (roll < 17) return `(${conditionOf(sources, dice)}) is ${dice.pick(['true', 'not true', 'false', 'unknown'])}`;
  const { sql, kind } = columnOf(sources, dice);
  if (kind === 'json' || kind === 'some') return `${sql} is ${dice.chance(0.5) ? 'not ' : ''}null`;
  const value = () => literal(kind, dice);
  if (roll < 25) return `${sql} is ${dice.chance(0.5) ? 'not ' : ''}null`;
  if (roll < 36)
    return `${sql} ${dice.chance(0.2) ? 'not ' : ''}in (${value()}, ${value()}, ${dice.chance(0.1) ? 'null' : value()})`;
  if (roll < 43) return `${sql} ${dice.chance(0.2) ? 'not ' : ''}between ${value()} and ${value()}`;
  if (roll < 48 && TEXTS.includes(kind))
    return `${sql} ${dice.chance(0.2) ? 'not ' : ''}like '${dice.pick(['%a%', 'A%', '_o%', '%e', 'x y', '%'])}'`;
  if (roll < 53) {
    const other = columnOf(sources, dice);
    if (other.kind !== 'json' && other.kind !== 'some') {
      const pair = `(${value()}, ${literal(other.kind, dice)})`;
      const operator = dice.pick(['=', '<>', 'in']);
      return `(${sql}, ${other.sql}) ${operator} ${operator === 'in' ? `(${pair})` : pair}`;
    }
  }
  if (roll < 65) {
    const other = columnOf(sources, dice, [kind]);
    return `${sql} ${dice.pick(['=', '<', '<>', '<=>', '>='])} ${other.sql}`;
  }
  return `${sql} ${dice.pick(['=', '=', '<', '>=', '<>', '<=>', '>'])} ${value()}`;
}
