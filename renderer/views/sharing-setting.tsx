import type { SharingView } from '../../shared/protocol/desktop.ts';
import type { WindowHand } from '../client/dashboard-client.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { At } from '../components/time.tsx';
import { useDashboard } from '../store/store-context.ts';
import { DesktopButton } from './desktop-button.tsx';
import { DesktopCheckbox } from './desktop-checkbox.tsx';
import { NewTokenForm } from './new-token-form.tsx';

interface Props {
  readonly sharing: SharingView;
  readonly hand: WindowHand;
}

/** Whether other machines may open the page, and who there may. */
export function SharingSetting({ sharing, hand }: Props) {
  return (
    <>
      {sharing.given ? (
        <p className="setting-note">The settings file shares this page on the network.</p>
      ) : (
        <DesktopCheckbox
          label="Share on the network"
          on={sharing.on}
          onChange={(on) => hand.desktop({ type: 'set-share', on })}
        >
          Other machines reach this one, and everyone who has a link sees your services, their addresses and
          what is wrong with them. An operator’s link also shows what services answered, and may silence and
          pause.{' '}
          {sharing.encrypted
            ? 'What goes over the network is encrypted.'
            : 'Nothing is encrypted on the way: share in networks that you trust.'}
        </DesktopCheckbox>
      )}
      {sharing.on && <Shared sharing={sharing} hand={hand} />}
    </>
  );
}

function Shared({ sharing: { urls, noLink, tokens, fresh }, hand }: Props) {
  return (
    <>
      {urls.length === 0 && <p className="setting-more">{noLink ?? 'It is not published right now.'}</p>}
      {fresh !== null && <FreshLinks fresh={fresh} />}
      <div className="tokens" role="group" aria-label="Tokens">
        {tokens.length === 0 ? (
          <p className="setting-more">Nobody has a link yet.</p>
        ) : (
          <ul>
            {tokens.map(({ name, role, createdAt }) => (
              <li key={name}>
                <span className="token">
                  <strong>{name}</strong> {role}, since <At at={createdAt} />
                </span>
                <DesktopButton
                  label="Revoke"
                  about={name}
                  request={{ type: 'revoke-token', name }}
                  done={`${name} is revoked.`}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      <NewTokenForm hand={hand} />
    </>
  );
}

function FreshLinks({ fresh: { name, links } }: { readonly fresh: NonNullable<SharingView['fresh']> }) {
  const copy = useDashboard((state) => state.copy);
  return (
    <div className="setting-note fresh" role="status">
      <p>
        <strong>The link of {name}.</strong> Copy it now: it is not shown again.
      </p>
      {links.map((link) => (
        <div key={link} className="path">
          <code dir="ltr">{link}</code>
          <CopyButton label="Copy" copy={copy} text={() => link} />
        </div>
      ))}
    </div>
  );
}
