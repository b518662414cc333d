import { createHash } from 'node:crypto';
import type { Authorize } from '../s3/client.ts';
import type { GoogleTokens } from './token.ts';

export const GCS_ENDPOINT = 'https://storage.googleapis.com';

/** Google's way into its XML API, which is S3's: a token instead of a signature. What a signature says of the body a checksum does, which Google compares with what arrived. */
export function googleAuthorized(tokens: GoogleTokens): Authorize {
  return async ({ headers, body }) => ({
    ...headers,
    ...(body.length > 0 && { 'content-md5': createHash('md5').update(body).digest('base64') }),
    authorization: `Bearer ${await tokens.get()}`,
  });
}
