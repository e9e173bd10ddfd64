import type { ConfigFault } from '../../shared/config/config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import type { NoticeBoard } from './notice-board.ts';

export function postWarnings(notices: NoticeBoard, warnings: readonly ConfigFault[]): void {
  if (warnings.length === 0) notices.withdraw('config-warnings');
  else notices.post('config-warnings', 'warning', warnings.map(formatFaultForAll).join('; '));
}

export function postFaults(notices: NoticeBoard, faults: readonly ConfigFault[]): void {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  const what = first === undefined ? '' : `: ${formatFaultForAll(first)}${more}`;
  const message = `The changed configuration is not valid, the last good one keeps running${what}`;
  notices.post('config', 'error', message);
}
