import { constants, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto';
import { toVtError, type VtError } from '@vt/base';
import type { AuthPlugin, AuthServer, Identity, Peer } from '../auth/auth-server.ts';
import { writeAuthMoreData } from '../packets/auth-more-data.ts';
import { writeAuthSwitchRequest } from '../packets/auth-switch-request.ts';
import { NONCE_BYTES } from '../packets/handshake-v10.ts';
import { serverErrors } from './errors.ts';
import { publicPem } from './rsa-key.ts';

/** What a login needs of its connection. */
export interface LoginHost {
  readonly peer: Peer;
  send(payload: Uint8Array): void;
  accepted(identity: Identity): void;
  refused(error: VtError): void;
}

export type LoginOptions = {
  readonly auth: AuthServer;
  readonly allowClearTextWithoutTls: boolean;
  readonly rsaKey: () => Promise<KeyObject>;
};

export type Credentials = {
  readonly user: string;
  /** Empty: the client knows only mysql_native_password and cannot switch. */
  readonly plugin: string;
  readonly response: Buffer;
};

const FAST_OK = Buffer.of(3);
const ASK_FULL = Buffer.of(4);
const REQUEST_PUBLIC_KEY = 2;
const SHA2_PROOF_BYTES = 32;

type Step = 'switched' | 'sha2-full' | 'sha2-rsa' | 'over';

/** A nonce as the plugins want it: 20 bytes, none of them 0 or '$'. */
export function makeNonce(): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  for (let i = 0; i < nonce.length; i++) {
    const byte = (nonce[i] as number) & 0x7f;
    nonce[i] = byte === 0 || byte === 0x24 ? byte + 1 : byte;
  }
  return nonce;
}

/**
 * The conversation that finds out who a client is:
 *   credentials → (auth switch request → response)? → native or clear: verdict
 *                                                   → sha2: [fast OK] verdict, or ask for the password, which comes
 *                                                     plain over a secure channel, else RSA-encrypted
 */
export class Login {
  readonly #host: LoginHost;
  readonly #options: LoginOptions;
  #nonce: Buffer;
  #user = '';
  #plugin: AuthPlugin = 'mysql_native_password';
  #step: Step = 'over';
  #hasPassword = false;

  constructor(host: LoginHost, options: LoginOptions, nonce: Buffer) {
    this.#host = host;
    this.#options = options;
    this.#nonce = nonce;
  }

  get #secure(): boolean {
    return this.#host.peer.tls || this.#host.peer.transport === 'unix';
  }

  /**
   * `greeted`: the plugin that the nonce was sent for, undefined when it was sent for none. A response of another plugin does not answer
   * it (MySQL's own client then sends an empty one) and is asked for again.
   */
  begin({ user, plugin, response }: Credentials, greeted: AuthPlugin | undefined): void {
    this.#user = user;
    this.#hasPassword = response.length > 0;
    if (plugin === '') {
      this.#plugin = 'mysql_native_password';
      return this.#check(response);
    }
    this.#plugin = this.#options.auth.pluginFor(user, plugin, this.#host.peer);
    if (this.#plugin === plugin && plugin === greeted) return this.#check(response);
    this.#nonce = makeNonce();
    this.#step = 'switched';
    this.#host.send(writeAuthSwitchRequest({ plugin: this.#plugin, nonce: this.#nonce }));
  }

  /** The client's next packet. */
  packet(payload: Buffer): void {
    switch (this.#step) {
      case 'switched':
        this.#hasPassword = payload.length > 0 && !(payload.length === 1 && payload[0] === 0);
        return this.#check(payload);
      case 'sha2-full':
        return this.#full(payload);
      case 'sha2-rsa':
        this.#step = 'over';
        return this.#encrypted(Buffer.from(payload));
      case 'over':
        return this.#host.refused(serverErrors.badHandshake());
    }
  }

  #check(data: Buffer): void {
    this.#step = 'over';
    switch (this.#plugin) {
      case 'mysql_native_password':
        return this.#verdict(this.#options.auth.checkNative(this.#user, this.#host.peer, this.#nonce, data));
      case 'caching_sha2_password':
        return this.#sha2(data);
      case 'mysql_clear_password':
        return this.#clear(data);
    }
  }

  #sha2(data: Buffer): void {
    const proof = data.length === SHA2_PROOF_BYTES ? data : Buffer.alloc(0);
    const found = this.#options.auth.checkSha2(this.#user, this.#host.peer, this.#nonce, proof);
    if (found === 'full') {
      this.#step = 'sha2-full';
      return this.#host.send(writeAuthMoreData(ASK_FULL));
    }
    // With an empty password the client waits for the OK itself.
    if (found && proof.length > 0) this.#host.send(writeAuthMoreData(FAST_OK));
    this.#verdict(found);
  }

  #full(data: Buffer): void {
    this.#step = 'over';
    if (this.#secure) return this.#password(withoutNul(data));
    if (data.length !== 1 || data[0] !== REQUEST_PUBLIC_KEY) return this.#encrypted(Buffer.from(data));
    this.#step = 'sha2-rsa';
    this.#withKey((key) => {
      this.#host.send(writeAuthMoreData(Buffer.from(publicPem(key))));
    });
  }

  #encrypted(data: Buffer): void {
    this.#withKey((key) => this.#password(withoutNul(decrypt(key, data, this.#nonce))));
  }

  #withKey(then: (key: KeyObject) => void): void {
    this.#options
      .rsaKey()
      .then(then)
      .catch(() => this.#verdict(undefined));
  }

  #clear(data: Buffer): void {
    if (!this.#secure && !this.#options.allowClearTextWithoutTls) return this.#verdict(undefined);
    this.#password(withoutNul(data));
  }

  #password(password: Buffer): void {
    this.#hasPassword = password.length > 0;
    const found = this.#options.auth.checkClear(this.#user, this.#host.peer, password);
    if (!(found instanceof Promise)) return this.#verdict(found);
    found.then(
      (identity) => this.#verdict(identity),
      (thrown: unknown) => this.#host.refused(toVtError(thrown)),
    );
  }

  #verdict(identity: Identity | undefined): void {
    if (identity) return this.#host.accepted(identity);
    const host = this.#host.peer.transport === 'unix' ? 'localhost' : this.#host.peer.address;
    this.#host.refused(serverErrors.accessDenied(this.#user, host, this.#hasPassword));
  }
}

function withoutNul(data: Buffer): Buffer {
  return data.at(-1) === 0 ? data.subarray(0, -1) : data;
}

/** The client sends the password and a 0, XORed with the nonce, under RSA-OAEP. */
function decrypt(key: KeyObject, data: Buffer, nonce: Buffer): Buffer {
  const plain = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, data);
  for (let i = 0; i < plain.length; i++) plain[i] = (plain[i] as number) ^ (nonce[i % nonce.length] as number);
  return plain;
}
