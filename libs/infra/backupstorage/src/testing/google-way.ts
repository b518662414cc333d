import { createHash, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Google's way into its storage: `POST /token` gives a token for a service account's signed word, and requests carry it. */
export class GoogleWay {
  readonly #email: string;
  readonly #publicKey: string;
  #tokens = 0;

  constructor(email: string, publicKey: string) {
    this.#email = email;
    this.#publicKey = publicKey;
  }

  /** Whether it was a request for a token; it is answered then. `/token?lasts=S`: one that ends so soon. */
  answersToken(request: IncomingMessage, response: ServerResponse, body: Buffer): boolean {
    const url = new URL(request.url ?? '/', 'http://google');
    if (url.pathname !== '/token') return false;
    const form = new URLSearchParams(body.toString());
    const isRight =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      this.#isOurs(form.get('assertion') ?? '', `http://${request.headers.host}${request.url}`);
    response.writeHead(isRight ? 200 : 400, { 'content-type': 'application/json' });
    const lasts = Number(url.searchParams.get('lasts') ?? 3_600);
    const token = { access_token: `token-${++this.#tokens}`, expires_in: lasts, token_type: 'Bearer' };
    const refusal = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
    response.end(JSON.stringify(isRight ? token : refusal));
    return true;
  }

  /** Undefined: it is right. Only the last token is good. */
  problem(request: IncomingMessage, body: Buffer): string | undefined {
    if (request.headers.authorization !== `Bearer token-${this.#tokens}`) return 'AccessDenied';
    const md5 = createHash('md5').update(body).digest('base64');
    return body.length === 0 || request.headers['content-md5'] === md5 ? undefined : 'BadDigest';
  }

  #isOurs(assertion: string, audience: string): boolean {
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    const text = Buffer.from(`${head}.${claims}`);
    if (!verify('sha256', text, this.#publicKey, Buffer.from(signature, 'base64url'))) return false;
    const said: Record<string, unknown> = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const seconds = Date.now() / 1_000;
    return (
      said['iss'] === this.#email &&
      said['aud'] === audience &&
      said['scope'] === 'https://www.googleapis.com/auth/devstorage.read_write' &&
      Number(said['iat']) <= seconds + 1 &&
      Number(said['exp']) > seconds
    );
  }
}
