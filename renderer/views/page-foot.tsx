import { At } from '../components/time.tsx';
import type { InstanceView } from '../../shared/protocol/protocol.ts';
import { VersionLinks } from './version-links.tsx';

export function PageFoot({ instance }: { readonly instance: InstanceView }) {
  return (
    <footer className="foot">
      Bellwether {instance.version}, running since <At at={instance.startedAt} />
      <VersionLinks />
    </footer>
  );
}
