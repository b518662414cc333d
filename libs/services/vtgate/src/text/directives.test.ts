import { describe, expect, it } from 'vitest';
import { readDirectives } from './directives.ts';
import { defaultScanMode } from './scan.ts';

const read = (sql: string) => readDirectives(sql, defaultScanMode);

describe('directives of a statement', () => {
  it.each([
    ['select 1', {}],
    ['select /*vt+ QUERY_TIMEOUT_MS=10 */ 1', { queryTimeoutMs: 10 }],
    ['/*vt+ WORKLOAD_NAME=nightly PRIORITY=100 */ select 1', { workloadName: 'nightly', priority: '100' }],
    ['select /*vt+ consolidator=enabled_replicas */ 1', { consolidator: 'CONSOLIDATOR_ENABLED_REPLICAS' }],
    ['select /*vt+ SCATTER_ERRORS_AS_WARNINGS */ 1', { scatterErrorsAsWarnings: true }],
    ['select /*vt+ SKIP_QUERY_PLAN_CACHE=0 */ 1', { skipPlanCache: false }],
    ['select 1 /*vt+ IGNORE_MAX_MEMORY_ROWS=1 */', { ignoreMaxMemoryRows: true }],
    ["select '/*vt+ QUERY_TIMEOUT_MS=10 */'", {}],
    ['SELECT /*!40001 SQL_NO_CACHE */ * FROM `t`', { isDump: true }],
    ['select sql_no_cache * from t', {}],
    ["select '/*!40001 SQL_NO_CACHE */'", {}],
    ['select /*vt+ SOMETHING=else QUERY_TIMEOUT_MS=x */ 1', {}],
  ])('%s', (sql, directives) => {
    expect(read(sql)).toEqual(directives);
  });

  it.each(['101', '-1', 'high', ''])('a priority of %j is refused', (value) => {
    expect(() => read(`select /*vt+ PRIORITY=${value} */ 1`)).toThrow('Invalid priority value specified in query');
  });
});
