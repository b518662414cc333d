import { PassThrough } from 'node:stream';
import { escapeHtml, type HttpRequest, type HttpResponse, text } from './types.ts';

/** What a reader may leave unread; more is not shown to it. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const SECONDS_DEFAULT = 10;
const SECONDS_MAX = 600;
const LIMIT_DEFAULT = 300;
const LIMIT_MAX = 10_000;

export type LiveTable = {
  readonly title: string;
  readonly columns: readonly string[];
  /** Returns what ends it; undefined: too many listen. */
  readonly listen: (row: (values: readonly string[]) => void) => (() => void) | undefined;
};

/** A table that grows as things happen, until it has `limit` rows or `timeout` seconds are over. */
export function liveTable({ title, columns, listen }: LiveTable): (request: HttpRequest) => HttpResponse {
  return ({ query, signal }) => {
    const seconds = Number(query.get('timeout') ?? SECONDS_DEFAULT);
    let left = Number(query.get('limit') ?? LIMIT_DEFAULT);
    if (!(seconds > 0 && seconds <= SECONDS_MAX) || !(left >= 1 && left <= LIMIT_MAX))
      return text(`timeout is up to ${SECONDS_MAX} seconds, limit up to ${LIMIT_MAX}\n`, 400);
    const out = new PassThrough();
    const end = (): void => {
      if (!out.writableEnded && !out.destroyed) out.end('</table>');
    };
    const stop = listen((values) => {
      if (left <= 0 || out.writableEnded || out.writableLength > BACKLOG_BYTES_MAX) return;
      out.write(tableRow('td', values));
      if (--left <= 0) end();
    });
    if (!stop) return text('too many read this page\n', 503);
    out.write(`<!DOCTYPE html><title>${escapeHtml(title)}</title><table border="1">${tableRow('th', columns)}`);
    const timer = setTimeout(end, seconds * 1_000);
    out.once('close', () => {
      clearTimeout(timer);
      stop();
    });
    signal.addEventListener('abort', () => out.destroy(), { once: true });
    return { type: 'text/html; charset=utf-8', body: out };
  };
}

/** One row of a table of HTML. */
export const tableRow = (kind: 'td' | 'th', values: readonly string[]): string =>
  `<tr>${values.map((value) => `<${kind}>${escapeHtml(value)}</${kind}>`).join('')}</tr>\n`;
