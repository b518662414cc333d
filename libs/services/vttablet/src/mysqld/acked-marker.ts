import { FileMarker } from './file-marker.ts';

/**
 * Says: as primary, this server commits nothing without a replica's acknowledgement. It tells a later process, after a crash, that the
 * unacknowledged end of the binary log may be taken back.
 *
 * INVARIANT: written after semi-sync is on and before writes are let in; removed before semi-sync is switched off.
 */
export class AckedMarker extends FileMarker {
  constructor(dir: string) {
    super(dir, 'acked-primary');
  }
}
