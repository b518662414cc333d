import { constants, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { VtError } from '@vt/base';
import { run } from './initialize.ts';
import { type InstanceLayout, instanceFolders } from './layout.ts';

/** Copies a template into a new instance's folder, holes and shared blocks kept where the file system can. */
export async function copyTemplate(template: string, layout: InstanceLayout, signal?: AbortSignal): Promise<void> {
  mkdirSync(layout.dir, { recursive: true });
  for (const name of ['data', 'innodb']) {
    const to = join(layout.dir, name);
    rmSync(to, { recursive: true, force: true });
    await copy(join(template, name), to, signal);
  }
  for (const folder of instanceFolders(layout)) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

async function copy(from: string, to: string, signal?: AbortSignal): Promise<void> {
  if (process.platform !== 'linux' || !existsSync('/bin/cp')) {
    cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return;
  }
  const { code, output } = await run('/bin/cp', ['-a', '--sparse=always', '--reflink=auto', from, to], '', signal);
  if (code !== 0)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `could not copy ${from} to ${to}: ${output.trim()}` });
}
