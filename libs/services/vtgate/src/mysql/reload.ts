import { AuthServerStatic, type MysqlServer } from '@vt/mysql';
import type { Logger } from '@vt/servenv';

type Tls = Parameters<MysqlServer<unknown>['reloadTls']>[0];

/** How often it is looked whether certificates are others, as those of gRPC are. */
const LOOK_EVERY_MS = 10_000;

export type ReloadOptions = {
  readonly auth: unknown;
  readonly server: Pick<MysqlServer<unknown>, 'reloadTls'>;
  /** Reads the certificate files again; undefined: there are none. */
  readonly tls: () => Tls | undefined;
  /** Users also after each of these; 0: only at SIGHUP. */
  readonly intervalMs: number;
  readonly log: Logger;
};

/** Users and certificates are read again at SIGHUP, and at intervals. What cannot be used leaves what there was, and is told once. Returns how to stop. */
export function followReloads({ auth, server, tls, intervalMs, log }: ReloadOptions): () => void {
  const users = async (): Promise<void> => {
    if (!(auth instanceof AuthServerStatic)) return;
    try {
      await auth.reload();
    } catch (error) {
      log.error({ err: error }, 'the file of users cannot be used: those there were stay');
    }
  };
  let seen = textOf(tls);
  const certificates = (): void => {
    const now = textOf(tls);
    if (now === seen) return;
    seen = now;
    try {
      const options = tls();
      if (options) server.reloadTls(options);
    } catch (error) {
      log.error({ err: error }, 'the certificate for MySQL clients cannot be used: the one there was stays');
    }
  };
  const all = (): void => {
    void users();
    certificates();
  };
  process.on('SIGHUP', all);
  const timers = [setInterval(certificates, LOOK_EVERY_MS)];
  if (intervalMs > 0) timers.push(setInterval(() => void users(), intervalMs));
  for (const timer of timers) timer.unref();
  return () => {
    process.off('SIGHUP', all);
    for (const timer of timers) clearInterval(timer);
  };
}

/** What the files hold, to be compared; or why they cannot be read. */
function textOf(tls: () => Tls | undefined): string {
  try {
    const { key, cert, ca, crl } = tls() ?? { key: '', cert: '' };
    return [key, cert, ca, crl].map(String).join('\n');
  } catch (error) {
    return String(error);
  }
}
