import { e2e } from './e2e.ts';
import { plannerCases, plannerReads, unsupportedCases } from './planner-e2e.ts';
import { sakila } from './sakila.ts';
import type { Outcome, Server } from './side-by-side.ts';
import { tpcc, tpch } from './tpc.ts';
import { vtTester } from './vt-tester.ts';

/** The recorded statements there are, by what they are called on the command line. */
export const suites: Readonly<Record<string, (server: Server) => AsyncGenerator<Outcome>>> = {
  e2e,
  planner: plannerCases,
  reads: plannerReads,
  sakila,
  tpcc,
  tpch,
  tester: vtTester,
  unsupported: unsupportedCases,
};
