import { readFileSync } from 'node:fs';
import type { Flags } from '../flags/flag.ts';
import { commonFlags } from '../process/common-flags.ts';
import type { ServiceEnv } from '../process/service-env.ts';
import { addProfilePages } from './profile-pages.ts';
import { type HttpResponse, json, text } from './types.ts';

export type DebugPages = {
  readonly env: ServiceEnv<Flags>;
  readonly flagSpecs: Flags;
  readonly commandLine: readonly string[];
  /** Why the process is not healthy, or undefined. */
  readonly unhealthy: () => string | undefined;
};

/** The pages and metrics that every process has. */
export function addDebugPages(pages: DebugPages): void {
  const { env, unhealthy } = pages;
  const { http } = env;
  const health = (): HttpResponse => {
    const reason = unhealthy();
    return reason === undefined ? text('ok') : text(`not ok: ${reason}\n`, 500);
  };
  addProcessStats(pages);
  http.route('/', () => ({ status: 302, body: '', headers: { location: '/debug/status' } }), { role: 'monitoring' });
  http.route('/debug/status', () => env.status.page(env.name, http.pages()), {
    role: 'monitoring',
    title: 'this page',
  });
  http.route('/debug/status_details', () => env.status.details(), {
    role: 'monitoring',
    title: 'the tables above as JSON',
  });
  http.route('/debug/health', health, { role: 'monitoring', title: 'ok, or 500 and why not' });
  http.route('/healthz', health, { role: 'monitoring' });
  http.route('/debug/liveness', () => text(''), { role: 'open' });
  http.route('/debug/vars', () => json(env.stats.vars()), { role: 'monitoring', title: 'metrics as JSON' });
  http.route(
    '/metrics',
    async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', body: await env.stats.metrics() }),
    {
      role: 'monitoring',
      title: 'metrics for Prometheus',
    },
  );
  http.route('/debug/config', () => json(shownFlags(pages)), { title: 'flags in effect as JSON' });
  http.route('/debug/flags', () => text(flagsText(pages)), { title: 'flags in effect' });
  // Lines are written as they come; only a destination that a test gives may hold some back.
  const flush = async (): Promise<HttpResponse> => {
    await new Promise<void>((resolve, reject) => {
      env.log.flush((error) => (error ? reject(error) : resolve()));
    });
    return text('flushed\n');
  };
  http.route('/debug/flushlogs', flush, { role: 'admin', title: 'writes what the log still holds' });
  addProfilePages(http);
}

function addProcessStats({ env, commandLine }: DebugPages): void {
  const startedMs = Date.now();
  const { stats } = env;
  stats.publish('BuildVersion', () => env.version);
  stats.publish('BuildInformation', () => ({ [env.version]: 1 }));
  stats.gaugeFunc('MaxFds', 'files that may be open at once', openFilesMax);
  stats.publish('cmdline', () => commandLine);
  stats.publish('memstats', () => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return { Sys: rss, HeapAlloc: heapUsed, HeapSys: heapTotal, External: external };
  });
  stats.gaugeFunc('Uptime', 'nanoseconds since the start', () => (Date.now() - startedMs) * 1e6);
  env.status.add({
    title: 'Process',
    rows: () => [
      { key: 'Version', value: env.version },
      { key: 'Host', value: `${env.hostname} (pid ${process.pid}, Node ${process.versions.node})` },
      { key: 'Started', value: new Date(startedMs).toISOString() },
      { key: 'Memory', value: `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB resident` },
    ],
  });
}

/** 0 where the system does not tell. */
function openFilesMax(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Values as they would be typed; secrets are replaced. */
function shownFlags({ env, flagSpecs }: DebugPages): Record<string, string> {
  const specs: Flags = { ...commonFlags, ...flagSpecs };
  const values = env.flags as Readonly<Record<string, unknown>>;
  const names = Object.keys(specs).sort();
  return Object.fromEntries(
    names.map((name) => [name, specs[name]?.secret ? '[redacted]' : (specs[name]?.format(values[name]) ?? '')]),
  );
}

function flagsText(pages: DebugPages): string {
  const lines = Object.entries(shownFlags(pages)).map(([name, value]) => `--${name}=${value}`);
  return `${lines.join('\n')}\n`;
}
