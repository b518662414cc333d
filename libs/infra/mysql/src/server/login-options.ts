import type { LoginOptions } from './login.ts';
import type { MysqlServerOptions } from './options.ts';
import { processRsaKey } from './rsa-key.ts';

export function loginOptionsOf(options: MysqlServerOptions): LoginOptions {
  const { auth, rsaKey } = options;
  return {
    auth,
    allowClearTextWithoutTls: options.allowClearTextWithoutTls ?? false,
    rsaKey: rsaKey ? () => Promise.resolve(rsaKey) : processRsaKey,
  };
}
