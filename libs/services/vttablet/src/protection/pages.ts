import { type CommonFlags, envPage, escapeHtml, html, json, type ServiceEnv, text } from '@vt/servenv';
import type { Statement, StatementCounts } from '@vt/tabletserver';
import type { VttabletFlags } from '../flags.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { readVSchema } from '../vstream/open-vstreamer.ts';
import { addLogPages } from './log-pages.ts';
import { queryLogPage, transactionLogPage } from './query-log-page.ts';
import { addStatePages } from './state-pages.ts';

const STATEMENTS_SHOWN_MAX = 1_000;
const LINES_SHOWN_MAX = 1_000;
/** A page does not wait longer for the topology. */
const VSCHEMA_MS = 5_000;

type Row = StatementCounts & { readonly statement: Statement };

/** What the query service does and has done, under the paths that tools ask. */
export function addQueryPages(env: ServiceEnv<VttabletFlags & CommonFlags>, manager: TabletManager): void {
  const { queryService, topo, identity } = manager;
  const { protect } = queryService;
  const { http } = env;
  const redact = env.flags['redact-debug-ui-queries'];
  http.route('/debug/consolidations', () => text(counted(protect.consolidator.recent(), redact)), {
    title: 'reads that shared an execution',
  });
  http.route('/debug/hotrows', () => text(counted(protect.hotRows.recent(), redact)), {
    title: 'rows that several wanted at once',
  });
  http.route('/debug/query_rules', () => json(Object.fromEntries(rulesOf(manager))), { title: 'query rules in force' });
  http.route('/debug/acl', () => json(aclOf(manager)), { title: 'table access in force' });
  http.route('/debug/query_stats', () => json(statsOf(manager).map(describe)), { title: 'counts by statement' });
  http.route('/debug/tablet_plans', () => json(statsOf(manager).map(({ statement }) => plan(statement, redact))), {
    title: 'statements that are kept',
  });
  http.route('/debug/querylog', queryLogPage(queryService.queryLog, redact), {
    title: 'statements as they end; sample, filter, min_ms, errors, limit, timeout, format=json',
  });
  http.route('/debug/txlog', transactionLogPage(queryService.transactionLog), {
    title: 'transactions as they end; limit, timeout',
  });
  http.route('/debug/env', envPage(queryService.tunables), {
    role: 'admin',
    methods: ['GET', 'HEAD', 'POST'],
    title: 'limits that can be changed',
  });
  const { queryLog, transactionLog } = queryService;
  addLogPages(http, { queryLog, transactionLog, redact });
  addStatePages(http, {
    tables: () => queryService.schema?.tables.values() ?? [],
    twoPc: () => queryService.twoPc,
    throttler: () => queryService.throttler,
    vschema: () => readVSchema(topo, identity.alias.cell, AbortSignal.timeout(VSCHEMA_MS)),
  });
  http.route('/queryz', () => html(queryz(statsOf(manager), redact)), { title: 'statements, the slowest first' });
  http.route('/livequeryz/terminate', ({ query }) => terminate(manager, Number(query.get('connID'))), {
    role: 'admin',
  });
}

function counted(lines: readonly (readonly [string, number])[], redact: boolean): string {
  const shown = lines.slice(0, LINES_SHOWN_MAX).map(([what, count]) => `${count}: ${redact ? '[REDACTED]' : what}`);
  return `Length: ${lines.length}\n${shown.join('\n')}\n`;
}

function* rulesOf({ queryService }: TabletManager): Iterable<[string, unknown]> {
  for (const [source, rules] of queryService.protect.rules.sources) {
    const shown = rules.map(({ bindConditions, ...rule }) => ({
      ...Object.fromEntries(
        Object.entries(rule).map(([key, value]) => [key, value instanceof RegExp ? value.source : value]),
      ),
      bindConditions: bindConditions.map(({ name, operator }) => ({ name, operator })),
    }));
    yield [source, shown];
  }
}

function aclOf({ queryService }: TabletManager): unknown {
  const { acl } = queryService.protect.access;
  if (!acl) return {};
  const entries = [...acl.exact, ...acl.prefixes.map(([prefix, group]) => [`${prefix}%`, group] as const)];
  return Object.fromEntries(
    entries.map(([table, { name, members }]) => [
      table,
      { group: name, readers: [...members.READER], writers: [...members.WRITER], admins: [...members.ADMIN] },
    ]),
  );
}

/** Statements that have run, those that took most time together first. */
function statsOf({ queryService }: TabletManager): Row[] {
  const rows: Row[] = [];
  for (const statement of queryService.statements) {
    const counts = queryService.stats.statements.of(statement);
    if (counts && counts.count > 0) rows.push({ ...counts, statement });
    if (rows.length >= STATEMENTS_SHOWN_MAX) break;
  }
  return rows.sort((a, b) => b.timeNs - a.timeNs);
}

function describe({ statement, table, count, timeNs, mysqlTimeNs, rowsReturned, rowsAffected, errors }: Row): object {
  return {
    Query: statement.sql,
    Table: table,
    Plan: statement.plan,
    QueryCount: count,
    Time: Math.round(timeNs),
    MysqlTime: Math.round(mysqlTimeNs),
    RowsAffected: rowsAffected,
    RowsReturned: rowsReturned,
    ErrorCount: errors,
  };
}

function plan({ sql, plan: name, binds, needsReserved }: Statement, redact: boolean): object {
  const query = redact ? '[REDACTED]' : sql;
  return { Query: query, PlanID: name, BindVars: binds.map((bind) => bind.name), NeedsReservedConn: needsReserved };
}

const headings =
  'Query,Table,Plan,Count,Time,MySQL Time,Rows affected,Rows returned,Errors,Time per query,Rows returned per query';

function queryz(rows: readonly Row[], redact: boolean): string {
  const seconds = (ns: number): string => (ns / 1e9).toFixed(6);
  const lines = rows.map((row) => [
    redact ? '[REDACTED]' : row.statement.sql,
    row.table,
    row.statement.plan,
    String(row.count),
    seconds(row.timeNs),
    seconds(row.mysqlTimeNs),
    String(row.rowsAffected),
    String(row.rowsReturned),
    String(row.errors),
    seconds(row.timeNs / row.count),
    (row.rowsReturned / row.count).toFixed(6),
  ]);
  const cells = (kind: string, values: readonly string[]): string =>
    `<tr>${values.map((value) => `<${kind}>${escapeHtml(value)}</${kind}>`).join('')}</tr>`;
  return `<table border="1"><thead>${cells('th', headings.split(','))}</thead>${lines.map((line) => cells('td', line)).join('\n')}</table>`;
}

function terminate({ queryService }: TabletManager, connId: number) {
  const found = [...(queryService.opened?.queries.running ?? [])].find(({ threadId }) => threadId === connId);
  if (!found) return text(`nothing runs on connection ${connId}\n`, 404);
  found.cancel();
  return text(`terminated connection ${connId}\n`);
}
