import type { Session } from '../../shared/protocol/access.ts';
import type { ServerEvent } from '../../shared/protocol/protocol.ts';
import type { DashboardClient } from '../client/dashboard-client.ts';
import { announce } from './announce.ts';
import { applyEvent } from './apply-event.ts';
import type { DashboardStore } from './dashboard-store.ts';
import type { Page } from './page.ts';
import { faceOf, serviceOf } from './selectors.ts';
import { nextToasts } from './toasts.ts';

/** Joins client, browser and store; the stop ends all three. */
export function startDashboard(client: DashboardClient, page: Page, store: DashboardStore): () => void {
  let question = new AbortController();
  let incidentQuestion = new AbortController();
  const { window: windowHand, browser: browserHand } = client;

  const toggleIncident = async (id: string) => {
    incidentQuestion.abort();
    const { incident } = store.getState();
    if (incident?.id === id) return store.setState({ incident: null });
    incidentQuestion = new AbortController();
    const { signal } = incidentQuestion;
    store.setState({ incident: { id, facts: null, fault: null } });
    const answer = await client.request({ type: 'incident', id }, signal);
    if (signal.aborted) return;
    store.setState({
      incident: answer.ok
        ? { id, facts: answer.value, fault: null }
        : { id, facts: null, fault: answer.error.message },
    });
  };

  store.setState({
    leaveService: () => page.leaveService(),
    toggleIncident: (id) => void toggleIncident(id),
    copy: (text) => (windowHand === null ? page.copy(text) : windowHand.desktop({ type: 'copy-text', text })),
    hand: windowHand,
    windowHand,
    browserHand,
  });

  const readNotices = async () => {
    if (store.getState().notices?.ok !== true) store.setState({ notices: await page.readNotices() });
  };

  const ask = async (id: string) => {
    question.abort();
    question = new AbortController();
    const { signal } = question;
    const answer = await client.request({ type: 'service', id }, signal);
    const { detail } = store.getState();
    if (signal.aborted || detail?.serviceId !== id) return;
    store.setState({
      detail: answer.ok
        ? { serviceId: id, facts: answer.value, fault: null }
        : { ...detail, fault: answer.error.message },
    });
  };

  /** What was seen with other rights is not shown with others. */
  const begin = (session: Session, sessionFault: string | null) => {
    const { session: before, detail } = store.getState();
    const others = before !== null && before.role !== session.role;
    store.setState({
      session,
      sessionFault,
      hand: session.role === 'operator' ? browserHand : null,
      ...(others && { incident: null, detail: detail && { ...detail, facts: null, fault: null } }),
      ...(session.role === null && { snapshot: null, connection: { state: 'connecting' } as const }),
    });
  };

  const receive = (event: ServerEvent) => {
    const { snapshot: before, desktop } = store.getState();
    if (desktop !== null && event.type === 'changes') {
      const { notifications = [] } = event.changes;
      store.setState(({ toasts }) => ({
        toasts: nextToasts(toasts, notifications, desktop.notifications.fault),
      }));
    }
    const { snapshot, gap } = applyEvent(before, event);
    if (gap) client.resync();
    const at = timeOf(event);
    const aheadMs = at - page.now();
    if (snapshot === null || snapshot === before) return store.setState({ heardAt: at, aheadMs });
    /* Another version serves another bundle. */
    if (before !== null && before.instance.version !== snapshot.instance.version) return page.reload();
    const announcement = before === null ? null : announce(before.services, snapshot.services);
    store.setState({
      snapshot,
      heardAt: at,
      aheadMs,
      now: at,
      ...(announcement === null ? {} : { announcement }),
    });
  };

  const stops = [
    store.subscribe((state, before) => {
      page.show(faceOf(state));
      const open = state.detail?.serviceId;
      const service = open === undefined ? null : serviceOf(state, open);
      if (open === undefined || service === null) return;
      if (open !== before.detail?.serviceId || service !== serviceOf(before, open)) void ask(open);
    }),
    page.onRoute((place) => {
      store.setState({ pageOpen: place.kind === 'service' ? 'services' : place.kind });
      if (place.kind === 'about') void readNotices();
      const serviceId = place.kind === 'service' ? place.id : null;
      if (serviceId === (store.getState().detail?.serviceId ?? null)) return;
      question.abort();
      incidentQuestion.abort();
      store.setState({
        detail: serviceId === null ? null : { serviceId, facts: null, fault: null },
        incident: null,
      });
    }),
    page.onTick(() => store.setState((state) => ({ now: page.now() + state.aheadMs }))),
    client.subscribe((event) => {
      switch (event.type) {
        case 'server':
          return receive(event.event);
        case 'connection':
          return store.setState({ connection: event.connection });
        case 'session':
          return begin(event.session, event.fault);
        case 'desktop':
          return store.setState({ desktop: event.desktop });
        case 'open':
          return page.open(event.place);
      }
    }),
    () => question.abort(),
    () => incidentQuestion.abort(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function timeOf(event: ServerEvent): number {
  switch (event.type) {
    case 'snapshot':
      return event.snapshot.at;
    case 'changes':
      return event.changes.at;
    case 'heartbeat':
      return event.at;
  }
}
