import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server that a test can kill. */
export type ChildServer = {
  readonly port: number;
  start(): Promise<void>;
  /** SIGKILL, and gone when it resolves. */
  kill(): Promise<void>;
};

/** Our own server, from the sources. */
export function topodChild(port: number, dataFile: string): ChildServer {
  const script = fileURLToPath(new URL('./serve.mjs', import.meta.url));
  const argv = ['--conditions=@vt/source', '--import', 'tsx', script, `127.0.0.1:${port}`, dataFile];
  return childServer(port, process.execPath, argv);
}

export function childServer(port: number, command: string, argv: readonly string[]): ChildServer {
  let child: ChildProcess | undefined;
  return {
    port,
    async start() {
      const started = spawn(command, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      let errors = '';
      started.stderr.on('data', (chunk) => {
        errors = `${errors}${chunk}`.slice(-4000);
      });
      while (!(await answers(port))) {
        if (started.exitCode !== null) throw new Error(`${command} ended: ${errors}`);
        await pause(20);
      }
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
