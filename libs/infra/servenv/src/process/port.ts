import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A failure that a person can act on: one sentence, printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The address that stands for all of this host's: IPv6's where there is IPv6, as it takes IPv4 calls too. */
export function anyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some((address) => address.family === 'IPv6') ? '::' : '0.0.0.0';
}

/** Undefined when `port` can be bound on `host`, else a sentence that names the port, the flag and, where it shows, the holder. */
export async function portProblem(port: number, host: string, flagName: string): Promise<string | undefined> {
  const server = createServer();
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve).listen(port, host, () => resolve(undefined));
  });
  if (problem === undefined) {
    await new Promise((resolve) => server.close(resolve));
    return undefined;
  }
  return listenProblem(problem, port, flagName);
}

/** The sentence for a failed listen. */
export function listenProblem(error: NodeJS.ErrnoException, port: number, flagName: string): string {
  if (error.code !== 'EADDRINUSE') return `cannot listen on port ${port} (${flagName}): ${error.message}`;
  const [holder] = portHolders(port);
  const who = holder === undefined ? 'another process' : `process ${holder.pid} (${holder.command})`;
  return `port ${port} (${flagName}) is taken by ${who}`;
}

export type PortHolder = { readonly pid: number; readonly command: string };

/**
 * Who listens on a TCP port, as far as /proc shows it to us (our own user's processes, Linux only). Several may, each on an address of its own.
 */
export function portHolders(port: number): readonly PortHolder[] {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return [];
  return list('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isOpenIn(entry, inodes))
    .map((entry) => ({ pid: Number(entry), command: content(`/proc/${entry}/comm`).trim() }));
}

const isOpenIn = (process: string, inodes: ReadonlySet<string>): boolean =>
  list(`/proc/${process}/fd`).some((fd) => inodes.has(link(`/proc/${process}/fd/${fd}`)));

/** `socket:[inode]` of each listening socket of the port. */
function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of content(table).split('\n')) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === '0A' && fields[1]?.endsWith(suffix)) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  return inodes;
}

const list = (path: string): string[] => attempt(() => readdirSync(path), []);
const link = (path: string): string => attempt(() => readlinkSync(path), '');
const content = (path: string): string => attempt(() => readFileSync(path, 'utf8'), '');

/** Processes come and go while /proc is read, and some are not ours to read. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
