import { keepHeapLean, runProcess } from '@vt/servenv';
import { composeVtgate, gateArguments, vtgateFlags } from '@vt/vtgate';

keepHeapLean();
void runProcess(
  {
    name: 'vtgate',
    summary: 'the gate: MySQL clients on one side, the cluster’s tablets on the other',
    flags: vtgateFlags,
    start: composeVtgate,
  },
  gateArguments(process.argv.slice(2)),
);
