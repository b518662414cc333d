import type { AuthPlugin, AuthServer, Identity, Peer } from './auth-server.ts';

/**
 * The client's certificate says who it is: its common name must be the user name, its DNS names are the groups. Passwords are not
 * looked at, so whatever plugin the client prefers will do.
 */
export class AuthServerClientCertificate implements AuthServer {
  readonly defaultPlugin: AuthPlugin = 'mysql_native_password';

  pluginFor(_user: string, clientPlugin: string, peer: Peer): AuthPlugin {
    if (clientPlugin === 'mysql_clear_password' && peer.tls) return clientPlugin;
    return clientPlugin === 'caching_sha2_password' ? clientPlugin : this.defaultPlugin;
  }

  #identify(user: string, peer: Peer): Identity | undefined {
    const certificate = peer.certificate;
    if (!peer.tls || !certificate || user === '' || certificate.commonName !== user) return undefined;
    return { user, userData: user, groups: certificate.dnsNames };
  }

  checkNative(user: string, peer: Peer): Identity | undefined {
    return this.#identify(user, peer);
  }

  checkSha2(user: string, peer: Peer): Identity | undefined {
    return this.#identify(user, peer);
  }

  checkClear(user: string, peer: Peer): Identity | undefined {
    return this.#identify(user, peer);
  }
}
