import { runProcess } from '@vt/servenv';
import { vtorcSpec } from '@vt/vtorc';

void runProcess(vtorcSpec());
