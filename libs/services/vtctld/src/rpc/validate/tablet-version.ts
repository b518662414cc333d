import { anySignal, VtError } from '@vt/base';
import type { Tablet } from '@vt/topo';
import type { Context } from '../../context.ts';
import { aliasOf } from '../../shard-tablets.ts';

/**
 * The build of a tablet's program, as its page /debug/vars names it: of Vitess `{host user time revision}`, of ours the release. @throws VtError UNAVAILABLE
 * where the page is not to be had, or names no build
 */
export async function tabletVersion(context: Context, tablet: Tablet, signal: AbortSignal): Promise<string> {
  const port = tablet.port_map['vt'];
  if (port === undefined) throw fail(`tablet ${aliasOf(tablet)} has no address of pages in its record`);
  const limit = anySignal([signal, AbortSignal.timeout(context.remoteTimeoutMs)]);
  const host = tablet.hostname.includes(':') ? `[${tablet.hostname}]` : tablet.hostname;
  const url = `http://${host}:${port}/debug/vars`;
  let vars: unknown;
  try {
    const response = await (context.fetch ?? fetch)(url, { signal: limit });
    if (!response.ok) throw new Error(`status ${response.status}`);
    vars = await response.json();
  } catch (error) {
    signal.throwIfAborted();
    const { message, cause } = error as Error;
    throw fail(`${url}: ${cause instanceof Error ? cause.message : message}`);
  }
  const version = versionIn(vars);
  if (version === undefined) throw fail(`${url} names no build`);
  return version;
}

const fail = (message: string): VtError => new VtError({ code: 'UNAVAILABLE', message });

function versionIn(vars: unknown): string | undefined {
  const { BuildHost, BuildUser, BuildTimestamp, BuildGitRev, BuildVersion } = (vars ?? {}) as Record<string, unknown>;
  if (BuildGitRev !== undefined) return `{${[BuildHost, BuildUser, BuildTimestamp, BuildGitRev].map(shown).join(' ')}}`;
  return BuildVersion === undefined ? undefined : String(BuildVersion);
}

const shown = (value: unknown): string => String(value ?? '');
