import type { Flavor } from '@vt/mysql/testing';
import type { Dice } from './generate.ts';

/** What a session may set that says how expressions are computed. */
export type Settings = {
  readonly sqlMode: string;
  readonly timeZone: string;
  readonly collation: string;
  readonly divPrecisionIncrement: number;
  readonly defaultWeekFormat: number;
};

const STRICT = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO';

/** What both servers are told: their own defaults differ. */
export function plainSettings(flavor: Flavor): Settings {
  return {
    sqlMode: STRICT,
    timeZone: '+00:00',
    collation: flavor === 'mariadb' ? 'utf8mb4_general_ci' : 'utf8mb4_0900_ai_ci',
    divPrecisionIncrement: 4,
    defaultWeekFormat: 0,
  };
}

const MODES = [
  '',
  STRICT,
  `${STRICT},NO_UNSIGNED_SUBTRACTION`,
  `${STRICT},ALLOW_INVALID_DATES`,
  'NO_ZERO_DATE',
  'NO_ZERO_IN_DATE',
  `${STRICT},NO_BACKSLASH_ESCAPES`,
];
const FRACTIONS = { mysql: 'TIME_TRUNCATE_FRACTIONAL', mariadb: 'TIME_ROUND_FRACTIONAL' } as const;
const COLLATIONS = ['utf8mb4_general_ci', 'utf8mb4_unicode_ci', 'utf8mb4_bin'];

export function randomSettings(dice: Dice, flavor: Flavor): Settings {
  const plain = plainSettings(flavor);
  return {
    sqlMode: dice.pick([...MODES, STRICT, `${STRICT},${FRACTIONS[flavor]}`]),
    timeZone: dice.pick([plain.timeZone, '+05:30', '-11:00']),
    collation: dice.pick([plain.collation, plain.collation, ...COLLATIONS]),
    divPrecisionIncrement: dice.pick([4, 4, 0, 1, 12, 30]),
    defaultWeekFormat: dice.pick([0, 0, 3, 5]),
  };
}

export function settingStatements(settings: Settings): string[] {
  return [
    `set names utf8mb4 collate ${settings.collation}`,
    `set sql_mode = '${settings.sqlMode}'`,
    `set time_zone = '${settings.timeZone}'`,
    `set div_precision_increment = ${settings.divPrecisionIncrement}`,
    `set default_week_format = ${settings.defaultWeekFormat}`,
  ];
}
