import type { ReactNode } from 'react';
import { AttemptWords } from '../components/attempt-words.tsx';
import type { WindowHand } from '../client/dashboard-client.ts';
import { useSetting } from '../store/use-attempt.ts';

/** A setting that is on or off. */
export function DesktopCheckbox({
  label,
  on,
  onChange,
  children,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => ReturnType<WindowHand['desktop']>;
  /** What it means. */
  readonly children?: ReactNode;
}) {
  const { shown, change, attempt } = useSetting(on, onChange);
  return (
    <div className="setting">
      <label className="option">
        <input
          type="checkbox"
          checked={shown}
          onChange={({ currentTarget: { checked } }) =>
            change(checked, `${label}: ${checked ? 'on' : 'off'}.`)
          }
        />
        <span>{label}</span>
      </label>
      {children !== undefined && <p className="setting-more">{children}</p>}
      <AttemptWords attempt={attempt} />
    </div>
  );
}
