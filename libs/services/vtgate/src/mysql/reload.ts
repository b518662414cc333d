import { AuthServerStatic, type MysqlServer } from '@vt/mysql';
import type { Logger } from '@vt/servenv';

export type ReloadOptions = {
  readonly auth: unknown;
  readonly server: Pick<MysqlServer<unknown>, 'reloadTls'>;
  /** Reads the certificate files again; undefined: there are none. */
  readonly tls: () => Parameters<MysqlServer<unknown>['reloadTls']>[0] | undefined;
  /** Also after each of these; 0: only at SIGHUP. */
  readonly intervalMs: number;
  readonly log: Logger;
};

/** Users and certificates are read again at SIGHUP. What cannot be used leaves what there was. Returns how to stop. */
export function followReloads({ auth, server, tls, intervalMs, log }: ReloadOptions): () => void {
  const users = async (): Promise<void> => {
    if (!(auth instanceof AuthServerStatic)) return;
    try {
      await auth.reload();
    } catch (error) {
      log.error({ err: error }, 'the file of users cannot be used: those there were stay');
    }
  };
  const certificates = (): void => {
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
  const timer = intervalMs > 0 ? setInterval(() => void users(), intervalMs).unref() : undefined;
  return () => {
    process.off('SIGHUP', all);
    clearInterval(timer);
  };
}
