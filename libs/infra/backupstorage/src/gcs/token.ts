import { createPrivateKey, sign } from 'node:crypto';
import { VtError } from '@vt/base';
import { request } from '../object/requests.ts';
import type { GoogleIdentity } from './credentials.ts';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ASSERTION_SECONDS = 3_600;
/** A token is not used when it ends so soon. */
const SPARE_MS = 60_000;
const RETRIES = 3;

/** Access tokens of an identity, each used until shortly before its end; many that ask at once wait for one answer. */
export class GoogleTokens {
  readonly #identity: () => GoogleIdentity;
  readonly #now: () => number;
  #token: { readonly text: string; readonly untilMs: number } | undefined;
  #asking: Promise<string> | undefined;

  /**
   * @param identity asked for each token: its file may be renewed
   * @param now ms of a clock that never jumps
   */
  constructor(identity: () => GoogleIdentity, now: () => number = () => performance.now()) {
    this.#identity = identity;
    this.#now = now;
  }

  /** Rejects with UNAUTHENTICATED, or with what the server of tokens says. */
  async get(): Promise<string> {
    if (this.#token && this.#now() < this.#token.untilMs - SPARE_MS) return this.#token.text;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return await this.#asking;
  }

  async #ask(): Promise<string> {
    const identity = this.#identity();
    const response = await request({
      store: 'Google’s tokens',
      what: `of ${identity.kind === 'key' ? identity.email : `the ${identity.kind}`}`,
      retriesMax: RETRIES,
      prepare: () => ({ url: new URL(identity.url), init: asked(identity, Date.now()) }),
    });
    const fields: unknown = await response.json().catch(() => undefined);
    const { access_token: text, expires_in: seconds } = (fields ?? {}) as Record<string, unknown>;
    if (typeof text !== 'string' || typeof seconds !== 'number')
      throw new VtError({ code: 'UNAUTHENTICATED', message: `${identity.url} answers without a token` });
    this.#token = { text, untilMs: this.#now() + seconds * 1_000 };
    return text;
  }
}

function asked(identity: GoogleIdentity, now: number): RequestInit {
  switch (identity.kind) {
    case 'machine':
      return { headers: { 'metadata-flavor': 'Google' } };
    case 'key':
      return { method: 'POST', body: new URLSearchParams({ grant_type: GRANT, assertion: assertion(identity, now) }) };
    case 'user': {
      const { id, secret, refresh } = identity;
      const fields = { client_id: id, client_secret: secret, refresh_token: refresh };
      return { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', ...fields }) };
    }
  }
}

/** A JSON Web Token, signed by the service account's key, that says what it asks for. */
function assertion({ email, key, keyId, url }: Extract<GoogleIdentity, { kind: 'key' }>, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const part = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const head = part({ alg: 'RS256', typ: 'JWT', kid: keyId });
  const times = { iat: seconds, exp: seconds + ASSERTION_SECONDS };
  const text = `${head}.${part({ iss: email, scope: SCOPE, aud: url, ...times })}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey(key)).toString('base64url')}`;
}

function privateKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    // Without the parser's words: they may quote the key.
    throw new VtError({
      code: 'UNAUTHENTICATED',
      message: 'the private_key of the service account is not a key in PEM form',
    });
  }
}
