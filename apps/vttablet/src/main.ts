import { runProcess } from '@vt/servenv';
import { vttabletSpec } from '@vt/vttablet';

void runProcess(vttabletSpec());
