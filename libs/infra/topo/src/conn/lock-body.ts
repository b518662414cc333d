import { hostname, userInfo } from 'node:os';

/** What a lock's key holds, for people who want to know who has it. */
export function lockBody(action: string): Buffer {
  const body = {
    Action: action,
    HostName: hostname(),
    UserName: userName(),
    Time: `${new Date().toISOString().slice(0, 19)}Z`,
    Options: {},
    Status: 'Running',
  };
  return Buffer.from(JSON.stringify(body, null, 2));
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list.
    return String(process.getuid?.() ?? '');
  }
}
