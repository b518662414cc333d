import { SqlLimitError } from './parser/errors.ts';

/** The sql_mode flags that change how text is read. */
export const SqlMode = {
  AnsiQuotes: 1,
  NoBackslashEscapes: 2,
  PipesAsConcat: 4,
  HighNotPrecedence: 8,
  IgnoreSpace: 16,
  /** MariaDB: ROWNUM is a function without parentheses. */
  Oracle: 32,
  /** MariaDB: '' is NULL. */
  EmptyStringIsNull: 64,
} as const;

const ANSI = SqlMode.AnsiQuotes | SqlMode.PipesAsConcat | SqlMode.IgnoreSpace;

/** DB2, EMPTY_STRING_IS_NULL and those like them are MariaDB's alone. */
const modeFlags: Readonly<Record<string, number>> = {
  ANSI,
  ANSI_QUOTES: SqlMode.AnsiQuotes,
  DB2: ANSI,
  EMPTY_STRING_IS_NULL: SqlMode.EmptyStringIsNull,
  HIGH_NOT_PRECEDENCE: SqlMode.HighNotPrecedence,
  IGNORE_SPACE: SqlMode.IgnoreSpace,
  MAXDB: ANSI,
  MSSQL: ANSI,
  NO_BACKSLASH_ESCAPES: SqlMode.NoBackslashEscapes,
  ORACLE: ANSI | SqlMode.Oracle,
  PIPES_AS_CONCAT: SqlMode.PipesAsConcat,
  POSTGRESQL: ANSI,
};

/** Flags for a sql_mode value such as 'ANSI_QUOTES,STRICT_TRANS_TABLES'; modes without effect on reading are ignored. */
export function sqlModeFlags(mode: string): number {
  let flags = 0;
  for (const name of mode.toUpperCase().split(',')) flags |= modeFlags[name.trim()] ?? 0;
  return flags;
}

export type Flavor = 'mysql' | 'mariadb';

export type ParseOptions = {
  /** `SqlMode` bits, or a sql_mode value. Default: none. */
  readonly sqlMode?: number | string;
  readonly flavor?: Flavor;
  /**
   * Read CREATE and ALTER of tables and databases whose head is good and whose rest is not as `PartialDdl`, as a vtgate
   * does to find out where they go. Default: they are refused.
   */
  readonly partialDdl?: boolean;
  /** Tell set operations that stood in parentheses left of another from those without. Default: for MariaDB, where it matters. */
  readonly nestedSets?: boolean;
  /** Names of columns end with the space that IGNORE_SPACE makes a part of their last word. Default: as on MySQL; MariaDB's do not. */
  readonly spacedNames?: boolean;
  /** The server's version as major*10000 + minor*100 + patch; decides which executable comments are read. Default 80400; MariaDB 101100. */
  readonly serverVersion?: number;
  /** Longest statement text in UTF-16 units (bytes for ASCII). Default 64 MiB, as max_allowed_packet. */
  readonly bytesMax?: number;
  /** Deepest nesting of calls, subqueries and blocks, and greatest height of the tree. Default 500. */
  readonly nestingMax?: number;
  /** Most placeholders and bind variables in one statement. Default 65,535. */
  readonly bindsMax?: number;
};

/** Options with every default filled in. */
export type ResolvedOptions = {
  readonly sqlMode: number;
  readonly flavor: Flavor;
  readonly partialDdl: boolean;
  readonly nestedSets: boolean;
  readonly spacedNames: boolean;
  readonly serverVersion: number;
  readonly bytesMax: number;
  readonly nestingMax: number;
  readonly bindsMax: number;
};

const NESTING_HARD_MAX = 500;
const MARIADB_VERSION = 101_100;

const defaults: ResolvedOptions = {
  sqlMode: 0,
  flavor: 'mysql',
  partialDdl: false,
  nestedSets: false,
  spacedNames: true,
  serverVersion: 80400,
  bytesMax: 64 * 1024 * 1024,
  nestingMax: NESTING_HARD_MAX,
  bindsMax: 65_535,
};

export function resolveOptions(options: ParseOptions | undefined): ResolvedOptions {
  if (options === undefined) return defaults;
  const mode = options.sqlMode ?? 0;
  return {
    sqlMode: typeof mode === 'string' ? sqlModeFlags(mode) : mode,
    flavor: options.flavor ?? defaults.flavor,
    partialDdl: options.partialDdl ?? defaults.partialDdl,
    nestedSets: options.nestedSets ?? options.flavor === 'mariadb',
    spacedNames: options.spacedNames ?? options.flavor !== 'mariadb',
    serverVersion: options.serverVersion ?? (options.flavor === 'mariadb' ? MARIADB_VERSION : defaults.serverVersion),
    bytesMax: options.bytesMax ?? defaults.bytesMax,
    nestingMax: Math.min(options.nestingMax ?? defaults.nestingMax, NESTING_HARD_MAX),
    bindsMax: options.bindsMax ?? defaults.bindsMax,
  };
}

/** Refuses text longer than the packet limit. */
export function checkLength(text: string, options: ResolvedOptions): void {
  if (text.length > options.bytesMax) throw SqlLimitError.tooLong(options.bytesMax);
}
