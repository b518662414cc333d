import { FileMarker } from '../mysqld/file-marker.ts';

/** Says: mysqlctld has made this server's data, and no tablet has seen them yet. The first that does may restore a backup into them. */
export class FreshMarker extends FileMarker {
  constructor(dir: string) {
    super(dir, 'made-by-mysqlctld');
  }
}
