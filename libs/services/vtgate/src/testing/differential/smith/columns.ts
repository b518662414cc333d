import type { Dice } from '../wide/dice.ts';

/** What an expression yields. `opaque`: only to be shown, since more than one value is right. */
export type Kind =
  | 'int'
  | 'uint'
  | 'dec'
  | 'dbl'
  | 'text'
  | 'bin'
  | 'date'
  | 'dtm'
  | 'time'
  | 'year'
  | 'enum'
  | 'set'
  | 'bit'
  | 'json'
  | 'opaque';

export type Column = {
  readonly name: string;
  readonly kind: Kind;
  /** As DDL has it. */
  readonly type: string;
  readonly notNull: boolean;
  /** Of texts: only those of one collation may be compared. */
  readonly collation?: string;
  /** Its value is made of others. */
  readonly generated?: string;
  /** A literal for it, other than NULL. */
  readonly literal: (dice: Dice) => string;
};

export const COLLATIONS: readonly string[] = [
  'utf8mb4_0900_ai_ci',
  'utf8mb4_0900_ai_ci',
  'utf8mb4_general_ci',
  'utf8mb4_bin',
  'utf8mb4_unicode_ci',
  'latin1_swedish_ci',
];

type Made = Pick<Column, 'kind' | 'type' | 'literal' | 'collation'>;

const whole = (type: string, low: bigint, high: bigint): Made => ({
  kind: low < 0n ? 'int' : 'uint',
  type: low < 0n ? type : `${type} unsigned`,
  literal: (dice) => {
    if (dice.chance(0.12)) return String(dice.pick([low, high, high - 1n, low + 1n]));
    return String(dice.below(16) - (low < 0n ? 4 : 0));
  },
});

function decimal(precision: number, scale: number, unsigned: boolean): Made {
  return {
    kind: 'dec',
    type: `decimal(${precision},${scale})${unsigned ? ' unsigned' : ''}`,
    literal: (dice) => {
      const sign = !unsigned && dice.chance(0.3) ? '-' : '';
      if (dice.chance(0.08))
        return `${sign}${'9'.repeat(precision - scale)}${scale > 0 ? `.${'9'.repeat(scale)}` : ''}`;
      const digits = (dice.below(4000) / 100).toFixed(Math.min(2, scale));
      return `${sign}${digits}`;
    },
  };
}

const WORDS = [
  'a',
  'A',
  'b',
  'ab',
  'Ab',
  'abc',
  'Émile',
  'emile',
  'zoë',
  'Zoe',
  'straße',
  '',
  '7',
  '12',
  '-3',
  '1.5',
  '2e1',
];
const MORE_WORDS = [
  'x y',
  'b%',
  '_a',
  '2024-02-29',
  '10:11:12',
  'über',
  'ÅNGSTRÖM',
  "o'k",
  'null',
  'a\\b',
  '😀',
  'ñandú',
];

export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

function text(type: string, collation: string): Made {
  const latin = collation.startsWith('latin1');
  const words = [...WORDS, ...WORDS, ...MORE_WORDS].filter((word) => !latin || /^[ -ÿ]*$/.test(word));
  return {
    kind: 'text',
    type: `${type}${latin ? ' character set latin1' : ''} collate ${collation}`,
    collation,
    literal: (dice) => quoted(dice.pick(words)),
  };
}

const binary = (type: string): Made => ({
  kind: 'bin',
  type,
  literal: (dice) => `x'${dice.pick(['', '00', '0a', '61', '6162', 'ff', 'fffe', '31'])}'`,
});

const day = (dice: Dice): string =>
  dice.chance(0.1)
    ? dice.pick(['1000-01-01', '9999-12-31', '2024-02-29', '1999-12-31', '1970-01-02'])
    : `${2023 + dice.below(2)}-${dice.pick(['01', '02', '12'])}-${dice.pick(['01', '15', '28'])}`;

const clock = (dice: Dice): string =>
  `${dice.pick(['00', '10', '23'])}:${dice.pick(['00', '30', '59'])}:${dice.pick(['00', '15', '59'])}`;

const fraction = (dice: Dice, digits: number): string =>
  digits > 0 && dice.chance(0.5) ? `.${dice.pick(['5', '123', '999'])}`.slice(0, digits + 1) : '';

function moment(type: string, digits: number): Made {
  return {
    kind: 'dtm',
    type: digits > 0 ? `${type}(${digits})` : type,
    literal: (dice) => {
      const date = type === 'timestamp' ? `20${dice.pick(['01', '24', '37'])}-0${1 + dice.below(9)}-11` : day(dice);
      return `'${date} ${clock(dice)}${date.startsWith('9999') ? '' : fraction(dice, digits)}'`;
    },
  };
}

function duration(digits: number): Made {
  return {
    kind: 'time',
    type: digits > 0 ? `time(${digits})` : 'time',
    literal: (dice) =>
      dice.chance(0.1)
        ? dice.pick(["'838:59:59'", "'-838:59:59'", "'00:00:00'"])
        : `'${dice.pick(['', '', '-'])}${clock(dice)}${fraction(dice, digits)}'`,
  };
}

const MAKERS: readonly ((dice: Dice) => Made)[] = [
  (dice) =>
    dice.pick([
      whole('tinyint', -128n, 127n),
      whole('smallint', -32768n, 32767n),
      whole('mediumint', -8388608n, 8388607n),
      whole('int', -2147483648n, 2147483647n),
      whole('bigint', -9223372036854775808n, 9223372036854775807n),
    ]),
  (dice) =>
    dice.pick([whole('int', -2147483648n, 2147483647n), whole('bigint', -9223372036854775808n, 9223372036854775807n)]),
  (dice) =>
    dice.pick([whole('tinyint', 0n, 255n), whole('int', 0n, 4294967295n), whole('bigint', 0n, 18446744073709551615n)]),
  (dice) => {
    const [precision, scale] = dice.pick([
      [5, 2],
      [10, 0],
      [12, 4],
      [20, 6],
      [38, 10],
    ] as const);
    return decimal(precision, scale, dice.chance(0.2));
  },
  (dice) => ({
    kind: 'dbl',
    type: dice.pick(['double', 'double', 'float']),
    literal: (one) => String((one.below(160) - 40) / 8),
  }),
  (dice) => text(dice.pick(['varchar(20)', 'varchar(30)', 'char(12)', 'text', 'tinytext']), dice.pick(COLLATIONS)),
  (dice) => text(dice.pick(['varchar(20)', 'varchar(40)']), dice.pick(COLLATIONS)),
  (dice) => text('varchar(20)', dice.pick(COLLATIONS)),
  (dice) => binary(dice.pick(['varbinary(10)', 'binary(4)', 'blob'])),
  () => ({ kind: 'date', type: 'date', literal: (dice) => `'${day(dice)}'` }),
  (dice) => moment(dice.pick(['datetime', 'datetime', 'timestamp']), dice.pick([0, 0, 3, 6])),
  (dice) => duration(dice.pick([0, 0, 3])),
  () => ({ kind: 'year', type: 'year', literal: (dice) => dice.pick(['1901', '2155', '2024', '2023', '0', '1999']) }),
  () => ({
    kind: 'enum',
    type: "enum('small','Big','huge','12')",
    literal: (dice) => `'${dice.pick(['small', 'Big', 'huge', '12'])}'`,
  }),
  () => ({
    kind: 'set',
    type: "set('x','Y','z')",
    literal: (dice) => `'${dice.pick(['', 'x', 'Y', 'x,Y', 'x,z', 'x,Y,z'])}'`,
  }),
  (dice) => {
    const width = dice.pick([1, 8, 20]);
    return {
      kind: 'bit',
      type: `bit(${width})`,
      literal: (one) => `b'${one.pick(['0', '1', '1', '1010', '11111111'].filter((bits) => bits.length <= width))}'`,
    };
  },
  () => ({
    kind: 'json',
    type: 'json',
    literal: (dice) =>
      dice.pick([
        `'1'`,
        `'"a"'`,
        `'{"a": 1}'`,
        `'{"a": 2, "b": [1, 2, {"c": null}]}'`,
        `'[1, "x", 2.5]'`,
        `'null'`,
        `'true'`,
        `'[]'`,
        `'"2024-01-01"'`,
        `'{"k": {"a": "é"}}'`,
      ]),
  }),
];

export function anyColumn(name: string, dice: Dice): Column {
  const made = dice.pick(MAKERS)(dice);
  return { name, notNull: dice.chance(0.2), ...made };
}

/** A column whose values are keys: few enough to be met again. */
export function keyColumn(name: string, type: string, literal: (dice: Dice) => string, collation?: string): Column {
  const kind: Kind = /int/.test(type)
    ? type.includes('unsigned')
      ? 'uint'
      : 'int'
    : /binary/.test(type)
      ? 'bin'
      : 'text';
  return { name, kind, type, notNull: true, literal, ...(collation !== undefined && { collation }) };
}

export const SMALL_INT = (dice: Dice): string => String(1 + dice.below(20));
