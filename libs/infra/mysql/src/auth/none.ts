import type { AuthPlugin, AuthServer, Identity } from './auth-server.ts';

/** Lets everyone in under the name they give. For networks where that is safe. */
export class AuthServerNone implements AuthServer {
  readonly defaultPlugin: AuthPlugin = 'mysql_native_password';

  pluginFor(_user: string, clientPlugin: string): AuthPlugin {
    return clientPlugin === 'caching_sha2_password' ? clientPlugin : this.defaultPlugin;
  }

  checkNative(user: string): Identity {
    return { user, userData: user, groups: [] };
  }

  checkSha2(user: string): Identity {
    return { user, userData: user, groups: [] };
  }

  checkClear(user: string): Identity {
    return { user, userData: user, groups: [] };
  }
}
