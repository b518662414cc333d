import { keepHeapLean, runProcess } from '@vt/servenv';
import { vttabletSpec } from '@vt/vttablet';

keepHeapLean();
void runProcess(vttabletSpec());
