import type { MethodDefinition } from '@grpc/grpc-js';

const asIs = (bytes: Buffer): Buffer => bytes;

/** vtqueryext.QueryStream for grpc-js: what is written and read is the bytes of the stream, see frame.ts. */
export const queryStreamService = {
  Exchange: {
    path: '/vtqueryext.QueryStream/Exchange',
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} as const satisfies Record<string, MethodDefinition<Buffer, Buffer>>;
