import { protocol } from 'electron';
import type { StaticFile } from '../web/static-files.ts';
import { answerPageRequest } from './page-request.ts';

/** Has to be said before Electron is ready. Scripts are compiled once, not at each opening of the window. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function servePage(files: ReadonlyMap<string, StaticFile>): void {
  protocol.handle('app', (request) => answerPageRequest(files, request.method, request.url));
}
