import { runProcess } from '@vt/servenv';
import { vttabletSpec } from '@vt/vttablet';

await runProcess(vttabletSpec());
