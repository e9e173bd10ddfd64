import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, hasCode } from './files.ts';

/** `null` when there is no such file. The error is half a sentence, such as `it is a folder, not a file`. */
export function readText(path: string, maxBytes: number): Result<string | null, string> {
  try {
    // Asked before it is opened: reading a pipe would wait for ever.
    const file = statSync(path);
    if (file.isDirectory()) return err('it is a folder, not a file');
    if (!file.isFile()) return err('it is not a plain file');
    if (file.size > maxBytes)
      return err(`it has ${file.size} bytes, and ${maxBytes} is the most that is read`);
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return ok(null);
    if (error instanceof TypeError) return err('it is not UTF-8 text');
    return err(fileTrouble(error));
  }
}
