/** Where a client comes from and how. */
export type Peer = {
  readonly transport: 'tcp' | 'unix';
  /** IP address; with the PROXY protocol the original client's. Empty for a unix socket. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** With TLS, as OpenSSL calls them: `TLS_AES_256_GCM_SHA384`, `TLSv1.3`. */
  readonly cipher?: { readonly name: string; readonly version: string };
  /** Of a client certificate that the configured CA has signed. */
  readonly certificate: PeerCertificate | undefined;
};

export type PeerCertificate = {
  readonly commonName: string;
  readonly dnsNames: readonly string[];
};

/** The authentication plugins of this server, by their names on the wire. */
export type AuthPlugin = 'caching_sha2_password' | 'mysql_native_password' | 'mysql_clear_password';

/** Who a client turned out to be. */
export type Identity = {
  readonly user: string;
  readonly userData: string;
  readonly groups: readonly string[];
};

/**
 * A store of users. The conversation with the client (switches, scrambles, RSA) is not its concern: it says which plugin a user
 * can use, and checks what the plugin brought. `undefined` means no, for an unknown user and a wrong password alike.
 * All comparisons take constant time; a password is never kept, logged or put in an error.
 */
export interface AuthServer {
  /** Named in the greeting, before the user is known. Some clients give up at once when they do not have it. */
  readonly defaultPlugin: AuthPlugin;
  /** Which plugin to use for this user. `clientPlugin` if possible; an unknown user is treated as any other. */
  pluginFor(user: string, clientPlugin: string, peer: Peer): AuthPlugin;
  /** `proof`: 20 bytes of mysql_native_password over `nonce`, or empty for no password. */
  checkNative(user: string, peer: Peer, nonce: Buffer, proof: Buffer): Identity | undefined;
  /** `proof`: 32 bytes of caching_sha2_password over `nonce`, or empty. 'full' asks for the password itself (nothing cached yet). */
  checkSha2(user: string, peer: Peer, nonce: Buffer, proof: Buffer): Identity | 'full' | undefined;
  /** The password itself, over a channel that hides it. */
  checkClear(user: string, peer: Peer, password: Buffer): Identity | undefined | Promise<Identity | undefined>;
}
