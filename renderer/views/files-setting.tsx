import type { DesktopView } from '../../shared/protocol/desktop.ts';
import { ShowFileButton } from './desktop-button.tsx';

const FILES = [
  { file: 'settings', name: 'Settings', what: 'the settings file' },
  { file: 'data', name: 'Data', what: 'the data folder' },
  { file: 'logs', name: 'Logs', what: 'the logs' },
] as const;

export function FilesSetting({ files, settingsGiven }: Pick<DesktopView, 'files' | 'settingsGiven'>) {
  return (
    <>
      <p className="setting-more">
        {settingsGiven
          ? 'The settings file was given when Bellwether was started. It is read again as soon as it is saved.'
          : 'Services and alert rules are in the settings file, which is read again as soon as it is saved.'}
      </p>
      <dl className="files">
        {FILES.map(({ file, name, what }) => (
          <div key={file}>
            <dt>{name}</dt>
            <dd className="path">
              <code dir="ltr">{files[file]}</code>
              <ShowFileButton file={file} what={what} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
