import { encodeString } from '@vt/sqltypes';

export const quoted = (name: string): string =>
  encodeString(Buffer.from(name), { noBackslashEscapes: false }).toString('utf8');

export const backticked = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
