import { runProcess } from '@vt/servenv';
import { mysqlctldSpec } from '@vt/vttablet';

void runProcess(mysqlctldSpec());
