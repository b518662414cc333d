import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './progress.mjs';

const POLL_MS = 200;

/**
 * Runs `work` while holding `file` as a lock against other processes of this machine. A lock whose owner is
 * gone (crash, kill -9, reboot) is taken over. `what` names the work for the one who waits.
 */
export async function withLock(file, what, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryTake(file)) {
    const owner = readOwner(file);
    if (owner && !isAlive(owner)) removeStale(file, owner);
    else if (!told) {
      told = true;
      say(`… waiting for process ${owner?.pid ?? '?'}: ${what}`);
    }
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryTake(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // just being written, or just removed
  }
}

function isAlive({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return startTime(pid) === startedAt; // the same number may by now be another process
}

/** When a process began, in clock ticks since boot; '' where the system does not tell. A zombie is no process any more. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return '';
  }
}

/** Moves a dead owner's lock away. Only one of several waiters wins the rename; the others just poll on. */
function removeStale(file, owner) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readOwner(aside);
  // INVARIANT: a live lock that another waiter took between our look and our rename is put back.
  if (moved && (moved.pid !== owner.pid || moved.startedAt !== owner.startedAt)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}
