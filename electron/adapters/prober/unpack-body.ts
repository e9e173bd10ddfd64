import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';
import { plainText } from '../../../shared/lib/plain-text.ts';
import { MAX_BODY_BYTES } from './answer-body.ts';
import { ProbeFault } from './probe-fault.ts';

/** As many as curl unpacks: each is work, and a header has room for thousands. */
const MAX_CODINGS = 5;

/**
 * A body without the codings that the configuration asks for with an `accept-encoding` of its own, as far as bodies are
 * read; `null` when one of them was not asked for.
 */
export async function unpackBody(
  bytes: Uint8Array,
  codings: readonly string[],
  accepted: string | undefined,
  place: string,
): Promise<Uint8Array | null> {
  if (!codings.every((coding) => asksFor(accepted, coding))) return null;
  if (codings.length > MAX_CODINGS) {
    const message = `the body that ${place} sent is packed ${codings.length} times over, more than ${MAX_CODINGS} is not unpacked`;
    throw new ProbeFault('body', message);
  }
  let unpacked = bytes;
  for (const coding of codings.toReversed()) {
    const unpacking = unpackerOf(coding, unpacked);
    const result = unpacking === null ? null : await unpackWith(unpacking, unpacked);
    if (result === null) {
      const message = `the body that ${place} sent cannot be unpacked (${plainText(coding)})`;
      throw new ProbeFault('body', message);
    }
    unpacked = result;
  }
  return unpacked;
}

function asksFor(accepted: string | undefined, coding: string): boolean {
  const asked = (accepted ?? '').toLowerCase().split(',');
  return asked.some((item) => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return !refused && (name === '*' || alias(name) === alias(coding));
  });
}

function alias(coding: string): string {
  return coding.replace(/^x-(?=gzip$|deflate$)/, '');
}

function unpackerOf(coding: string, bytes: Uint8Array): Transform | null {
  switch (alias(coding)) {
    case 'gzip':
      return createGunzip();
    case 'deflate':
      return startsZlib(bytes) ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    default:
      return null;
  }
}

/** Some servers send bare deflate where the zlib format is meant (RFC 9110, 8.4.1.2). */
function startsZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

/** Stops at the limit of a body, so that a bomb unpacks no further; what came before a fault counts when the body was cut. */
async function unpackWith(unpacking: Transform, bytes: Uint8Array): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  unpacking.end(bytes);
  try {
    for await (const piece of unpacking as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      size += piece.length;
      if (size > MAX_BODY_BYTES) break;
    }
  } catch {
    if (bytes.length <= MAX_BODY_BYTES) return null;
  } finally {
    unpacking.destroy();
  }
  return Buffer.concat(pieces);
}
