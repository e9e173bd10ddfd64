import { decodeKeptState } from '../../shared/domain/decode-kept-state.ts';
import { ok } from '../../shared/lib/result.ts';
import type { Clock, StateStore } from '../ports.ts';
import { confDocument, type OpenConf } from './conf-document.ts';

/** `state.json` in the data folder; `owned` whether this process may still write there. */
export function confStateStore(
  folder: string,
  clock: Pick<Clock, 'wallNow'>,
  open?: OpenConf,
  owned?: () => boolean,
): StateStore {
  const { load, save, isKept } = confDocument({
    folder,
    name: 'state',
    title: 'state document',
    clock,
    decode: decodeKeptState,
    open,
    owned,
  });
  return {
    load: () => {
      const loaded = load();
      return loaded.ok ? ok({ state: loaded.value.kept, notice: loaded.value.notice }) : loaded;
    },
    save,
    isKept,
  };
}
