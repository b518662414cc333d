import { mysqlctl } from '@vt/vttablet';

void mysqlctl(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
