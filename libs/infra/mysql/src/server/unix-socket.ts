import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { VtError } from '@vt/base';

const PROBE_TIMEOUT_MS = 1_000;

/** Removes a socket file that a process left behind. Throws when somebody listens on it, or when it is another kind of file. */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) throw refuse(`${path} exists and is not a socket`);
  if (await listens(path)) throw refuse(`another process listens on ${path}`);
  await unlink(path);
}

const refuse = (message: string): VtError => new VtError({ code: 'FAILED_PRECONDITION', message });

function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path, timeout: PROBE_TIMEOUT_MS });
    const answer = (yes: boolean) => (): void => {
      probe.destroy();
      resolve(yes);
    };
    probe.once('connect', answer(true));
    probe.once('timeout', answer(true));
    probe.once('error', answer(false));
  });
}
