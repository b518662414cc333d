import { setTimeout as sleep } from 'node:timers/promises';
import { flag, runProcess, StartError } from '../../index.ts';

const flags = {
  'sample-fail': flag.boolean('fail to start'),
  'sample-hang-on-term': flag.boolean('hang while draining'),
  'sample-reject-later': flag.boolean('reject after the start'),
  'sample-secret': flag.string('a secret', { secret: true }),
  'sample-start-forever': flag.boolean('never be ready'),
  'sample-stop': flag.integer('stop with this exit code'),
  'sample-throw-later': flag.boolean('throw after the start'),
  'sample-unhealthy': flag.boolean('be unhealthy'),
};

await runProcess({
  name: 'vtgate',
  summary: 'a process for tests',
  flags,
  start: async (env) => {
    const { log, flags: given } = env;
    if (given['sample-fail']) throw new StartError('the sample was told to fail');
    env.stats.counter('SampleCount', 'a count').add();
    env.status.add({ title: 'Sample', rows: () => [{ key: 'Sample', value: '<fine>', class: 'healthy' }] });
    env.healthCheck('sample', () => (given['sample-unhealthy'] ? 'as asked' : undefined));
    env.signal.addEventListener('abort', () => log.info('signal aborted'));
    env.onTerm('drain', async () => {
      log.info('drain');
      await (given['sample-hang-on-term'] ? new Promise(() => undefined) : sleep(20));
      log.info('drained');
    });
    env.onClose('first', () => log.info('close first'));
    env.onClose('second', () => log.info('close second'));
    log.info({ password: given['sample-secret'] }, 'has a secret');
    if (given['sample-throw-later']) setTimeout(() => thrower('thrown later'), 10);
    if (given['sample-reject-later']) void sleep(10).then(() => thrower('rejected later'));
    if (given['sample-stop'] !== 0) setTimeout(() => env.stop(given['sample-stop'], 'asked by the sample'), 10);
    if (given['sample-start-forever']) {
      env.starting('waiting for ever');
      await new Promise((_resolve, reject) => env.signal.addEventListener('abort', () => reject(new Error('stopped'))));
    }
  },
});

function thrower(message: string): never {
  throw new Error(message);
}
