import { PassingSink } from './passing-sink.ts';
import type { OkInfo, RowFormat } from './result.ts';

/** Passes everything on, and remembers whether there was anything: an answer that has begun cannot be begun again elsewhere. */
export class StartedSink extends PassingSink {
  started = false;

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.started = true;
    this.target.columns(definitions, format);
  }

  override end(ok: OkInfo, more: boolean): void {
    this.started = true;
    this.target.end(ok, more);
  }
}
