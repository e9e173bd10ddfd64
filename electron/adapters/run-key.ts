import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Tokens } from '../ports.ts';
import type { Token } from '../../shared/protocol/access.ts';

/** A name that no token may have: nobody revokes it, and it is listed nowhere. */
const NAME = 'this machine';

/**
 * A secret that ends with the run. Commands of the same user read it in the data folder, which is closed to others, and look by it: whatever the
 * instance listens on, and also where nobody is trusted for coming from this machine. It has the form of `TOKEN_SECRET`.
 */
export function createRunKey(): string {
  return randomBytes(24).toString('base64url');
}

/** The tokens with one more, of a viewer: whose secret is `key`. */
export function withRunKey(tokens: Tokens, key: string): Tokens {
  const own: Token = { name: NAME, role: 'viewer', createdAt: 0 };
  const hash = hashOf(key);
  return {
    list: () => [...tokens.list(), own],
    faults: () => tokens.faults(),
    find: (secret) => (timingSafeEqual(hashOf(secret), hash) ? own : tokens.find(secret)),
    watch: (clock, onChange) => tokens.watch(clock, onChange),
  };
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
