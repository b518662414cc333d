import { createHmac } from 'node:crypto';

export type AzureCredentials = {
  readonly account: string;
  /** One of the account's two keys, in base64. */
  readonly key: string;
};

export type AzureToSign = {
  readonly method: string;
  readonly url: URL;
  /** All headers that are signed, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentLength: number;
};

/** Headers whose values are signed without their names, in this order; the length of the content stands between the second and the third. */
const STANDARD = [
  ...['content-encoding', 'content-language', 'content-md5', 'content-type', 'date'],
  ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
];

/** Azure's Shared Key authorization of the Blob service: the header that proves who sends a request. */
export function sharedKey({ method, url, headers, contentLength }: AzureToSign, credentials: AzureCredentials): string {
  const standard = STANDARD.map((name) => headers[name] ?? '');
  standard.splice(2, 0, contentLength === 0 ? '' : String(contentLength));
  const text = [method, ...standard, ...own(headers), resource(url, credentials.account)].join('\n');
  const signature = createHmac('sha256', Buffer.from(credentials.key, 'base64')).update(text).digest('base64');
  return `SharedKey ${credentials.account}:${signature}`;
}

function own(headers: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(headers).filter((name) => name.startsWith('x-ms-'));
  return names.sort().map((name) => `${name}:${headers[name]?.trim()}`);
}

function resource(url: URL, account: string): string {
  const query = [...url.searchParams].map(([name, value]) => `\n${name.toLowerCase()}:${value}`).sort();
  return `/${account}${url.pathname}${query.join('')}`;
}
