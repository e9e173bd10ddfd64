import { TextDecoder } from 'node:util';
import type { AnswerBody } from '../../../shared/domain/expectations.ts';

/** What is read of a body at most; the rest is not waited for. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Of what was read; the codings are those that it still has. */
export function answerBody(
  bytes: Uint8Array,
  contentType: string | undefined,
  codings: readonly string[],
): AnswerBody {
  return {
    text: decodeText(bytes.subarray(0, MAX_BODY_BYTES), contentType),
    cut: bytes.length > MAX_BODY_BYTES,
    compression: codings.length === 0 ? null : codings.join(', '),
  };
}

/** A byte order mark decides and is dropped; then the zero bytes that UTF-16 has; then the declared charset; then UTF-8. */
function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] !== 0)) {
    return new TextDecoder('utf-16be').decode(bytes);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0)) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  const charset = /charset="?([^\s";]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  return decoderOf(charset.toLowerCase()).decode(bytes);
}

const UTF_8 = new TextDecoder();

function decoderOf(charset: string): TextDecoder {
  if (charset === 'utf-8') return UTF_8;
  try {
    return new TextDecoder(charset);
  } catch {
    return UTF_8;
  }
}
