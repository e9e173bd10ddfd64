import { decodeKeptState } from '../../shared/domain/decode-kept-state.ts';
import { ok } from '../../shared/lib/result.ts';
import type { Clock, StateStore } from '../ports.ts';
import { confDocument, type OpenConf } from './conf-document.ts';

/** `state.json` in the data folder. */
export function confStateStore(folder: string, clock: Pick<Clock, 'wallNow'>, open?: OpenConf): StateStore {
  const { load, save } = confDocument({
    folder,
    name: 'state',
    title: 'state document',
    clock,
    decode: decodeKeptState,
    open,
  });
  return {
    load: () => {
      const loaded = load();
      return loaded.ok ? ok({ state: loaded.value.kept, notice: loaded.value.notice }) : loaded;
    },
    save,
  };
}
