import { runProcess } from '@vt/servenv';
import { vtorcSpec } from '@vt/vtorc';

await runProcess(vtorcSpec());
