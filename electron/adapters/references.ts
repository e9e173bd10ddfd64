import { resolve } from 'node:path';
import type { ResolveReference } from '../../shared/config/references.ts';
import { err, ok } from '../../shared/lib/result.ts';
import { isReadByAll } from './files.ts';
import { readText } from './read-text.ts';

/** A secret is short; what is larger was meant for something else. */
export const MAX_REFERENCED_BYTES = 65_536;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Relative paths of `${file:path}` start from `folder`. The line break that ends a file is not part of the value. `looked` is told each file. */
export function referencesFrom(
  folder: string,
  environment: Environment,
  looked: (path: string) => void = () => {},
): ResolveReference {
  return ({ kind, name }) => {
    switch (kind) {
      case 'env': {
        const value = environment[name];
        if (value === undefined) return err(`the environment variable ${name} is not set`);
        return ok({ text: value, warning: null });
      }
      case 'file': {
        const path = resolve(folder, name);
        looked(path);
        const text = readText(path, MAX_REFERENCED_BYTES);
        if (!text.ok) return err(`cannot read the file ${name}: ${text.error}`);
        if (text.value === null) return err(`cannot read the file ${name}: it does not exist`);
        const warning = isReadByAll(path)
          ? `every user of this machine may read the file ${name}; take that away with "chmod 600"`
          : null;
        return ok({ text: text.value.replace(/\r?\n$/, ''), warning });
      }
    }
  };
}
