import { OutsideLink } from '../components/outside-link.tsx';
import { At } from '../components/time.tsx';
import { hashOf } from '../../shared/protocol/desktop.ts';
import type { InstanceView } from '../../shared/protocol/protocol.ts';
import { useDashboard } from '../store/store-context.ts';

export function PageFoot({ instance }: { readonly instance: InstanceView }) {
  const update = useDashboard((state) => state.desktop?.update ?? null);
  return (
    <footer className="foot">
      Bellwether {instance.version}, running since <At at={instance.startedAt} />
      {update !== null && (
        <>
          {'. '}
          <OutsideLink address={update.url}>Version {update.version} is available</OutsideLink>
        </>
      )}
      {'. '}
      <a href={hashOf({ kind: 'about' })}>About and licences</a>
    </footer>
  );
}
