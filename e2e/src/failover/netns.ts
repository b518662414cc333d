import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** As compiled, also when this file is not. */
const RELAY = fileURLToPath(new URL('../../dist/failover/relay.js', import.meta.url));

/** Undefined where network namespaces can be made; else why not. */
export function netnsProblem(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync(RELAY)) return `${RELAY} is not there (npm run build)`;
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `ip netns does not work here: ${String(error)}`;
  }
}

export type NetnsPorts = {
  /** Ports of what runs inside, that those outside use. */
  readonly inner: readonly number[];
  /** Ports of what runs outside, that those inside use. */
  readonly outer: readonly number[];
  /** As `outer`, each of which can be muted alone. */
  readonly mutable?: readonly number[];
};

/**
 * A network of its own for some processes, joined to the machine's by one cable. On both sides relays listen on 127.0.0.1 in the place of those on the other side, so
 * that nobody has to know. `cut` pulls the cable: packets are lost, and no connection ends.
 */
export class Netns {
  readonly name: string;
  readonly #cable: string;
  /** The inside's address on the cable. */
  readonly host: string;
  readonly #outside: string;
  readonly #relays: ChildProcess[] = [];
  readonly #mutable = new Map<number, ChildProcess>();

  private constructor(id: number) {
    this.name = `vtdrill${id}`;
    this.#cable = `vtd${id}`;
    const net = `10.201.${id >> 8}`;
    this.#outside = `${net}.${id & 0xfe}`;
    this.host = `${net}.${(id & 0xfe) + 1}`;
  }

  /** @param id below 65536, and nobody else's on this machine */
  static async open(id: number, { inner, outer, mutable = [] }: NetnsPorts): Promise<Netns> {
    const netns = new Netns(id);
    const [outside, inside] = [netns.#outside, netns.host];
    const far = `${netns.#cable}i`;
    // What a run left that was killed: the id is nobody else's.
    netns.close();
    try {
      ip('netns', 'add', netns.name);
      ip('link', 'add', netns.#cable, 'type', 'veth', 'peer', 'name', far, 'netns', netns.name);
      ip('addr', 'add', `${outside}/31`, 'dev', netns.#cable);
      ip('link', 'set', netns.#cable, 'up');
      ip('-n', netns.name, 'addr', 'add', `${inside}/31`, 'dev', far);
      ip('-n', netns.name, 'link', 'set', far, 'up');
      ip('-n', netns.name, 'link', 'set', 'lo', 'up');
      await Promise.all([
        netns.#relay(netns.inside([]), '127.0.0.1', outside, outer),
        netns.#relay([], outside, '127.0.0.1', [...outer, ...mutable]),
        ...mutable.map(async (port) =>
          netns.#mutable.set(port, await netns.#relay(netns.inside([]), '127.0.0.1', outside, [port])),
        ),
        netns.#relay(netns.inside([]), inside, '127.0.0.1', inner),
      ]);
      await netns.#relay([], '127.0.0.1', inside, inner);
    } catch (error) {
      netns.close();
      throw error;
    }
    return netns;
  }

  /** A command line that runs inside. */
  inside(command: readonly string[]): string[] {
    return ['nsenter', `--net=/run/netns/${this.name}`, ...command];
  }

  /** Lets those outside connect to ports of their own side by way of the inside: over the cable to `host`, and back over it. */
  async loop(ports: readonly number[]): Promise<void> {
    await this.#relay([], this.#outside, '127.0.0.1', ports);
    await this.#relay(this.inside([]), this.host, this.#outside, ports);
  }

  cut(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  mend(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  /** What is outside at this port is not heard inside any more, nor does a connection to it end; until `unmute`. */
  mute(port: number): void {
    this.#mutable.get(port)?.kill('SIGSTOP');
  }

  unmute(port: number): void {
    this.#mutable.get(port)?.kill('SIGCONT');
  }

  close(): void {
    for (const relay of this.#relays) relay.kill('SIGKILL');
    for (const args of [
      ['link', 'del', this.#cable],
      ['netns', 'del', this.name],
    ]) {
      try {
        ip(...args);
      } catch {
        // It was not there.
      }
    }
  }

  async #relay(
    prefix: readonly string[],
    listen: string,
    target: string,
    ports: readonly number[],
  ): Promise<ChildProcess> {
    const [file = '', ...args] = [...prefix, process.execPath, RELAY, listen, target, ...ports.map(String)];
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#relays.push(child);
    await new Promise<void>((resolve, reject) => {
      const errors: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error(`a relay ended: ${Buffer.concat(errors).toString()}`)));
    });
    return child;
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}
