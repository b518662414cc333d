import { VtError } from '@vt/base';
import { type ScanMode, scan } from './scan.ts';

/** What `/*vt+ NAME=value … *\/` comments of one statement ask of the gate. The planner reads its own (ALLOW_SCATTER, …) from the tree. */
export type Directives = {
  readonly queryTimeoutMs?: number;
  readonly priority?: string;
  readonly workloadName?: string;
  readonly consolidator?: 'CONSOLIDATOR_DISABLED' | 'CONSOLIDATOR_ENABLED' | 'CONSOLIDATOR_ENABLED_REPLICAS';
  readonly scatterErrorsAsWarnings?: boolean;
  readonly skipPlanCache?: boolean;
  readonly ignoreMaxPayloadSize?: boolean;
  readonly ignoreMaxMemoryRows?: boolean;
  readonly executeDmlQueries?: boolean;
  /** It reads a table for mysqldump or another tool that writes as its: the limits of applications are not meant for it. */
  readonly isDump?: boolean;
};

const PRIORITY_MAX = 100;
const OPENING = '/*vt+';
const none: Directives = {};
/** Of a statement without any. */
export const noDirectives = none;

const readers: Readonly<Record<string, (value: string) => Directives>> = {
  QUERY_TIMEOUT_MS: (value) => (/^\d{1,9}$/.test(value) ? { queryTimeoutMs: Number(value) } : none),
  PRIORITY: (value) => ({ priority: priority(value) }),
  WORKLOAD_NAME: (value) => ({ workloadName: value }),
  CONSOLIDATOR: consolidator,
  SCATTER_ERRORS_AS_WARNINGS: (value) => ({ scatterErrorsAsWarnings: isOn(value) }),
  SKIP_QUERY_PLAN_CACHE: (value) => ({ skipPlanCache: isOn(value) }),
  IGNORE_MAX_PAYLOAD_SIZE: (value) => ({ ignoreMaxPayloadSize: isOn(value) }),
  EXECUTE_DML_QUERIES: (value) => ({ executeDmlQueries: isOn(value) }),
  IGNORE_MAX_MEMORY_ROWS: (value) => ({ ignoreMaxMemoryRows: isOn(value) }),
};

/** As mysqldump, mariadb-dump, mydumper and mysqlpump read a table's rows, and hardly anybody else. */
const DUMP = /^\s*select\s*\/\*!\d{5,6}\s+sql_no_cache\s*\*\//i;
const dump: Directives = { isDump: true };

/** Unknown names are somebody else's. @throws a priority that is none. */
export function readDirectives(sql: string, mode: ScanMode): Directives {
  const said = DUMP.test(sql) ? dump : none;
  if (!sql.includes(OPENING)) return said;
  let found = said;
  for (const comment of directiveComments(sql, mode)) {
    for (const word of comment.trim().split(/\s+/)) {
      const [name = '', value = '1'] = word.split('=');
      found = { ...found, ...readers[name.toUpperCase()]?.(value) };
    }
  }
  return found;
}

/** What stands inside of the directive comments: those between tokens, not the same characters in a string. */
function* directiveComments(sql: string, mode: ScanMode): Generator<string> {
  let from = 0;
  for (const { start, end } of scan(sql, mode)) {
    yield* commentsIn(sql.slice(from, start));
    from = end;
  }
  yield* commentsIn(sql.slice(from));
}

function* commentsIn(gap: string): Generator<string> {
  for (const [, body = ''] of gap.matchAll(/\/\*vt\+([^]*?)\*\//g)) yield body;
}

function priority(value: string): string {
  if (/^\d{1,3}$/.test(value) && Number(value) <= PRIORITY_MAX) return value;
  throw new VtError({ code: 'INVALID_ARGUMENT', message: 'Invalid priority value specified in query' });
}

function consolidator(value: string): Directives {
  const name = `CONSOLIDATOR_${value.toUpperCase()}`;
  return name === 'CONSOLIDATOR_DISABLED' || name === 'CONSOLIDATOR_ENABLED' || name === 'CONSOLIDATOR_ENABLED_REPLICAS'
    ? { consolidator: name }
    : none;
}

function isOn(value: string): boolean {
  return value !== '0' && value.toLowerCase() !== 'false';
}
