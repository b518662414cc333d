import type { ScannedWord } from './scan.ts';

/** The plan a statement gets; names are Vitess's, as errors and statistics show them. */
export type PlanName =
  | 'AlterMigration'
  | 'Begin'
  | 'CallProc'
  | 'DDL'
  | 'Delete'
  | 'Flush'
  | 'Insert'
  | 'InsertMessage'
  | 'Load'
  | 'LockTables'
  | 'Nextval'
  | 'OtherAdmin'
  | 'OtherRead'
  | 'Release'
  | 'RevertMigration'
  | 'SRollback'
  | 'Savepoint'
  | 'Select'
  | 'SelectLockFunc'
  | 'Set'
  | 'Show'
  | 'ShowMigrationLogs'
  | 'ShowThrottledApps'
  | 'ShowThrottlerStatus'
  | 'UnlockTables'
  | 'Update'
  | 'Use';

export type Classified = {
  readonly plan: PlanName;
  /** Changes the session in a way that a pooled connection must not keep. */
  readonly needsReserved: boolean;
  /** CREATE TEMPORARY TABLE. */
  readonly makesTemporary: boolean;
  /** A table or view may look different afterwards. */
  readonly changesSchema: boolean;
  /** Ends an open transaction of its connection. */
  readonly commitsImplicitly: boolean;
  /** Two executions at the same time may answer differently though no row changed: UUIDs, random numbers, locks. */
  readonly isFickle: boolean;
};

const byFirstWord: Readonly<Record<string, PlanName>> = {
  alter: 'DDL',
  analyze: 'OtherAdmin',
  begin: 'Begin',
  binlog: 'OtherAdmin',
  cache: 'OtherAdmin',
  call: 'CallProc',
  change: 'OtherAdmin',
  check: 'OtherRead',
  checksum: 'OtherRead',
  commit: 'Begin',
  create: 'DDL',
  deallocate: 'Set',
  delete: 'Delete',
  desc: 'OtherRead',
  describe: 'OtherRead',
  do: 'OtherRead',
  drop: 'DDL',
  execute: 'Set',
  explain: 'OtherRead',
  flush: 'Flush',
  grant: 'OtherAdmin',
  handler: 'LockTables',
  help: 'OtherRead',
  insert: 'Insert',
  install: 'OtherAdmin',
  kill: 'OtherAdmin',
  load: 'Load',
  lock: 'LockTables',
  optimize: 'OtherAdmin',
  prepare: 'Set',
  release: 'Release',
  rename: 'DDL',
  repair: 'OtherAdmin',
  replace: 'Insert',
  reset: 'OtherAdmin',
  revert: 'RevertMigration',
  revoke: 'OtherAdmin',
  rollback: 'Begin',
  savepoint: 'Savepoint',
  select: 'Select',
  set: 'Set',
  show: 'Show',
  start: 'Begin',
  table: 'Select',
  truncate: 'DDL',
  uninstall: 'OtherAdmin',
  unlock: 'UnlockTables',
  update: 'Update',
  use: 'Use',
  values: 'Select',
  xa: 'Begin',
};

const lockFunctions = new Set(['get_lock', 'release_lock', 'release_all_locks', 'is_free_lock', 'is_used_lock']);
const fickle = new Set([
  'benchmark',
  'connection_id',
  'for',
  'last_insert_id',
  'load_file',
  'lock',
  'rand',
  'random_bytes',
  'row_count',
  'uuid',
  'uuid_short',
]);
const alwaysReserved = new Set<PlanName>(['LockTables', 'Set', 'UnlockTables', 'Use']);

/** SHOW that no mysqld can answer. */
const showPlans: ReadonlyMap<string, PlanName> = new Map([
  ['vitess_migration', 'ShowMigrationLogs'],
  ['vitess_throttled_apps', 'ShowThrottledApps'],
  ['vitess_throttler', 'ShowThrottlerStatus'],
]);

/** What `with … ` is about: the first such word outside of parentheses. */
const afterWith: Readonly<Record<string, PlanName>> = {
  select: 'Select',
  update: 'Update',
  delete: 'Delete',
  table: 'Select',
};

function planOf(words: readonly ScannedWord[]): PlanName {
  const [first, second] = words;
  if (first === undefined) return 'OtherAdmin';
  if (first.text === 'with') {
    const main = words.find((word) => word.depth === 0 && afterWith[word.text]);
    return main ? (afterWith[main.text] ?? 'Select') : 'Select';
  }
  if (first.text === 'rollback' && words.some((word) => word.text === 'to')) return 'SRollback';
  if (second?.text === 'vitess_migration' && first.text === 'alter') return 'AlterMigration';
  if (first.text === 'show') return showPlans.get(second?.text ?? '') ?? 'Show';
  const plan = byFirstWord[first.text] ?? 'OtherAdmin';
  if (plan === 'Select') return selectPlan(words, second);
  return plan;
}

function selectPlan(words: readonly ScannedWord[], second: ScannedWord | undefined): PlanName {
  if (second?.text === 'next' && words.some((word) => word.text === 'from')) return 'Nextval';
  return words.some((word) => lockFunctions.has(word.text)) ? 'SelectLockFunc' : 'Select';
}

const has = (words: readonly ScannedWord[], text: string): boolean => words.some((word) => word.text === text);

/** Assigns a user variable: `select … into @a`, `select @a := 1`, `call p(@a)` if that argument is OUT. */
function assignsVariable(words: readonly ScannedWord[], sql: string): boolean {
  const isCall = words[0]?.text === 'call';
  return words.some((word, i) => {
    if (!word.text.startsWith('@') || word.text.startsWith('@@')) return false;
    if (isCall || words[i - 1]?.text === 'into') return true;
    return /^\s*:=/.test(sql.slice(word.start + word.text.length));
  });
}

/** FLUSH TABLES … WITH READ LOCK and … FOR EXPORT hold their locks until UNLOCK TABLES. */
function flushHolds(plan: PlanName, words: readonly ScannedWord[]): boolean {
  return plan === 'Flush' && words.some(({ text }) => text === 'lock' || text === 'export');
}

/** The kind of a statement by its words; a statement that is none of ours to judge is OtherAdmin. */
export function classify(words: readonly ScannedWord[], sql: string): Classified {
  const plan = planOf(words);
  const isTemporary = plan === 'DDL' && words[1]?.text === 'temporary';
  const isDdl = plan === 'DDL';
  // What stands in the body of a routine runs when it is called.
  const touchesSession = !isDdl && (words.some((word) => lockFunctions.has(word.text)) || assignsVariable(words, sql));
  const needsReserved = alwaysReserved.has(plan) || isTemporary || touchesSession || flushHolds(plan, words);
  const changesSchema = plan === 'DDL' && !isTemporary && !has(words.slice(1, 2), 'user');
  const isFickle = plan === 'Select' && words.some((word) => fickle.has(word.text));
  const makesTemporary = isTemporary && words[0]?.text === 'create';
  return {
    plan,
    isFickle,
    needsReserved,
    makesTemporary,
    changesSchema,
    commitsImplicitly: plan === 'DDL' && !isTemporary,
  };
}

/**
 * Whether a session that asks for a connection of its own gets it for this statement: a program sets variables that nobody sees in its call, and
 * what is none of ours to judge (HANDLER … OPEN) may stay with its connection.
 */
export function mayLeaveBehind({ needsReserved, plan }: Classified): boolean {
  return needsReserved || plan === 'CallProc' || plan === 'OtherAdmin';
}
