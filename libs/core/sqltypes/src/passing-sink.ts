import type { VtError } from '@vt/base';
import type { OkInfo, ResultSink, RowFormat } from './result.ts';

/** A sink in front of another one; what a subclass does not override passes on unchanged. */
export class PassingSink<Target extends ResultSink = ResultSink> implements ResultSink {
  protected readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  get onDrain(): (() => void) | undefined {
    return this.target.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.target.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.target.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.target.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    this.target.end(ok, more);
  }

  error(error: VtError): void {
    this.target.error(error);
  }
}
