import { AttemptWords } from '../components/attempt-words.tsx';
import type { WindowHand } from '../client/dashboard-client.ts';
import type { TrayStyle } from '../../shared/protocol/desktop.ts';
import { useSetting } from '../store/use-attempt.ts';

const STYLES: readonly { readonly style: TrayStyle; readonly words: string; readonly more: string }[] = [
  { style: 'auto', words: 'Automatic', more: 'follows the theme of the system' },
  { style: 'light', words: 'Light', more: 'for a dark bar' },
  { style: 'dark', words: 'Dark', more: 'for a light bar' },
];

export function TrayStyleSetting({ style, hand }: { readonly style: TrayStyle; readonly hand: WindowHand }) {
  const { shown, change, attempt } = useSetting(style, (next) =>
    hand.desktop({ type: 'set-tray-style', style: next }),
  );
  return (
    <fieldset className="setting">
      <legend className="visually-hidden">Style of the tray icon</legend>
      {STYLES.map((candidate) => (
        <label key={candidate.style} className="option">
          <input
            type="radio"
            name="tray-style"
            checked={candidate.style === shown}
            onChange={() => change(candidate.style, `Tray icon: ${candidate.words}.`)}
          />
          <span>
            {candidate.words}
            <span className="option-more">, {candidate.more}</span>
          </span>
        </label>
      ))}
      <AttemptWords attempt={attempt} />
    </fieldset>
  );
}
