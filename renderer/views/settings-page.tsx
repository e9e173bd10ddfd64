import { useEffect, type ReactNode } from 'react';
import type { WindowHand } from '../client/dashboard-client.ts';
import { BackLink } from '../components/back-link.tsx';
import type { DesktopView } from '../../shared/protocol/desktop.ts';
import { useDashboard } from '../store/store-context.ts';
import { DesktopButton } from './desktop-button.tsx';
import { DesktopCheckbox } from './desktop-checkbox.tsx';
import { FilesSetting } from './files-setting.tsx';
import { SharingSetting } from './sharing-setting.tsx';
import { TrayStyleSetting } from './tray-style-setting.tsx';
import { VersionLinks } from './version-links.tsx';
import { sentence } from './words.ts';

interface Props {
  readonly desktop: DesktopView;
  readonly hand: WindowHand;
}

export function SettingsPage({ desktop, hand }: Props) {
  const { lookAgain } = hand;
  useEffect(lookAgain, [lookAgain]);
  return (
    <div className="settings">
      <BackLink />
      <h1>Settings</h1>
      <Setting id="start" heading="Start">
        <DesktopCheckbox
          label="Start at login"
          on={desktop.startAtLogin}
          onChange={(on) => hand.desktop({ type: 'set-start-at-login', on })}
        >
          Bellwether starts without a window and watches from then on.
        </DesktopCheckbox>
        {desktop.startTrouble !== null && (
          <p className="setting-note is-degraded" dir="auto">
            {sentence(desktop.startTrouble)}
          </p>
        )}
      </Setting>
      <Setting id="notifications" heading="Notifications">
        <NotificationSettings desktop={desktop} hand={hand} />
      </Setting>
      {desktop.platform !== 'darwin' && (
        <Setting id="tray" heading="Tray icon">
          {desktop.noTray !== null && <p className="setting-note">{sentence(desktop.noTray)}</p>}
          <TrayStyleSetting style={desktop.preferences.trayStyle} hand={hand} />
        </Setting>
      )}
      <Setting id="address" heading="Address for browsers">
        <AddressSetting url={desktop.url} />
      </Setting>
      <Setting id="sharing" heading="On the network">
        <SharingSetting sharing={desktop.sharing} hand={hand} />
      </Setting>
      <Setting id="files" heading="Files">
        <FilesSetting files={desktop.files} settingsGiven={desktop.settingsGiven} />
      </Setting>
      <Setting id="about-bellwether" heading="Bellwether">
        <AboutBellwether />
      </Setting>
    </div>
  );
}

function Setting({
  id,
  heading,
  children,
}: {
  readonly id: string;
  readonly heading: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="setting-group" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{heading}</h2>
      <div className="setting-body">{children}</div>
    </section>
  );
}

function NotificationSettings({ desktop: { notifications, preferences }, hand }: Props) {
  return (
    <>
      <DesktopCheckbox
        label="Play a sound"
        on={preferences.sound}
        onChange={(on) => hand.desktop({ type: 'set-sound', on })}
      />
      <DesktopCheckbox
        label="Critical alarms stay"
        on={preferences.alarmsStay}
        onChange={(on) => hand.desktop({ type: 'set-alarms-stay', on })}
      >
        Until somebody answers them, where the system can do that. Otherwise they go as other notifications
        do.
      </DesktopCheckbox>
      {notifications.fault !== null ? (
        <p className="setting-note is-degraded" dir="auto">
          <strong>The last notification was not shown.</strong> {sentence(notifications.fault)} What the
          system cannot show appears in this window.
        </p>
      ) : (
        !notifications.supported && (
          <p className="setting-note is-degraded">
            <strong>This system shows no notifications.</strong> They appear in this window instead.
          </p>
        )
      )}
      <DesktopButton
        label="Send a test notification"
        request={{ type: 'test-notification' }}
        done="The system has shown it."
        seen
      />
    </>
  );
}

function AddressSetting({ url }: { readonly url: string | null }) {
  if (url === null) {
    return (
      <p className="setting-more">
        The page is not published for browsers right now: its port cannot be had.
      </p>
    );
  }
  return (
    <>
      <p className="setting-more">The same page, to look at, for browsers on this machine.</p>
      <div className="path">
        <code dir="ltr">{url}</code>
        <DesktopButton
          label="Open"
          about="the address in a browser"
          request={{ type: 'open-in-browser' }}
          done="Opened in the browser."
        />
        <DesktopButton label="Copy" about="the address" request={{ type: 'copy-link' }} done="Copied." seen />
      </div>
    </>
  );
}

function AboutBellwether() {
  const version = useDashboard((state) => state.snapshot?.instance.version);
  return (
    <>
      <p>
        Version {version}
        <VersionLinks />
      </p>
      <p className="setting-more">When Bellwether quits, nothing is watched until it is started again.</p>
      <DesktopButton label="Quit Bellwether" request={{ type: 'quit' }} done="Bellwether quits." />
    </>
  );
}
