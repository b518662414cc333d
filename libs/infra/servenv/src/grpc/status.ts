import { Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js';
import { codeName, toVtError, VtError } from '@vt/base';

/** Any failure as a gRPC status. The number may be 17 or 18, which gRPC's own enumeration lacks. */
export function toStatus(thrown: unknown): StatusObject {
  const error = toVtError(thrown);
  return { code: error.codeNumber, details: error.message, metadata: new Metadata() };
}

/** What a call failed with, as the VtError that the other side meant. */
export function fromServiceError(error: ServiceError): VtError {
  return new VtError({ code: codeName(error.code), message: error.details || error.message, cause: error });
}

/** True for what the gRPC library throws: an Error with a numeric code and details. */
export function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && typeof (thrown as ServiceError).code === 'number' && 'details' in thrown;
}
