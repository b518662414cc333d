import { describe, expect, it } from 'vitest';
import type { Peer } from './auth-server.ts';
import { nativeProof, sha2Proof } from './scramble.ts';
import { parseStoredSha2, shaCrypt } from './sha-crypt.ts';
import { AuthServerStatic } from './static.ts';

const tcp: Peer = { transport: 'tcp', address: '10.0.0.1', port: 1, tls: false, certificate: undefined };
const tls: Peer = { ...tcp, tls: true };
const unix: Peer = { ...tcp, transport: 'unix' };
const nonce = Buffer.from('01234567890123456789');
const pw = (text: string): Buffer => Buffer.from(text);

const auth = AuthServerStatic.fromText(
  JSON.stringify({
    clear: { Password: 'secret', UserData: 'data', Groups: ['g'] },
    // PASSWORD('password')
    native: { MysqlNativePassword: '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' },
    // SHA256(SHA256('password'))
    sha2: { CachingSha2Password: '73641c99f7719f57d8f4beb11a303afcd190243a51ced8782ca6d3dbe014d146' },
    nobody: { Password: '' },
    two: [{ Password: 'one' }, { Password: 'other', SourceHost: 'localhost', UserData: 'local' }],
  }),
);

describe('AuthServerStatic', () => {
  it('checks native proofs', () => {
    expect(auth.checkNative('clear', tcp, nonce, nativeProof(pw('secret'), nonce))).toEqual({
      user: 'clear',
      userData: 'data',
      groups: ['g'],
    });
    expect(auth.checkNative('native', tcp, nonce, nativeProof(pw('password'), nonce))?.user).toBe('native');
    expect(auth.checkNative('native', tcp, nonce, nativeProof(pw('Password'), nonce))).toBeUndefined();
    expect(auth.checkNative('native', tcp, nonce, Buffer.alloc(0))).toBeUndefined();
    expect(auth.checkNative('native', tcp, nonce, Buffer.alloc(19))).toBeUndefined();
    expect(auth.checkNative('nobody', tcp, nonce, Buffer.alloc(0))?.user).toBe('nobody');
    expect(auth.checkNative('nobody', tcp, nonce, nativeProof(pw('x'), nonce))).toBeUndefined();
    expect(auth.checkNative('stranger', tcp, nonce, nativeProof(pw('x'), nonce))).toBeUndefined();
  });

  it('checks sha2 proofs, and asks for the password where only another hash is known', () => {
    expect(auth.checkSha2('sha2', tcp, nonce, sha2Proof(pw('password'), nonce))).toMatchObject({ user: 'sha2' });
    expect(auth.checkSha2('sha2', tcp, nonce, sha2Proof(pw('wrong'), nonce))).toBeUndefined();
    expect(auth.checkSha2('stranger', tcp, nonce, sha2Proof(pw('wrong'), nonce))).toBeUndefined();
    const fresh = AuthServerStatic.fromText(
      JSON.stringify({ native: { MysqlNativePassword: '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19' } }),
    );
    const proof = sha2Proof(pw('password'), nonce);
    expect(fresh.checkSha2('native', tls, nonce, proof)).toBe('full');
    expect(fresh.checkClear('native', tls, pw('wrong'))).toBeUndefined();
    expect(fresh.checkSha2('native', tls, nonce, proof)).toBe('full');
    expect(fresh.checkClear('native', tls, pw('password'))?.user).toBe('native');
    expect(fresh.checkSha2('native', tls, nonce, proof)).toMatchObject({ user: 'native' });
  });

  it('chooses a plugin that client and hash have in common', () => {
    expect(auth.pluginFor('native', 'caching_sha2_password', tcp)).toBe('mysql_native_password');
    expect(auth.pluginFor('native', 'caching_sha2_password', tls)).toBe('caching_sha2_password');
    expect(auth.pluginFor('sha2', 'mysql_native_password', tcp)).toBe('caching_sha2_password');
    expect(auth.pluginFor('clear', 'mysql_native_password', tcp)).toBe('mysql_native_password');
    expect(auth.pluginFor('stranger', 'mysql_native_password', tcp)).toBe('mysql_native_password');
    expect(auth.pluginFor('clear', 'mysql_clear_password', tcp)).toBe('caching_sha2_password');
    expect(auth.pluginFor('clear', 'mysql_clear_password', tls)).toBe('mysql_clear_password');
  });

  it('takes SourceHost localhost for the unix socket alone', () => {
    const proof = nativeProof(pw('other'), nonce);
    expect(auth.checkNative('two', tcp, nonce, proof)).toBeUndefined();
    expect(auth.checkNative('two', unix, nonce, proof)?.userData).toBe('local');
    expect(auth.checkNative('two', unix, nonce, nativeProof(pw('one'), nonce))?.userData).toBe('two');
  });

  it('keeps its users when a reload fails, and never quotes a secret', () => {
    const server = AuthServerStatic.fromText('{"u": {"Password": "p"}}');
    const attempts = [
      '{"u": {"Password": "hunter2"',
      '{"u": {"MysqlNativePassword": "hunter2"}}',
      '{"u": {"CachingSha2Password": "hunter2"}}',
      '{"u": {"Password": 7}}',
      '{"u": {"Passwrd": "hunter2"}}',
      '{"u": {"Password": "hunter2", "SourceHost": "elsewhere"}}',
      '[1]',
    ];
    for (const attempt of attempts) {
      expect(() => server.replace(attempt)).toThrow(/^static authentication: (?!.*hunter2)/);
    }
    expect(server.checkClear('u', tls, pw('p'))?.user).toBe('u');
    server.replace('{"v": {"Password": "p"}}');
    expect(server.checkClear('u', tls, pw('p'))).toBeUndefined();
  });
});

describe('stored caching_sha2_password hashes', () => {
  it('are the SHA-256 crypt of Unix', () => {
    // openssl passwd -5 -salt saltstring
    expect(shaCrypt(pw('Hello world!'), pw('saltstring'), 5000)).toBe('5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5');
    // openssl passwd -5 -salt abcdefgh
    expect(shaCrypt(pw('a longer password, of more than thirty-two bytes'), pw('abcdefgh'), 5000)).toBe(
      'qTo1vQNAcMHq7TjRAU8DWCXgt4s.jGjnQ0LAC.WGoO6',
    );
  });

  it('are recognised by their form', () => {
    const text = `$A$005$${'s'.repeat(20)}${'d'.repeat(43)}`;
    expect(parseStoredSha2(text)).toMatchObject({ rounds: 5000 });
    expect(parseStoredSha2(`$A$00A$${'s'.repeat(20)}${'d'.repeat(43)}`)).toMatchObject({ rounds: 10_000 });
    expect(parseStoredSha2(`$A$FFF$${'s'.repeat(20)}${'d'.repeat(43)}`)).toBeUndefined();
    expect(parseStoredSha2(text.slice(1))).toBeUndefined();
  });
});
