import { type ProblemCode, type Repair, repairOf } from '../analysis/problem.ts';

/** What Vitess calls the repair of a problem, in its metrics. */
export type RecoveryName =
  | 'ElectNewPrimary'
  | 'FixPrimary'
  | 'FixReplica'
  | 'ReconcileStaleTopoPrimary'
  | 'RecoverDeadPrimary'
  | 'RecoverErrantGTIDDetected'
  | 'RecoverIncapacitatedPrimary'
  | 'RecoverPrimaryHasPrimary'
  | 'RecoverPrimaryTabletDeleted';

const byRepair: Readonly<Record<Repair, RecoveryName>> = {
  drain: 'RecoverErrantGTIDDetected',
  'elect-primary': 'ElectNewPrimary',
  'emergency-reparent': 'RecoverDeadPrimary',
  'fix-primary': 'FixPrimary',
  'fix-replica': 'FixReplica',
  'fix-stale-primary': 'ReconcileStaleTopoPrimary',
  'fix-type': 'FixPrimary',
};

/** Repairs that Vitess tells apart, and here are one. */
const byProblem: { readonly [Code in ProblemCode]?: RecoveryName } = {
  IncapacitatedPrimary: 'RecoverIncapacitatedPrimary',
  PrimaryHasPrimary: 'RecoverPrimaryHasPrimary',
  PrimaryTabletDeleted: 'RecoverPrimaryTabletDeleted',
};

/** Undefined: it is only told. */
export function recoveryNameOf(code: ProblemCode): RecoveryName | undefined {
  const repair = repairOf(code);
  return repair && (byProblem[code] ?? byRepair[repair]);
}
