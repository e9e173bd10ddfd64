import type { ClientResponses } from '../../shared/protocol/protocol.ts';
import { isRecord } from './inert.ts';

/** What each answer is about: with it there, the rest is too, because both ends are of the same build. */
const MEMBERS: Readonly<Record<keyof ClientResponses, string>> = {
  services: 'services',
  overview: 'overview',
  alerts: 'alerts',
  service: 'explanation',
  history: 'samples',
  incidents: 'incidents',
  incident: 'evidence',
  notifications: 'notifications',
};

export function isAnswer<Type extends keyof ClientResponses>(
  type: Type,
  body: unknown,
): body is ClientResponses[Type] {
  return isRecord(body) && MEMBERS[type] in body;
}
