import { promisify } from 'node:util';
import { brotliCompress, constants, deflateRaw, gzip } from 'node:zlib';

/** `br` and `gzip` are those of HTTP, `frame` is a whole message of a WebSocket. */
type Form = 'br' | 'gzip' | 'frame';

const FORMS: Readonly<Record<Form, (text: Buffer) => Promise<Buffer>>> = {
  // The best there is takes 30 times as long for a tenth less.
  br: (text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (text) => promisify(gzip)(text),
  frame: async (text) => frameOf(await promisify(deflateRaw)(text, SYNC)),
};

const FINAL = 0x80;
const COMPRESSED = 0x40;
const TEXT = 0x01;
const SYNC = { level: 4, finishFlush: constants.Z_SYNC_FLUSH };

/**
 * Compresses off the event loop, one text after another: however many ask at once, it takes one thread of libuv, since lookups and files need
 * the others, and one core. A text is compressed once for all who want it as long as its buffer is kept.
 */
export class Compressor {
  readonly #made = new WeakMap<Buffer, Map<Form, Promise<Buffer>>>();
  #last: Promise<unknown> = Promise.resolve();

  compressed(text: Buffer, form: Form): Promise<Buffer> {
    const forms = this.#made.get(text) ?? new Map<Form, Promise<Buffer>>();
    this.#made.set(text, forms);
    const known = forms.get(form);
    if (known !== undefined) return known;
    const made = this.#last.then(() => FORMS[form](text));
    this.#last = made.catch(() => forms.delete(form));
    forms.set(form, made);
    return made;
  }
}

/** RFC 6455, 5.2, and RFC 7692: from a server, so it is not masked, and what a flush ends in goes without saying. */
function frameOf(flushed: Buffer): Buffer {
  const payload = flushed.subarray(0, -4);
  return Buffer.concat([Buffer.from([FINAL | COMPRESSED | TEXT, ...lengthOf(payload)]), payload]);
}

/** In as few bytes as it takes, which clients may insist on. */
function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 126) return [length];
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return length < 65_536 ? [126, ...bytes.subarray(6)] : [127, ...bytes];
}
