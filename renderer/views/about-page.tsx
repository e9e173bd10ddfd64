import { BackLink } from '../components/back-link.tsx';
import { At } from '../components/time.tsx';
import type { InstanceView } from '../../shared/protocol/protocol.ts';
import { useDashboard } from '../store/store-context.ts';
import { sentence } from './words.ts';

/** What this is, and the licences of what it is made with. */
export function AboutPage({
  instance,
  inWindow,
}: {
  readonly instance: InstanceView;
  readonly inWindow: boolean;
}) {
  const notices = useDashboard((state) => state.notices);
  return (
    <div className="settings">
      <BackLink />
      <h1>About Bellwether</h1>
      <section className="setting-group" aria-labelledby="version-heading">
        <h2 id="version-heading">This Bellwether</h2>
        <div className="setting-body">
          <p>
            Version {instance.version}, running since <At at={instance.startedAt} />
          </p>
          <p className="setting-more">Bellwether itself is under the MIT licence.</p>
        </div>
      </section>
      <section className="setting-group" aria-labelledby="notices-heading">
        <h2 id="notices-heading">Third-party notices</h2>
        <div className="setting-body">
          {inWindow && (
            <p className="setting-more">
              The licences of Electron and Chromium lie beside the program: LICENSE.electron.txt and
              LICENSES.chromium.html.
            </p>
          )}
          {notices === null && <p className="setting-more">Reading the notices.</p>}
          {notices?.ok === false && <p className="setting-note">{sentence(notices.error.message)}</p>}
          {notices?.ok === true && (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and has to without a mouse
            <pre className="licences" tabIndex={0} role="region" aria-label="Texts of the licences">
              {notices.value}
            </pre>
          )}
        </div>
      </section>
    </div>
  );
}
