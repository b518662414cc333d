import { VtError } from '@vt/base';
import type { PartsBegun, PartsOf } from '../object/upload.ts';
import { tagged } from '../object/xml.ts';
import type { S3Client } from './client.ts';

const PARTS_MAX = 10_000;
const PARTS_AT_ONCE = 4;

/** An object of an S3 API in parts: a multipart upload. */
export function s3Parts(client: S3Client, key: string): PartsOf {
  const { store, writeHeaders: headers } = client.options;
  return {
    partsMax: PARTS_MAX,
    atOnce: PARTS_AT_ONCE,
    whole: async (body, signal) => {
      const response = await client.send({ method: 'PUT', key, headers, body, signal });
      await response.body?.cancel();
    },
    begin: async (signal) => {
      const response = await client.send({ method: 'POST', key, query: { uploads: '' }, headers, signal });
      const [id] = tagged(await response.text(), 'UploadId');
      if (id) return begun(client, key, id);
      throw new VtError({ code: 'UNKNOWN', message: `${store} began no upload of ${key}` });
    },
  };
}

function begun(client: S3Client, key: string, uploadId: string): PartsBegun {
  return {
    send: async (body, part, signal) => {
      const query = { partNumber: String(part + 1), uploadId };
      const response = await client.send({ method: 'PUT', key, query, body, signal });
      await response.body?.cancel();
      return response.headers.get('etag') ?? '';
    },
    complete: async (tags, signal) => {
      const parts = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`).join('');
      const body = Buffer.from(`<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`);
      const response = await client.send({ method: 'POST', key, query: { uploadId }, body, signal });
      // S3 says 200 first, and in the body how it ended.
      const text = await response.text();
      if (!text.includes('<Error>')) return;
      const why = tagged(text, 'Message').join(' ');
      throw new VtError({ code: 'UNKNOWN', message: `${client.options.store} did not complete ${key}: ${why}` });
    },
    giveUp: async () => {
      await client.send({ method: 'DELETE', key, query: { uploadId } }).catch(() => {});
    },
  };
}
