import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import type { Compressor } from './compressor.ts';
import { inertJson } from './inert-json.ts';

/** Snapshots, and changes of a whole fleet; what comes every few seconds is short, and costs less as it is. */
const LEAST_COMPRESSED_BYTES = 16 * 1024;

/** What goes out to one viewer or to many in the same bytes. */
export class LiveMessage {
  readonly event: ServerEvent;
  readonly bytes: Buffer;
  readonly #compressor: Compressor;
  #frame: Buffer | null = null;

  constructor(event: ServerEvent, compressor: Compressor) {
    this.event = event;
    this.bytes = Buffer.from(inertJson(event));
    this.#compressor = compressor;
  }

  get isLong(): boolean {
    return this.bytes.length >= LEAST_COMPRESSED_BYTES;
  }

  /** Compressed, as it goes over the wire; `null` before `compress` is done. */
  get frame(): Buffer | null {
    return this.#frame;
  }

  async compress(): Promise<void> {
    this.#frame = await this.#compressor.compressed(this.bytes, 'frame');
  }
}
