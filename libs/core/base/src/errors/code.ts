/** vtrpc codes: the gRPC status codes plus two of Vitess's own. Numbers are wire facts. */
export const Code = {
  OK: 0,
  CANCELED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
  CLUSTER_EVENT: 17,
  READ_ONLY: 18,
} as const;

export type CodeName = keyof typeof Code;

const names = new Map<number, CodeName>(Object.entries(Code).map(([name, number]) => [number, name as CodeName]));

/** The name of a status number; an unknown number is UNKNOWN. */
export function codeName(number: number): CodeName {
  return names.get(number) ?? 'UNKNOWN';
}
