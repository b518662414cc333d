import { errorsByState } from './sqlstates.ts';

let byErrno: ReadonlyMap<number, string> | undefined;

/** The SQLSTATE that a mysqld gives an error, a warning or a note of this number. */
export function sqlStateOf(errno: number): string {
  byErrno ??= new Map(
    Object.entries(errorsByState).flatMap(([state, errnos]) =>
      errnos.split(/\s+/).map((one) => [Number(one), state] as const),
    ),
  );
  return byErrno.get(errno) ?? 'HY000';
}
