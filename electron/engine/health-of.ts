import { judgeEngine, type EngineHealth } from '../../shared/domain/engine-health.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { HistoryWriter } from './history-writer.ts';
import type { SelfWatch } from './self-watch.ts';
import type { StateKeeper } from './state-keeper.ts';
import type { UnjudgedWatch } from './unjudged-watch.ts';

interface Organs {
  readonly self: SelfWatch;
  readonly unjudged: UnjudgedWatch;
  readonly writer: HistoryWriter;
  readonly keeper: StateKeeper;
  readonly dispatcher: Dispatcher;
}

export function healthOf({ self, unjudged, writer, keeper, dispatcher }: Organs, now: number): EngineHealth {
  const { failingSince, waiting, dropped } = writer.facts;
  const { probing, loop } = self;
  return judgeEngine(
    {
      probing: { ...probing, unjudged: unjudged.facts },
      loop,
      storage: {
        historyFailingSince: failingSince,
        stateFailingSince: keeper.failingSince,
        waiting,
        dropped,
      },
      notifiers: dispatcher.facts,
    },
    now,
  );
}
