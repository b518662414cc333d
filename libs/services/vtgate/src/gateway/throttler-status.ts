import { STATUS_CODES } from 'node:http';
import { anySignal } from '@vt/base';

const ASK_MS_MAX = 1_000;
const BYTES_MAX = 1024 * 1024;
/** Tablets of Vitess from 22 on give the throttler's code, older ones the HTTP status that belongs to it; ours both. */
const ofCode: readonly (number | undefined)[] = [undefined, 200, 429, 417, 404, 500];

/** What a tablet's throttler says of the tablet alone, as `{"state":"OK","load":12.50,"message":""}`; '' where it says nothing. */
export async function throttlerStatus(address: string | undefined, signal: AbortSignal): Promise<string> {
  if (address === undefined) return '';
  try {
    const patience = anySignal([signal, AbortSignal.timeout(ASK_MS_MAX)]);
    const response = await fetch(`http://${address}/throttler/check-self`, { signal: patience });
    return shown(JSON.parse(await textOf(response)) as Readonly<Record<string, unknown>>);
  } catch {
    return '';
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error('too long for the answer of a throttler');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function shown({ StatusCode, ResponseCode, Value, Threshold, Message }: Readonly<Record<string, unknown>>): string {
  const status = Number(StatusCode) || ofCode[Number(ResponseCode)];
  const state = (status !== undefined && STATUS_CODES[status]) || '';
  const [value, threshold] = [Number(Value) || 0, Number(Threshold) || 0];
  const load = threshold > 0 ? (value / threshold) * 100 : 0;
  const message = typeof Message === 'string' ? Message : '';
  return `{"state":${JSON.stringify(state)},"load":${load.toFixed(2)},"message":${JSON.stringify(message)}}`;
}
