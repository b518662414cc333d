import { readFile } from 'node:fs/promises';
import type { AuthPlugin, AuthServer, Identity, Peer } from './auth-server.ts';
import { nativeProofMatches, sha2DoubleHash, sha2ProofMatches } from './scramble.ts';
import { parseStaticEntries, passwordMatches, type StaticEntry } from './static-entry.ts';

/** A hash that no password has: unknown users cost the time that known ones do. */
const nobody: StaticEntry = {
  userData: '',
  groups: [],
  localOnly: false,
  hasNoPassword: false,
  native: Buffer.alloc(20),
  stored: undefined,
  sha2: Buffer.alloc(32),
};

/** Users from a JSON file or text; see static-entry.ts for its form. A reload that fails keeps the users there are. */
export class AuthServerStatic implements AuthServer {
  readonly defaultPlugin: AuthPlugin;
  #byUser: ReadonlyMap<string, StaticEntry[]>;
  readonly #path: string | undefined;

  private constructor(byUser: ReadonlyMap<string, StaticEntry[]>, path: string | undefined, plugin: AuthPlugin) {
    this.#byUser = byUser;
    this.#path = path;
    this.defaultPlugin = plugin;
  }

  /** Throws a VtError that says what is wrong with the text. */
  static fromText(json: string, defaultPlugin: AuthPlugin = 'mysql_native_password'): AuthServerStatic {
    return new AuthServerStatic(parseStaticEntries(json), undefined, defaultPlugin);
  }

  static async fromFile(path: string, defaultPlugin: AuthPlugin = 'mysql_native_password'): Promise<AuthServerStatic> {
    return new AuthServerStatic(parseStaticEntries(await readFile(path, 'utf8')), path, defaultPlugin);
  }

  /** Reads the file again: for SIGHUP and for a timer. Who is connected stays. */
  async reload(): Promise<void> {
    if (this.#path !== undefined) this.replace(await readFile(this.#path, 'utf8'));
  }

  replace(json: string): void {
    this.#byUser = parseStaticEntries(json);
  }

  #entries(user: string, peer: Peer): readonly StaticEntry[] {
    return (this.#byUser.get(user) ?? []).filter((entry) => !entry.localOnly || peer.transport === 'unix');
  }

  pluginFor(user: string, clientPlugin: string, peer: Peer): AuthPlugin {
    if (clientPlugin === 'mysql_clear_password' && peer.tls) return clientPlugin;
    const entries = this.#entries(user, peer);
    const native = entries.length === 0 || entries.some((entry) => entry.native !== undefined);
    const sha2 =
      entries.length === 0 || entries.some((entry) => entry.sha2 !== undefined || entry.stored !== undefined);
    if (clientPlugin === 'mysql_native_password' && native) return clientPlugin;
    const isSecure = peer.tls || peer.transport === 'unix';
    // By the password itself caching_sha2_password can check any hash; newer clients have nothing else.
    if (clientPlugin === 'caching_sha2_password' && (sha2 || isSecure)) return clientPlugin;
    return sha2 ? 'caching_sha2_password' : 'mysql_native_password';
  }

  #find(user: string, peer: Peer, matches: (entry: StaticEntry) => boolean): Identity | undefined {
    const entries = this.#entries(user, peer);
    if (entries.length === 0) matches(nobody);
    const found = entries.find(matches);
    return found && { user, userData: found.userData, groups: found.groups };
  }

  checkNative(user: string, peer: Peer, nonce: Buffer, proof: Buffer): Identity | undefined {
    return this.#find(user, peer, (entry) => {
      if (proof.length === 0 || entry.hasNoPassword) return entry.hasNoPassword && proof.length === 0;
      return entry.native !== undefined && nativeProofMatches(proof, nonce, entry.native);
    });
  }

  checkSha2(user: string, peer: Peer, nonce: Buffer, proof: Buffer): Identity | 'full' | undefined {
    let mustAsk = false;
    const found = this.#find(user, peer, (entry) => {
      if (proof.length === 0 || entry.hasNoPassword) return entry.hasNoPassword && proof.length === 0;
      if (entry.sha2 === undefined) mustAsk = true;
      return entry.sha2 !== undefined && sha2ProofMatches(proof, nonce, entry.sha2);
    });
    return found ?? (mustAsk ? 'full' : undefined);
  }

  checkClear(user: string, peer: Peer, password: Buffer): Identity | undefined {
    return this.#find(user, peer, (entry) => {
      const matches = passwordMatches(entry, password);
      // Learnt: the next login needs no password on the wire.
      if (matches && password.length > 0) entry.sha2 ??= sha2DoubleHash(password);
      return matches;
    });
  }
}
