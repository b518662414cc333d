import { runProcess } from '@vt/servenv';
import { vtbackupSpec } from '@vt/vttablet';

void runProcess(vtbackupSpec());
