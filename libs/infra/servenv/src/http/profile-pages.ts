import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapSnapshot } from 'node:v8';
import type { HttpServer } from './http-server.ts';
import { type HttpRequest, type HttpResponse, text } from './types.ts';

const SECONDS_DEFAULT = 30;
const SECONDS_MAX = 300;

/** CPU profiles and heap snapshots, to be opened in a browser's developer tools. */
export function addProfilePages(http: HttpServer): void {
  let busy = false;
  const profile = async (request: HttpRequest): Promise<HttpResponse> => {
    const seconds = Number(request.query.get('seconds') ?? SECONDS_DEFAULT);
    if (!(seconds > 0 && seconds <= SECONDS_MAX)) return text(`seconds wants a number up to ${SECONDS_MAX}\n`, 400);
    if (busy) return text('another profile is being taken\n', 409);
    busy = true;
    try {
      return attachment(JSON.stringify(await cpuProfile(seconds * 1000, request.signal)), 'cpuprofile');
    } finally {
      busy = false;
    }
  };
  http.route('/debug/pprof/profile', profile, { title: 'CPU profile, ?seconds=N' });
  // A snapshot holds every string in memory, passwords too: an admin's page.
  http.route('/debug/pprof/heap', () => ({ ...attachment('', 'heapsnapshot'), body: getHeapSnapshot() }), {
    role: 'admin',
    title: 'heap snapshot (stops the process while it is taken)',
  });
}

async function cpuProfile(durationMs: number, signal: AbortSignal): Promise<unknown> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await sleep(durationMs, undefined, { signal }).catch(() => undefined);
    return (await session.post('Profiler.stop')).profile;
  } finally {
    session.disconnect();
  }
}

function attachment(body: string, extension: string): HttpResponse {
  const headers = { 'content-disposition': `attachment; filename="${process.pid}.${extension}"` };
  return { type: 'application/json; charset=utf-8', body, headers };
}
