import { PassThrough } from 'node:stream';
import { type HttpRequest, type HttpResponse, json, text } from '@vt/servenv';

/** What a reader may leave unread; more is not logged for it. */
const BACKLOG_BYTES_MAX = 1024 * 1024;
const SECONDS_DEFAULT = 60;
const SECONDS_MAX = 3_600;

/**
 * A page that goes on with a line for each thing that happens, until `limit` of them or `timeout` seconds.
 * @param listen has lines written; returns what ends that, or undefined where too many listen.
 */
export function lineStream(
  { query, signal }: HttpRequest,
  listen: (write: (line: () => string) => void) => (() => void) | undefined,
): HttpResponse {
  const seconds = Number(query.get('timeout') ?? SECONDS_DEFAULT);
  if (!(seconds > 0 && seconds <= SECONDS_MAX)) return text(`timeout is up to ${SECONDS_MAX} seconds\n`, 400);
  const out = new PassThrough();
  let left = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
  const stop = listen((line) => {
    if (left <= 0 || out.writableLength > BACKLOG_BYTES_MAX) return;
    out.write(line());
    left -= 1;
    if (left <= 0) out.end();
  });
  if (!stop) return json({ error: 'too many read this log' }, 503);
  const timer = setTimeout(() => out.end(), seconds * 1_000);
  out.once('close', () => {
    clearTimeout(timer);
    stop();
  });
  signal.addEventListener('abort', () => out.destroy(), { once: true });
  return { body: out };
}
