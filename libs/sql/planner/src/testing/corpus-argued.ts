/** Cases of the planner corpus whose outcome is another one here, and why. */
export const argued: Readonly<Record<string, string>> = {
  'aggr_cases#168': 'COUNT(a, b) is no MySQL; the parser refuses it',
  'aggr_cases#173': 'the table’s columns are not all known: its mysqld decides',
  'filter_cases#130': 'text of big5_bin and latin1_swedish_ci does not compare in MySQL either',
  'from_cases#4': 'one mysqld gets the whole statement and says so itself',
  'select_cases#104': 'DUAL in a list of tables is no MySQL; the parser refuses it',
  'select_cases#144': 'SQL_CALC_FOUND_ROWS over several shards is refused',
  'unsupported_cases#24': 'the lock function is told apart by the gate’s executor',
};

/** Cases that the gate's executor answers before anything is planned. */
export const notPlanned: ReadonlySet<string> = new Set(['lock_cases#2', 'select_cases#77']);

/** Cases whose plan sends more than Vitess's, and why. */
export const worse: Readonly<Record<string, string>> = {
  'cte_cases#60':
    'a recursion whose seed scatters would miss rows that a round finds on another shard: round after round',
  'cte_cases#61': 'a recursion whose step scatters: round after round',
  'cte_cases#62': 'a recursion whose seed scatters: its rows count once, not once a shard: round after round',
  'filter_cases#45': 'a correlated subquery of two tables is a semi join',
  'filter_cases#73': 'texts that the column’s collation finds like it may be on other shards',
  'large_union_cases#0': 'more than one branch of the same value is sent by itself',
  'reference_cases#5': 'the source of a reference table is read where it is named',
  'reference_cases#16': 'the source of a reference table is read where it is named',
  'reference_cases#32': 'the source of a reference table is read where it is named',
  'select_cases#40': 'a correlated subquery over two keyspaces is run for each row',
  'select_cases#177': 'a join with an aggregate’s row',
  'tpch_cases#8': 'one tree of joins, asked for many rows at once, instead of two trees joined row by row',
  'tpch_cases#20': 'one tree of joins, asked for many rows at once, instead of two trees joined row by row',
  'wireup_cases#13': 'a number beyond every integer type does not tell a shard',
};
