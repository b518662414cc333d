import { Capability } from '@vt/mysql';
import { CLASSIC, Command, MODERN, type RawClient } from '@vt/mysql/testing';
import type { Random } from '../harness/random.ts';

export type Victim = { readonly host: string; readonly port: number; readonly user: string; readonly database: string };

/** One client's misbehaviour: returns when it has sent all it wanted to. */
export type Attack = (client: RawClient, victim: Victim, random: Random) => Promise<void>;

const CODES = Object.values(Command) as readonly number[];
const TEXTS = [
  'select 1',
  'select * from bank.account',
  'select * from account where id = 1 for update',
  'begin',
  'commit',
  'rollback',
  'set names latin1',
  "set @a = '\u00e9'",
  'insert into account values (1, 1)',
  'update account set balance = balance + 1 where id = 2',
  "load data local infile 'x' into table account",
  'prepare s from "select ?"',
  'execute s using @a',
  'show full processlist',
  'select sleep(0.01)',
  'use nope',
  'kill query 1',
  'lock tables account write',
  'select get_lock("x", 0)',
];

export function noise(random: Random, bytesMax: number): Buffer {
  return Buffer.from(Array.from({ length: random.below(bytesMax + 1) }, () => random.below(256)));
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}

/** Some bytes are others, some are missing, some are too many. */
function spoil(random: Random, bytes: Buffer): Buffer {
  const spoilt = Buffer.from(bytes);
  for (let i = random.below(4); i > 0 && spoilt.length > 0; i--)
    spoilt[random.below(spoilt.length)] = random.below(256);
  const cut = random.below(4) === 0 ? spoilt.subarray(0, random.below(spoilt.length + 1)) : spoilt;
  return random.below(6) === 0 ? Buffer.concat([cut, noise(random, 50)]) : cut;
}

function frame(payload: Buffer, sequence: number, length = payload.length): Buffer {
  const header = Buffer.of(length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, sequence & 0xff);
  return Buffer.concat([header, payload]);
}

function command(code: number, rest: Buffer | string = ''): Buffer {
  return Buffer.concat([Buffer.of(code), Buffer.from(rest)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function write(client: RawClient, bytes: Buffer): void {
  if (!client.socket.destroyed) client.socket.write(bytes);
}

/** The bytes in pieces, so that packets are cut anywhere. */
async function dribble(client: RawClient, bytes: Buffer, random: Random): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(Math.max(1, bytes.length / 3));
    write(client, bytes.subarray(at, at + size));
    at += size;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function login(client: RawClient, { user, database }: Victim, capabilities: number): Promise<boolean> {
  const answer = await client.login(user, '', { capabilities: capabilities | Capability.CONNECT_WITH_DB, database });
  return answer[0] === 0;
}

const garbage: Attack = async (client, _victim, random) => {
  await client.greeting();
  await dribble(client, noise(random, 2_000), random);
};

const badHandshake: Attack = async (client, _victim, random) => {
  await client.greeting();
  const head = Buffer.concat([
    u32(random.below(2) ? MODERN : random.below(0xffffffff)),
    u32(1 << 24),
    Buffer.alloc(24, 45),
  ]);
  const response = Buffer.concat([
    head,
    Buffer.from('root\0'),
    Buffer.of(20),
    noise(random, 20),
    Buffer.from('bank\0'),
  ]);
  write(client, frame(spoil(random, response), random.below(5) === 0 ? random.below(256) : 1));
  write(client, frame(noise(random, 60), random.below(256)));
};

const commands: Attack = async (client, victim, random) => {
  if (!(await login(client, victim, random.below(2) ? CLASSIC : MODERN))) return;
  for (let i = 1 + random.below(12); i > 0; i--) {
    const text = Buffer.from(pick(random, TEXTS));
    const payloads = [
      () => command(pick(random, CODES), noise(random, 60)),
      () => command(Command.QUERY, spoil(random, text)),
      () => command(Command.STMT_PREPARE, spoil(random, Buffer.from('select ?, ? from account where id = ?'))),
      () => command(Command.STMT_EXECUTE, Buffer.concat([u32(1 + random.below(2)), noise(random, 80)])),
      () => command(Command.STMT_SEND_LONG_DATA, Buffer.concat([u32(1), noise(random, 200)])),
      () => command(Command.STMT_FETCH, Buffer.concat([u32(1), u32(random.below(100))])),
      () => command(Command.CHANGE_USER, spoil(random, Buffer.from('root\0\0bank\0\x2d\0'))),
      () => command(random.below(256)),
    ];
    const bytes = frame(pick(random, payloads)(), random.below(15) === 0 ? random.below(256) : 0);
    await dribble(client, bytes, random);
  }
};

const prepared: Attack = async (client, victim, random) => {
  if (!(await login(client, victim, MODERN))) return;
  client.command(command(Command.STMT_PREPARE, 'select *, ? from account where id > ?'));
  await client.read();
  for (let i = 1 + random.below(8); i > 0; i--) {
    const types = Buffer.concat([Buffer.of(0, 1), Buffer.of(random.below(256), random.below(256), 8, 0)]);
    const head = Buffer.concat([u32(1), Buffer.of(random.below(3)), u32(1)]);
    write(client, frame(command(Command.STMT_EXECUTE, Buffer.concat([head, types, noise(random, 40)])), 0));
    if (random.below(3) === 0) write(client, frame(command(Command.STMT_FETCH, Buffer.concat([u32(1), u32(2)])), 0));
    if (random.below(3) === 0) write(client, frame(command(Command.STMT_RESET, u32(random.below(3))), 0));
  }
};

/** A file that was asked for, or not: pieces, garbage, and no end. */
const infile: Attack = async (client, victim, random) => {
  if (!(await login(client, victim, MODERN | Capability.LOCAL_FILES))) return;
  client.query("load data local infile 'x' into table account");
  await client.read();
  for (let i = random.below(6); i > 0; i--) client.send(Buffer.from(`${random.below(1e6)}\t${random.below(99)}\n`));
  if (random.below(2)) client.send(noise(random, 500));
  if (random.below(2)) client.send(Buffer.alloc(0));
  if (random.below(2)) client.query('select 1');
};

const compressed: Attack = async (client, victim, random) => {
  if (!(await login(client, victim, MODERN | Capability.COMPRESS))) return;
  for (let i = 1 + random.below(4); i > 0; i--) {
    const payload = random.below(2) ? noise(random, 200) : frame(command(Command.QUERY, 'select 1'), 0);
    const plain = random.below(2) ? 0 : random.below(0xffffff);
    const head = Buffer.alloc(7);
    head.writeUIntLE(random.below(8) === 0 ? 0xffffff : payload.length, 0, 3);
    head[3] = random.below(3);
    head.writeUIntLE(plain, 4, 3);
    write(client, Buffer.concat([head, payload]));
  }
};

/** A packet that is said to be the largest, of which little comes. */
const oversized: Attack = async (client, victim, random) => {
  const early = random.below(2) === 0;
  if (early) await client.greeting();
  else if (!(await login(client, victim, MODERN))) return;
  write(client, frame(Buffer.alloc(100_000, 0x61), early ? 1 : 0, 0xffffff));
};

/** Asks for much and leaves without reading. */
const leaver: Attack = async (client, victim, random) => {
  if (!(await login(client, victim, MODERN | Capability.MULTI_STATEMENTS))) return;
  client.socket.pause();
  client.query(`begin; ${'select * from account, account as b; '.repeat(1 + random.below(3))}`);
  await new Promise((resolve) => setTimeout(resolve, random.below(20)));
  client.socket.destroy();
};

export const attacks: Readonly<Record<string, Attack>> = {
  badHandshake,
  commands,
  compressed,
  garbage,
  infile,
  leaver,
  oversized,
  prepared,
};
