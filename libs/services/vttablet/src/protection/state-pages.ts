import { type MessageInput, toJson } from '@vt/proto';
import { type HttpServer, html, json, tableRow } from '@vt/servenv';
import type { Report, SchemaTable, TabletServer, ThrottlerReports } from '@vt/tabletserver';

export type StateSources = {
  readonly tables: () => Iterable<SchemaTable>;
  readonly twoPc: () => Pick<NonNullable<TabletServer['twoPc']>, 'preparedCount' | 'unresolved'> | undefined;
  readonly throttler: () => ThrottlerReports | undefined;
  readonly vschema: () => Promise<MessageInput<'vschema.SrvVSchema'>>;
};

const ROWS_SHOWN_MAX = 1_000;

/** `/schemaz`, `/twopcz`, `/throttlerz` and `/debug/tablet_vschema`: what the tablet knows and waits for. */
export function addStatePages(http: HttpServer, { tables, twoPc, throttler, vschema }: StateSources): void {
  http.route('/debug/tablet_vschema', async () => json(toJson('vschema.SrvVSchema', await vschema())), {
    title: 'the VSchema that streams are divided by',
  });
  http.route(
    '/schemaz',
    () => {
      const sorted = [...tables()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const rows = sorted.map(({ name, kind, comment }) => [name, kind, comment]);
      return html(page('schema', table('Tables', ['Table', 'Kind', 'Comment'], rows)));
    },
    { title: 'tables and views that are known' },
  );
  http.route('/twopcz', async () => html(page('transactions over shards', await transactions(twoPc()))), {
    title: 'transactions over shards that are prepared, or that wait to be resolved',
  });
  http.route(
    '/throttlerz',
    () => {
      const reports = throttler();
      const shown = reports
        ? shownReport('Status', reports.status()) + shownReport('Apps', reports.throttledApps())
        : '';
      return html(page('throttler', shown));
    },
    { title: 'what the throttler measures, and whom it holds back' },
  );
}

async function transactions(twoPc: ReturnType<StateSources['twoPc']>): Promise<string> {
  if (!twoPc) return '<p>This tablet is no primary that serves: it knows of none.</p>';
  // Whatever their age.
  const decisions = await twoPc.unresolved(0);
  const rows = decisions.map(({ dtid, state, createdNs, participants }) => [
    dtid,
    state,
    new Date(Number(createdNs / 1_000_000n)).toISOString(),
    participants.map(({ keyspace, shard }) => `${keyspace}:${shard}`).join(', '),
  ]);
  const prepared = `<p>Prepared here: ${twoPc.preparedCount}</p>`;
  return prepared + table('Unresolved', ['Distributed id', 'State', 'Created', 'Participants'], rows);
}

function shownReport(title: string, { columns, rows }: Report): string {
  const names = columns.map((column) => (typeof column === 'string' ? column : column.name));
  return table(
    title,
    names,
    rows.map((values) => values.map((value) => value ?? 'NULL')),
  );
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.slice(0, ROWS_SHOWN_MAX).map((values) => tableRow('td', values));
  const left = rows.length - shown.length;
  return `<h2>${title}</h2><table border="1">${tableRow('th', columns)}${shown.join('')}</table>${left > 0 ? `<p>and ${left} more</p>` : ''}`;
}

const page = (title: string, body: string): string => `<!DOCTYPE html><title>${title}</title>${body}`;
