import { mysqlctl } from '@vt/vttablet';

process.exitCode = await mysqlctl(process.argv.slice(2));
