import type { ExchangeContent } from './exchange.ts';
import type { Sample } from './sample.ts';

/** One probe as it is shown beside another. */
export interface Exchange extends Omit<Sample, 'serviceId'> {
  /** Of a service's own words; `null` for those who may not read them. */
  readonly content: ExchangeContent | null;
}

/** Kept with an incident. */
export interface Evidence {
  /** `null` when none was seen between the start of the monitor and the incident. */
  readonly lastGood: Exchange | null;
  readonly firstBad: Exchange;
}

export interface IncidentEvidence {
  readonly incidentId: string;
  readonly evidence: Evidence;
}

export function exchangeOf(sample: Sample, content: ExchangeContent): Exchange {
  const { serviceId: _, ...facts } = sample;
  return { ...facts, content };
}
