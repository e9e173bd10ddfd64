import { NoticeList } from '../components/notice-list.tsx';
import type { Snapshot } from '../../shared/protocol/protocol.ts';
import { ConcernList } from './concern-list.tsx';
import { FleetSections } from './fleet-sections.tsx';
import { OverviewHeader } from './overview-header.tsx';
import { PauseBanner } from './pause-banner.tsx';
import { SilenceBanner } from './silence-banner.tsx';

export function ServicesPage({ snapshot }: { readonly snapshot: Snapshot }) {
  return (
    <div className="facts">
      <OverviewHeader />
      <PauseBanner pause={snapshot.overview.pause} />
      <SilenceBanner services={snapshot.services} />
      <NoticeList notices={snapshot.notices} />
      <ConcernList alerts={snapshot.alerts} services={snapshot.services} />
      <FleetSections snapshot={snapshot} />
    </div>
  );
}
