import { FileMarker } from './file-marker.ts';

/** Says: this server's data were just made, and no tablet has served them yet. They may be those of a backup first, and they are no primary's. */
export class FreshMarker extends FileMarker {
  constructor(dir: string) {
    super(dir, 'data-never-served');
  }
}
