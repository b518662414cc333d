import type { CodeName } from './code.ts';

/** One row of the catalogue: what the gRPC caller, the MySQL client and the reader get. */
export type CatalogRow = {
  readonly code: CodeName;
  /** MySQL errno and SQLSTATE; absent: derived from `code` (see mysql-error.ts). */
  readonly errno?: number;
  readonly state?: string;
  readonly message: (...args: never[]) => string;
  /** What the person who sees it can do. Printed in docs/reference/errors.md. */
  readonly help: string;
};

/** Every error that has an id of its own, sorted by id. Ids, codes and errnos are Vitess's. */
export const catalog = {
  VT03001: {
    code: 'INVALID_ARGUMENT',
    errno: 1149,
    state: '42000',
    message: (fn: string) => `aggregate functions take a single argument '${fn}'`,
    help: 'Pass exactly one argument.',
  },
  VT03002: {
    code: 'INVALID_ARGUMENT',
    errno: 1450,
    state: 'HY000',
    message: (from: string, to: string) => `changing schema from '${from}' to '${to}' is not allowed`,
    help: 'Move tables between keyspaces with MoveTables.',
  },
  VT03003: {
    code: 'INVALID_ARGUMENT',
    errno: 1109,
    state: '42S02',
    message: (t: string) => `unknown table '${t}' in MULTI DELETE`,
    help: 'Name a table or alias of the FROM clause.',
  },
  VT03004: {
    code: 'INVALID_ARGUMENT',
    errno: 1288,
    state: 'HY000',
    message: (t: string) => `the target table ${t} of the DELETE is not updatable`,
    help: 'Delete from a base table.',
  },
  VT03005: {
    code: 'INVALID_ARGUMENT',
    errno: 1056,
    state: '42000',
    message: (c: string) => `cannot group on '${c}'`,
    help: 'Group by an expression without aggregates.',
  },
  VT03006: {
    code: 'INVALID_ARGUMENT',
    errno: 1136,
    state: '21S01',
    message: () => 'column count does not match value count with the row',
    help: 'Give every row as many values as there are columns.',
  },
  VT03007: {
    code: 'INVALID_ARGUMENT',
    message: () => 'keyspace not specified',
    help: 'Select a keyspace with USE or qualify the table.',
  },
  VT03008: {
    code: 'INVALID_ARGUMENT',
    errno: 1234,
    state: '42000',
    message: (what: string) => `incorrect usage/placement of '${what}'`,
    help: 'Move or remove the clause.',
  },
  VT03009: {
    code: 'INVALID_ARGUMENT',
    errno: 1231,
    state: '42000',
    message: (name: string, value: string) => `unexpected value type for '${name}': ${value}`,
    help: 'Use a value of the variable’s type.',
  },
  VT03010: {
    code: 'INVALID_ARGUMENT',
    errno: 1238,
    state: 'HY000',
    message: (name: string) => `variable '${name}' is a read only variable`,
    help: 'The variable cannot be set.',
  },
  VT03011: {
    code: 'INVALID_ARGUMENT',
    message: (v: string) => `invalid value type: ${v}`,
    help: 'Use a value of the expected type.',
  },
  VT03012: { code: 'INVALID_ARGUMENT', message: (s: string) => `invalid syntax: ${s}`, help: 'Correct the statement.' },
  VT03013: {
    code: 'INVALID_ARGUMENT',
    errno: 1066,
    state: '42000',
    message: (t: string) => `not unique table/alias: '${t}'`,
    help: 'Give each table its own alias.',
  },
  VT03014: {
    code: 'INVALID_ARGUMENT',
    errno: 1054,
    state: '42S22',
    message: (c: string, clause: string) => `unknown column '${c}' in '${clause}'`,
    help: 'Name a column that exists.',
  },
  VT03015: {
    code: 'INVALID_ARGUMENT',
    message: (c: string) => `column has duplicate set values: '${c}'`,
    help: 'Set each column once.',
  },
  VT03016: {
    code: 'INVALID_ARGUMENT',
    message: (c: string) => `unknown vindex column: '${c}'`,
    help: 'Name a column of the vindex.',
  },
  VT03017: {
    code: 'INVALID_ARGUMENT',
    message: (s: string) => `where clause can only be of the type 'pos > <value>'${s}`,
    help: 'Use the form shown.',
  },
  VT03018: {
    code: 'INVALID_ARGUMENT',
    message: (table: string) => `NEXT used on a non-sequence table \`${table}\``,
    help: 'Use NEXT VALUES on a table of type sequence.',
  },
  VT03019: {
    code: 'INVALID_ARGUMENT',
    errno: 1054,
    state: '42S22',
    message: (c: string) => `column ${c} not found`,
    help: 'Name a column that exists.',
  },
  VT03020: {
    code: 'INVALID_ARGUMENT',
    errno: 1054,
    state: '42S22',
    message: (c: string) => `column ${c} not found in subquery`,
    help: 'Name a column that exists.',
  },
  VT03021: {
    code: 'INVALID_ARGUMENT',
    errno: 1052,
    state: '23000',
    message: (c: string) => `ambiguous column reference: ${c}`,
    help: 'Qualify the column with its table.',
  },
  VT03022: {
    code: 'INVALID_ARGUMENT',
    errno: 1054,
    state: '42S22',
    message: (c: string, t: string) => `column ${c} not found in ${t}`,
    help: 'Name a column that exists.',
  },
  VT03023: {
    code: 'INVALID_ARGUMENT',
    message: (target: string) => `INSERT not supported when targeting a key range: ${target}`,
    help: 'Target a shard or the whole keyspace.',
  },
  VT03024: {
    code: 'INVALID_ARGUMENT',
    message: (v: string) => `'${v}' user defined variable does not exists`,
    help: 'SET the variable before EXECUTE.',
  },
  VT03025: {
    code: 'INVALID_ARGUMENT',
    errno: 1210,
    state: 'HY000',
    message: (what: string) => `Incorrect arguments to ${what}`,
    help: 'Pass as many arguments as there are placeholders.',
  },
  VT03026: {
    code: 'INVALID_ARGUMENT',
    message: (v: string) => `'${v}' bind variable does not exists`,
    help: 'Send every bind variable that the statement names.',
  },
  VT03027: {
    code: 'INVALID_ARGUMENT',
    errno: 1048,
    state: '23000',
    message: (c: string) => `Column '${c}' cannot be null`,
    help: 'Give the column a value.',
  },
  VT03028: {
    code: 'INVALID_ARGUMENT',
    errno: 1048,
    state: '23000',
    message: (c: string, row: number, col: number) => `Column '${c}' cannot be null on row ${row}, col ${col}`,
    help: 'Give the column a value.',
  },
  VT03029: {
    code: 'INVALID_ARGUMENT',
    errno: 1136,
    state: '21S01',
    message: (row: number, v: string) =>
      `column count does not match value count with the row for vindex '${v}' on row ${row}`,
    help: 'Give every row a value for each vindex column.',
  },
  VT03030: {
    code: 'INVALID_ARGUMENT',
    errno: 1136,
    state: '21S01',
    message: (v: string) => `lookup column count does not match value count with the row (columns, count): (${v})`,
    help: 'Give a value for each vindex column.',
  },
  VT03031: {
    code: 'INVALID_ARGUMENT',
    message: () => 'EXPLAIN is only supported for single keyspace',
    help: 'Explain a statement of one keyspace.',
  },
  VT03032: {
    code: 'INVALID_ARGUMENT',
    errno: 1288,
    state: 'HY000',
    message: (t: string) => `the target table ${t} of the UPDATE is not updatable`,
    help: 'Update a base table.',
  },
  VT03033: {
    code: 'INVALID_ARGUMENT',
    errno: 1353,
    state: 'HY000',
    message: (t: string) =>
      `In definition of view, derived table or common table expression, SELECT list and column names list have different column counts${t}`,
    help: 'Name every column once.',
  },
  VT05001: {
    code: 'NOT_FOUND',
    errno: 1008,
    state: 'HY000',
    message: (db: string) => `cannot drop database '${db}'; database does not exists`,
    help: 'Name a keyspace that exists.',
  },
  VT05002: {
    code: 'NOT_FOUND',
    errno: 1049,
    state: '42000',
    message: (db: string) => `cannot alter database '${db}'; unknown database`,
    help: 'Name a keyspace that exists.',
  },
  VT05003: {
    code: 'NOT_FOUND',
    errno: 1049,
    state: '42000',
    message: (db: string) => `unknown database '${db}' in vschema`,
    help: 'Name a keyspace that exists; SHOW KEYSPACES lists them.',
  },
  VT05004: {
    code: 'NOT_FOUND',
    errno: 1109,
    state: '42S02',
    message: (t: string) => `table '${t}' does not exist`,
    help: 'Name a table that exists.',
  },
  VT05005: {
    code: 'NOT_FOUND',
    errno: 1146,
    state: '42S02',
    message: (t: string, ks: string) => `table '${t}' does not exist in keyspace '${ks}'`,
    help: 'Create the table, or add it to the VSchema.',
  },
  VT05006: {
    code: 'NOT_FOUND',
    errno: 1193,
    state: 'HY000',
    message: (v: string) => `unknown system variable '${v}'`,
    help: 'Name a system variable that exists.',
  },
  VT05007: { code: 'NOT_FOUND', message: () => 'no table info', help: 'Reload the schema of the keyspace.' },
  VT06001: {
    code: 'ALREADY_EXISTS',
    errno: 1007,
    state: 'HY000',
    message: (db: string) => `cannot create database '${db}'; database exists`,
    help: 'Choose another name.',
  },
  VT07001: {
    code: 'PERMISSION_DENIED',
    errno: 1095,
    state: 'HY000',
    message: (what: string) => `${what}`,
    help: 'Start vtgate with --allow-kill-statement.',
  },
  VT09001: {
    code: 'FAILED_PRECONDITION',
    errno: 1173,
    state: '42000',
    message: (t: string) => `Table '${t}' does not have a primary vindex`,
    help: 'Add a primary vindex to the table in the VSchema.',
  },
  VT09002: {
    code: 'FAILED_PRECONDITION',
    errno: 1874,
    state: 'HY000',
    message: (stmt: string) => `${stmt} statement with a replica target`,
    help: 'Write through the primary: USE keyspace.',
  },
  VT09003: {
    code: 'FAILED_PRECONDITION',
    message: (cols: string) => `INSERT query does not have primary vindex column '${cols}' in the column list`,
    help: 'Give the primary vindex column a value.',
  },
  VT09004: {
    code: 'FAILED_PRECONDITION',
    message: () => 'INSERT should contain column list or the table should have authoritative columns in vschema',
    help: 'Name the columns in the INSERT.',
  },
  VT09005: {
    code: 'FAILED_PRECONDITION',
    errno: 1046,
    state: '3D000',
    message: () => 'no database selected: use keyspace<:shard><@type> or keyspace<[range]><@type> (<> are optional)',
    help: 'Select a keyspace with USE.',
  },
  VT09006: {
    code: 'FAILED_PRECONDITION',
    message: (s: string) => `${s} VITESS_MIGRATION works only on primary tablet`,
    help: 'Target the primary.',
  },
  VT09007: {
    code: 'FAILED_PRECONDITION',
    message: (s: string) => `${s} VITESS_THROTTLED_APPS works only on primary tablet`,
    help: 'Target the primary.',
  },
  VT09008: {
    code: 'FAILED_PRECONDITION',
    message: () =>
      'vexplain queries/all will actually run queries. `/*vt+ EXECUTE_DML_QUERIES */` must be set to run DML queries in vtexplain. Example: `vexplain /*vt+ EXECUTE_DML_QUERIES */ queries delete from t1`',
    help: 'Add the directive if the DML may run.',
  },
  VT09009: {
    code: 'FAILED_PRECONDITION',
    message: (t: string) => `stream is supported only for primary tablet type, current type: ${t}`,
    help: 'Target the primary.',
  },
  VT09010: {
    code: 'FAILED_PRECONDITION',
    message: () => 'SHOW VITESS_THROTTLER STATUS works only on primary tablet',
    help: 'Target the primary.',
  },
  VT09011: {
    code: 'FAILED_PRECONDITION',
    errno: 1243,
    state: 'HY000',
    message: (name: string, stmt: string) => `Unknown prepared statement handler (${name}) given to ${stmt}`,
    help: 'PREPARE the statement first.',
  },
  VT09012: {
    code: 'FAILED_PRECONDITION',
    message: (stmt: string, type: string) => `${stmt} statement with ${type} tablet not allowed`,
    help: 'Target another tablet type.',
  },
  VT09013: {
    code: 'FAILED_PRECONDITION',
    message: () => 'semi-sync plugins are not loaded',
    help: 'Load the semi-sync plugins on the mysqld.',
  },
  VT09014: {
    code: 'FAILED_PRECONDITION',
    message: () => 'vindex cannot be modified',
    help: 'Write to the owner table.',
  },
  VT09015: {
    code: 'FAILED_PRECONDITION',
    message: () => 'schema tracking required',
    help: 'Start vtgate with --schema-change-signal, or list the columns in the VSchema.',
  },
  VT09016: {
    code: 'FAILED_PRECONDITION',
    errno: 1451,
    state: '23000',
    message: () => 'Cannot delete or update a parent row: a foreign key constraint fails',
    help: 'Delete the child rows first.',
  },
  VT09017: { code: 'FAILED_PRECONDITION', message: (s: string) => `${s}`, help: 'Correct the statement.' },
  VT09018: {
    code: 'FAILED_PRECONDITION',
    message: (s: string) => `${s}`,
    help: 'Query a vindex function by id = or id IN.',
  },
  VT09019: {
    code: 'FAILED_PRECONDITION',
    message: (ks: string, cycle: string) => `keyspace '${ks}' has cyclic foreign keys. Cycle exists between ${cycle}`,
    help: 'Break the cycle, or do not use managed foreign keys.',
  },
  VT09020: {
    code: 'FAILED_PRECONDITION',
    message: (t: string) => `can not use multiple vindex hints for table ${t}`,
    help: 'Give one vindex hint.',
  },
  VT09021: {
    code: 'FAILED_PRECONDITION',
    errno: 1176,
    state: '42000',
    message: (v: string, t: string) => `Vindex '${v}' does not exist in table '${t}'`,
    help: 'Name a vindex of the table.',
  },
  VT09022: {
    code: 'FAILED_PRECONDITION',
    message: (d: string) => `Destination does not have exactly one shard: ${d}`,
    help: 'Target one shard.',
  },
  VT09023: {
    code: 'FAILED_PRECONDITION',
    message: (v: string) => `could not map ${v} to a keyspace id`,
    help: 'Give a value the vindex can map.',
  },
  VT09024: {
    code: 'FAILED_PRECONDITION',
    message: (v: string, d: string) => `could not map ${v} to a unique keyspace id: ${d}`,
    help: 'Use a unique vindex.',
  },
  VT09025: {
    code: 'FAILED_PRECONDITION',
    message: (s: string) => `atomic transaction error: ${s}`,
    help: 'See the message.',
  },
  VT09026: {
    code: 'FAILED_PRECONDITION',
    errno: 3573,
    state: 'HY000',
    message: (n: string) => `Recursive Common Table Expression '${n}' should contain a UNION`,
    help: 'Add the non-recursive part.',
  },
  VT09027: {
    code: 'FAILED_PRECONDITION',
    errno: 3575,
    state: 'HY000',
    message: (n: string) =>
      `Recursive Common Table Expression '${n}' can contain neither aggregation nor window functions in recursive query block`,
    help: 'Move the aggregation outside.',
  },
  VT09028: {
    code: 'FAILED_PRECONDITION',
    errno: 3576,
    state: 'HY000',
    message: (n: string) =>
      `In recursive query block of Recursive Common Table Expression '${n}', the recursive table must neither be in the right argument of a LEFT JOIN, nor be forced to be non-first with join order hints`,
    help: 'Reorder the join.',
  },
  VT09029: {
    code: 'FAILED_PRECONDITION',
    errno: 3577,
    state: 'HY000',
    message: (n: string) =>
      `In recursive query block of Recursive Common Table Expression '${n}', the recursive table must be referenced only once, and not in any subquery`,
    help: 'Refer to it once.',
  },
  VT09030: {
    code: 'FAILED_PRECONDITION',
    errno: 3636,
    state: 'HY000',
    message: (n: number) => `Recursive query aborted after ${n} iterations.`,
    help: 'Bound the recursion.',
  },
  VT09031: {
    code: 'FAILED_PRECONDITION',
    message: () => 'Primary demotion is stalled',
    help: 'Wait, or run EmergencyReparentShard.',
  },
  VT09032: {
    code: 'FAILED_PRECONDITION',
    message: () => 'previous query failed due to an error in the transaction; ROLLBACK the transaction',
    help: 'Send ROLLBACK, then retry the transaction.',
  },
  VT10001: {
    code: 'ABORTED',
    message: () => 'foreign key constraints are not allowed',
    help: 'Set foreign_key_mode of the keyspace.',
  },
  VT10002: {
    code: 'ABORTED',
    message: (s: string) => `atomic distributed transaction not allowed: ${s}`,
    help: 'See the message.',
  },
  VT12001: {
    code: 'UNIMPLEMENTED',
    errno: 1235,
    state: '42000',
    message: (what: string) => `unsupported: ${what}`,
    help: 'Rewrite the statement, or target one shard.',
  },
  VT12002: {
    code: 'UNIMPLEMENTED',
    errno: 1235,
    state: '42000',
    message: () => 'unsupported: cross-shard foreign keys',
    help: 'Shard parent and child alike.',
  },
  VT13001: {
    code: 'INTERNAL',
    errno: 1815,
    state: 'HY000',
    message: (what: string) => `[BUG] ${what}`,
    help: 'This is our mistake: please report it with the statement.',
  },
  VT13002: {
    code: 'INTERNAL',
    errno: 1815,
    state: 'HY000',
    message: (what: string) => `unexpected AST struct for query: ${what}`,
    help: 'This is our mistake: please report it with the statement.',
  },
  VT14001: { code: 'UNAVAILABLE', message: () => 'connection error', help: 'Check that the tablet runs; retry.' },
  VT14002: {
    code: 'UNAVAILABLE',
    message: () => 'no available connection',
    help: 'Check that the tablet runs; retry.',
  },
  VT14003: {
    code: 'UNAVAILABLE',
    message: (t: string) => `no connection for tablet ${t}`,
    help: 'Check that the tablet runs; retry.',
  },
  VT14004: {
    code: 'UNAVAILABLE',
    message: (ks: string) => `cannot find keyspace for: ${ks}`,
    help: 'Name a keyspace that exists.',
  },
  VT14005: {
    code: 'UNAVAILABLE',
    message: (ks: string) => `cannot lookup sidecar database for keyspace: ${ks}`,
    help: 'Check the topology.',
  },
  VT15001: {
    code: 'FAILED_PRECONDITION',
    message: (what: string) => `transaction error, issue ROLLBACK and retry the transaction: ${what}`,
    help: 'Send ROLLBACK, then retry the transaction.',
  },
} as const satisfies Record<`VT${string}`, CatalogRow>;

export type VtErrorId = keyof typeof catalog;
