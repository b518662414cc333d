import { charsetByName, collationById } from '@vt/collations';
import type { ColName } from '@vt/sqlparser';
import type { BindVariable } from '@vt/sqltypes';
import { unsupported } from '../errors.ts';
import type { EvalType } from '../type/eval-type.ts';

/** Where a column's value stands in the row, and its type. */
export type ColumnPlace = {
  readonly index: number;
  readonly type: EvalType;
  /** It is a MIN() or MAX(), of whose text MySQL makes numbers without warnings. */
  readonly quiet?: boolean;
  /** MySQL would show other digits of it than its value tells. */
  readonly untold?: boolean;
  /** The COERCIBILITY() of a text that is no column of a table's but was computed where the rows are. */
  readonly derivation?: number | undefined;
};

/** What an expression is compiled against. */
export type CompileEnv = {
  /** Undefined: not there. */
  readonly column?: (name: ColName) => ColumnPlace | undefined;
  /** The bind variables of the execution, for their types; the compiled expression fits all binds of the same types. */
  readonly binds?: Readonly<Record<string, BindVariable>>;
  /** collation_connection. Default 255, utf8mb4_0900_ai_ci. */
  readonly collation?: number;
  /** sql_mode. Default: MySQL 8's. */
  readonly sqlMode?: string;
  /** time_zone: an offset, or a name that Intl knows. Default +00:00. */
  readonly timeZone?: string;
  readonly flavor?: 'mysql' | 'mariadb';
  /** As major*10000 + minor*100 + patch; 0 or absent: not known, and what versions disagree about is refused. */
  readonly serverVersion?: number;
  /** Default 4. */
  readonly divPrecisionIncrement?: number;
  /** Default 0. */
  readonly defaultWeekFormat?: number;
  /** DOUBLEs are given with all of their digits, however many their column shows: an answer in binary form has them. */
  readonly wholeReals?: boolean;
  /** lc_time_names. Default en_US; names of days and months in other languages than English are refused. */
  readonly timeNames?: string;
};

export const DEFAULT_COLLATION = 255;
const DEFAULT_MODE =
  'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/** As a name, or as a mysqld numbers them. */
const ENGLISH = /^(en_\w+|[01])$/i;

/** An environment with every default filled in. */
export type Environment = {
  readonly column: (name: ColName) => ColumnPlace | undefined;
  readonly binds: Readonly<Record<string, BindVariable>>;
  /** INVARIANT: texts that functions make are ASCII, so that there is none for sessions in utf16 and its like. */
  readonly collation: number;
  readonly modes: ReadonlySet<string>;
  readonly timeZone: string;
  readonly flavor: 'mysql' | 'mariadb';
  readonly serverVersion: number;
  readonly divPrecisionIncrement: number;
  readonly defaultWeekFormat: number;
  readonly wholeReals: boolean;
  /** Whether days and months have English names. */
  readonly namesInEnglish: boolean;
};

export function resolveEnvironment(env: CompileEnv): Environment {
  const collation = env.collation ?? DEFAULT_COLLATION;
  const isWide = (charsetByName(collationById(collation)?.charset ?? '')?.bytesMin ?? 1) > 1;
  const modes = (env.sqlMode ?? DEFAULT_MODE).toUpperCase().split(',');
  return {
    column: env.column ?? (() => undefined),
    binds: env.binds ?? {},
    get collation() {
      return isWide ? unsupported('texts of a session whose character set has no ASCII') : collation;
    },
    modes: new Set(modes.map((mode) => mode.trim())),
    timeZone: env.timeZone ?? '+00:00',
    flavor: env.flavor ?? 'mysql',
    serverVersion: env.serverVersion ?? 0,
    divPrecisionIncrement: env.divPrecisionIncrement ?? 4,
    defaultWeekFormat: env.defaultWeekFormat ?? 0,
    wholeReals: env.wholeReals ?? false,
    namesInEnglish: ENGLISH.test(env.timeNames ?? 'en_US'),
  };
}
