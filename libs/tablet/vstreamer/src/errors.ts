import { VtError } from '@vt/base';

/** A stream that cannot be given: a filter or request that is wrong, whoever asks. */
export function badRequest(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `vstreamer: ${message}` });
}

export function unsupported(message: string): VtError {
  return new VtError({ code: 'UNIMPLEMENTED', message: `vstreamer: unsupported: ${message}` });
}

/** What was logged, or how the server is set, does not let us tell the rows: refused rather than guessed. */
export function cannotTell(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: `vstreamer: ${message}` });
}
